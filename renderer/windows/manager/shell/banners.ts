import { explain } from '../../../../main/core/failures/explain.ts'
import type { Explanation } from '../../../../main/core/failures/explanation.ts'
import type { SessionView, Snapshot } from '../../../../main/core/snapshot/snapshot.ts'

export type BannerKind = 'endpoint' | 'keychain' | 'offline' | 'notice' | 'tray' | 'shortcut'

/** What is said above every page, until it is over. */
export interface Banner {
  readonly kind: BannerKind
  readonly what: Explanation
  readonly tone: 'warn' | 'bad'
}

type Seen = Pick<Snapshot, 'endpoint' | 'keychain' | 'offline' | 'sessions' | 'notices' | 'system'>

/**
 * What keeps tools from their credentials comes first, what is only inconvenient last.
 *
 * @param showTime writes a time (epoch ms) as the user's clock does
 */
export function bannersOf(snapshot: Seen, showTime: (time: number) => string): readonly Banner[] {
  const { endpoint, keychain, offline, sessions, notices, system } = snapshot
  return [
    ...(endpoint.kind === 'down' ? [{ kind: 'endpoint', what: endpoint.why, tone: 'bad' } as const] : []),
    ...(keychain === null ? [] : [{ kind: 'keychain', what: keychain, tone: 'bad' } as const]),
    ...(offline ? [{ kind: 'offline', what: aboutOffline(sessions, showTime), tone: 'warn' } as const] : []),
    ...notices.map(what => ({ kind: 'notice', what, tone: 'warn' }) as const),
    ...(system.tray === null ? [] : [{ kind: 'tray', what: system.tray, tone: 'warn' } as const]),
    ...(system.shortcut.why === null
      ? []
      : [{ kind: 'shortcut', what: system.shortcut.why, tone: 'warn' } as const]),
  ]
}

/** Until when tools get what is held, though nothing can be renewed. */
function aboutOffline(sessions: readonly SessionView[], showTime: (time: number) => string): Explanation {
  const ends = sessions.flatMap(({ session, state }) =>
    'until' in state ? [{ name: session.name, until: state.until }] : [],
  )
  const title = 'No network.'
  const [first] = ends.toSorted((a, b) => a.until - b.until)
  if (first === undefined)
    return { title, advice: 'Nothing can be got from AWS. It goes on by itself when the network is back.' }
  const rest = 'Renewal goes on by itself when the network is back.'
  return ends.length === 1
    ? { title, advice: `Serving ${first.name} until ${showTime(first.until)}. ${rest}` }
    : {
        title,
        advice: `Serving ${ends.length} sessions, the first of them (${first.name}) until ${showTime(first.until)}. ${rest}`,
      }
}

const LOCKED = explain({ kind: 'keychain', reason: 'locked', detail: '' }).title

/** Whether a password opens it. */
export function isLocked({ title }: Explanation): boolean {
  return title === LOCKED
}
