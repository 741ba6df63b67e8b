import type { GrantView, LastUse, SessionView, Snapshot } from '../../../../main/core/snapshot/snapshot.ts'

export const STEPS = ['identity', 'session', 'start', 'connect'] as const
export type Step = (typeof STEPS)[number]

/** How far the user is on the way to a tool that has credentials. */
export interface Progress {
  readonly done: ReadonlySet<Step>
  /** What comes next; null when a tool has got its first credentials. */
  readonly next: Step | null
  /** The one that is to be started, or is on; null while there is none. */
  readonly session: SessionView | null
  /** How a tool is pointed at it. */
  readonly grant: GrantView | null
  readonly firstUse: LastUse | null
}

/** Told from what there is, and kept nowhere: so it can be left and gone on with, on another day too. */
export function progressOf({
  identities,
  sessions,
  grants,
}: Pick<Snapshot, 'identities' | 'sessions' | 'grants'>): Progress {
  const session =
    sessions.find(each => each.current) ??
    sessions.find(({ state }) => state.kind !== 'off') ??
    // Nobody's first try should be on production.
    sessions.find(each => !each.session.production) ??
    sessions[0] ??
    null
  const grant = grantOf(session, grants)
  const firstUse = grants.find(each => each.lastUse !== null)?.lastUse ?? null
  const isOn = sessions.some(({ state }) => 'until' in state)
  const done = new Set<Step>([
    ...(identities.length > 0 ? (['identity'] as const) : []),
    ...(sessions.length > 0 ? (['session'] as const) : []),
    ...(isOn || firstUse !== null ? (['start'] as const) : []),
    ...(firstUse !== null ? (['connect'] as const) : []),
  ])
  return { done, next: STEPS.find(step => !done.has(step)) ?? null, session, grant, firstUse }
}

/** The one that follows the tray, while it points there; else the session's own. */
function grantOf(session: SessionView | null, grants: readonly GrantView[]): GrantView | null {
  if (session === null) return null
  const isFor = ({ grant: { name, target } }: GrantView) =>
    name === null &&
    (session.current
      ? target.kind === 'current'
      : target.kind === 'session' && target.id === session.session.id)
  return grants.find(isFor) ?? null
}
