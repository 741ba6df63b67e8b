import type { SessionState } from '../broker/live-node.ts'
import { remedyOf } from '../failures/failure-remedy.ts'
import type { Session, SessionId } from '../sessions/session.ts'

/** A company's sign-in page that wants to see its user. */
export interface SignInView {
  /** Whether it is news to the user: neither is the page before their eyes, nor have they sent it away. */
  readonly isNews: boolean
  /** As the user calls the provider. */
  readonly provider: string
  /** One that waits for it: starting that brings the page up. */
  readonly session: SessionId
  /** The names of all that wait for it. */
  readonly sessions: readonly string[]
}

export function signInViews(
  sessions: readonly { readonly session: Session; readonly state: SessionState }[],
): readonly SignInView[] {
  const views = new Map<string, SignInView>()
  for (const { session, state } of sessions) {
    const why = 'why' in state ? state.why : null
    // A page that is not there lets nobody sign in.
    if (why?.kind !== 'sign-in' || remedyOf(why) !== 'person') continue
    const before = views.get(why.provider)
    views.set(why.provider, {
      isNews: why.reason === 'needed' && before?.isNews !== false,
      provider: why.provider,
      session: before?.session ?? session.id,
      sessions: [...(before?.sessions ?? []), session.name],
    })
  }
  return [...views.values()]
}
