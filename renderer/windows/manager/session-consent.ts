import type { Consent, Session } from '../../../main/core/sessions/session.ts'

/** `auto` until it is chosen: it follows `production`. */
export type ConsentChoice = Consent | 'auto'

/** Of a session that is edited. One that is not production and never asks is so without anybody having chosen it. */
export function consentChoice({
  consent,
  production,
}: Pick<Session, 'consent' | 'production'>): ConsentChoice {
  return consent === 'off' && !production ? 'auto' : consent
}

export function consentOf(draft: { readonly consent: ConsentChoice; readonly production: boolean }): Consent {
  if (draft.consent !== 'auto') return draft.consent
  return draft.production ? 'first-use' : 'off'
}
