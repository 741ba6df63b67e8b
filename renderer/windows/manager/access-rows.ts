import type { SessionPolicies } from '../../../main/core/sessions/session-policies.ts'
import { READ_ONLY } from '../../../main/core/sessions/session-policies.ts'
import type { GrantView, Snapshot } from '../../../main/core/snapshot/snapshot.ts'
import type { Grant } from '../../../main/core/tools/grants.ts'
import { showWhen } from '../../time.ts'

/** Who has access to what, in words. */
export interface AccessRow {
  readonly view: GrantView
  readonly title: string
  readonly isOwn: boolean
  readonly production: boolean
  /** What it leads to; empty where the title says it. */
  readonly leadsTo: string
  readonly mayDo: string
  readonly lastUsed: string
}

/** The user's own first, then that of the current session, then what is used; else as in the list of sessions. */
export function accessRows(snapshot: Snapshot): readonly AccessRow[] {
  return snapshot.grants
    .map(view => ({ rank: rankOf(view), row: toRow(view, snapshot) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ row }) => row)
}

function rankOf({ grant: { name, target }, lastUse }: GrantView): number {
  if (name !== null) return 0
  if (target.kind === 'current') return 1
  return lastUse === null ? 3 : 2
}

function toRow(view: GrantView, { sessions }: Snapshot): AccessRow {
  const { grant } = view
  const isCurrent = grant.target.kind === 'current'
  const session = sessions.find(each =>
    grant.target.kind === 'current' ? each.current : each.session.id === grant.target.id,
  )?.session
  const name = session?.name ?? null
  const isOwn = grant.name !== null
  const now = name === null ? 'none at the moment' : `now ${name}`
  const ofCurrent = isOwn ? `Current session (${now})` : `Whatever the tray points at: ${now}`
  return {
    view,
    title: titleOf(grant, name),
    isOwn,
    production: session?.production ?? false,
    leadsTo: isCurrent ? ofCurrent : isOwn ? (name ?? '') : '',
    mayDo: mayDo(grant.sessionPolicies),
    lastUsed: lastUsed(view),
  }
}

function titleOf({ name, target }: Grant, session: string | null): string {
  return name ?? (target.kind === 'current' ? 'Current session' : (session ?? 'A session that is gone'))
}

/** What a tool may do at most. */
function mayDo(policies: SessionPolicies | null): string {
  if (policies === null) return 'All that the session may'
  const { policy, policyArns } = policies
  if (policy === null && policyArns.join() === READ_ONLY.policyArns.join()) return 'Read-only'
  const count = policyArns.length
  const parts = [
    ...(policy === null ? [] : ['a policy of its own']),
    ...(count === 0 ? [] : [count === 1 ? '1 managed policy' : `${count} managed policies`]),
  ]
  return `At most ${parts.join(' and ')}`
}

function lastUsed({ lastUse }: GrantView): string {
  if (lastUse === null) return 'Never used'
  const { at, tool, pid } = lastUse
  return `Last used ${showWhen(at)} by ${tool ?? 'an unknown program'}${pid === null ? '' : `, pid ${pid}`}`
}
