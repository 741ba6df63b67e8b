import type { Snapshot } from '../core/snapshot/snapshot.ts'
import { waitsFor } from '../core/snapshot/state-views.ts'

/** A shape each, since some trays take every color away. */
export interface TrayIcon {
  readonly face: 'idle' | 'serving' | 'fault'
  readonly badge: 'none' | 'needs-you' | 'production'
}

/** The icon for a state. What needs the user is shown before production, since only the dot wants something done. */
export function trayIcon(snapshot: Snapshot): TrayIcon {
  const { sessions, prompts, questions, confirmations, signIns, endpoint, keychain } = snapshot
  const troubled = sessions.filter(({ state }) => state.kind === 'failed' || state.kind === 'failing')
  const waiting = troubled.filter(({ state }) => waitsFor(state, keychain) === 'you')
  const serving = sessions.filter(({ state }) => 'until' in state)
  const isAsked =
    prompts.length + questions.length + confirmations.length + signIns.length + waiting.length > 0
  const needsYou = isAsked || keychain !== null
  const isFaulty = endpoint.kind === 'down' || waiting.length < troubled.length
  return {
    face: isFaulty ? 'fault' : serving.length > 0 ? 'serving' : 'idle',
    badge: needsYou ? 'needs-you' : serving.some(each => each.session.production) ? 'production' : 'none',
  }
}
