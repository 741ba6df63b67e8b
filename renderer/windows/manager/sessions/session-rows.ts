import { assertNever } from '../../../../main/core/failures/failure.ts'
import type { Session, SessionId } from '../../../../main/core/sessions/session.ts'
import type { SessionColor } from '../../../../main/core/sessions/session-look.ts'
import { targetOf } from '../../../../main/core/sessions/session-target.ts'
import type { SessionView, Snapshot } from '../../../../main/core/snapshot/snapshot.ts'
import { stateWords, type Tone } from '../../../components/session-state.ts'

/** All that a row shows, in plain values: a snapshot's objects are new each time, and a row is drawn anew where one of these differs. */
export interface RowFacts {
  readonly id: SessionId
  readonly name: string
  readonly color: SessionColor | null
  readonly group: string | null
  readonly pinned: boolean
  readonly production: boolean
  readonly current: boolean
  readonly on: boolean
  /** "Admin" */
  readonly target: string
  readonly account: string
  readonly usedBy: string | null
  readonly tone: Tone
  readonly word: string
  /** Until when it is served (epoch ms), and how long such credentials live at all (ms). */
  readonly until: number | null
  readonly life: number
  /** Whether it is the lease that ends then. */
  readonly isLease: boolean
}

type Seen = Pick<Snapshot, 'sessions' | 'prompts' | 'keychain'>

/** In the order of the snapshot. */
export function rowsOf(snapshot: Seen): readonly RowFacts[] {
  const waiting = new Set(snapshot.prompts.flatMap(prompt => prompt.sessions))
  return snapshot.sessions.map(view => rowOf(view, snapshot, waiting.has(view.session.name)))
}

function rowOf(view: SessionView, { keychain }: Seen, needsCode: boolean): RowFacts {
  const { session, state, current, account, lease, lastUse } = view
  const { tone, until, word } = stateWords(state, keychain, needsCode)
  const isLease = until !== null && lease !== null && lease < until
  return {
    id: session.id,
    name: session.name,
    ...session.look,
    production: session.production,
    current,
    on: state.kind !== 'off',
    target: targetOf(session),
    account,
    usedBy: state.kind === 'off' ? null : (lastUse?.tool ?? null),
    tone,
    word,
    until: isLease ? lease : until,
    life: isLease ? LONGEST_LEASE : lifeOf(session) * 1_000,
    isLease,
  }
}

const LONGEST_LEASE = 3_600_000

/** How long its credentials live when they are new (s): what is asked for, or what AWS gives then. */
export function lifeOf({ operation, durationSeconds }: Session): number {
  if (durationSeconds !== null) return durationSeconds
  switch (operation) {
    case 'AssumeRole':
    case 'AssumeRoleWithSAML':
    case 'AssumeRoleWithWebIdentity':
      return 3_600
    case 'GetSessionToken':
    case 'GetFederationToken':
      return 43_200
    case 'AssumeRoot':
      return 900
    default:
      return assertNever(operation)
  }
}

/** Sessions that stand together in the list. */
export interface Section {
  /** Told apart by it: a group may be called like one of the others. */
  readonly key: string
  /** Null where nothing need be said of them, since there is no other section. */
  readonly title: string | null
  readonly rows: readonly RowFacts[]
}

/** Those that are pinned, then each group in the order in which it comes first, then the others. */
export function sectionsOf(rows: readonly RowFacts[]): readonly Section[] {
  const pinned = rows.filter(each => each.pinned)
  const groups = new Map<string, RowFacts[]>()
  const others: RowFacts[] = []
  for (const row of rows) {
    if (row.pinned) continue
    if (row.group === null) others.push(row)
    else {
      const group = groups.get(row.group)
      if (group === undefined) groups.set(row.group, [row])
      else group.push(row)
    }
  }
  const isAlone = pinned.length === 0 && groups.size === 0
  return [
    { key: 'pinned', title: 'Pinned', rows: pinned },
    ...[...groups].map(([group, members]) => ({ key: `group ${group}`, title: group, rows: members })),
    { key: 'others', title: isAlone ? null : groups.size === 0 ? 'Sessions' : 'No Group', rows: others },
  ].filter(each => each.rows.length > 0)
}

/** Where a session goes that is moved by one place among those that it stands with; null where it is at their end. */
export function placeAfterMove(
  id: SessionId,
  direction: 'up' | 'down',
  section: Pick<Section, 'rows'>,
  order: readonly SessionId[],
): { readonly before: SessionId | null } | null {
  const at = section.rows.findIndex(each => each.id === id)
  const neighbor = at < 0 ? undefined : section.rows[direction === 'up' ? at - 1 : at + 1]
  if (neighbor === undefined) return null
  if (direction === 'up') return { before: neighbor.id }
  return { before: order[order.indexOf(neighbor.id) + 1] ?? null }
}
