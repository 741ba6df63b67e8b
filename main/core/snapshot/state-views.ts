import type { SessionState } from '../broker/live-node.ts'
import { type Clock, SECOND } from '../clock.ts'
import { explain } from '../failures/explain.ts'
import type { Explanation } from '../failures/explanation.ts'
import { assertNever, type Failure } from '../failures/failure.ts'
import { remedyOf } from '../failures/failure-remedy.ts'

/** Why a session has no fresh credentials. */
export interface Why extends Explanation {
  /** Nothing is wrong: it waits for the user, who was asked for a code and gave none, or could not be asked. */
  readonly waits: boolean
}

/** A session's state with its failure put into words. */
export type StateView = SessionState<Why>

/** Whom it waits for, where that is why it is not got or not renewed; null where it is not that. */
export function waitsFor(state: StateView, keychain: Explanation | null): 'keychain' | 'you' | null {
  const why = 'why' in state ? state.why : null
  if (why === null) return null
  // What is said once of the keychain is said of all that wait for it.
  if (why.title === keychain?.title) return 'keychain'
  return why.waits ? 'you' : null
}

export function toWhy(failure: Failure): Why {
  const asksUser = failure.kind === 'mfa' || failure.kind === 'sign-in'
  return { ...explain(failure), waits: asksUser && remedyOf(failure) === 'person' }
}

/** The two clocks drift apart by themselves; from so much (ms) on, this computer's clock was set. */
const DRIFT = SECOND

/** What this computer's clock shows at a time on {@link Clock.now}'s scale. */
export function wallTimeOf(clock: Clock): (time: number) => number {
  const apart = clock.wall() - clock.now()
  return time => (Math.abs(apart) < DRIFT ? time : time + apart)
}

export function toView(state: SessionState, toWall: (time: number) => number): StateView {
  switch (state.kind) {
    case 'starting':
      return { ...state, why: state.why === null ? null : toWhy(state.why) }
    case 'failed':
      return { ...state, why: toWhy(state.why) }
    case 'failing': {
      const retriesAt = state.retriesAt === null ? null : toWall(state.retriesAt)
      return { ...state, until: toWall(state.until), retriesAt, why: toWhy(state.why) }
    }
    case 'live':
      return { ...state, until: toWall(state.until), renewsAt: toWall(state.renewsAt) }
    case 'renewing':
      return { ...state, until: toWall(state.until) }
    case 'off':
    case 'waiting-for-code':
      return state
    default:
      return assertNever(state)
  }
}
