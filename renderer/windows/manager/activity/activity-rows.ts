import type { SessionId } from '../../../../main/core/sessions/session.ts'
import type { ActivityEntry } from '../../../../main/core/tools/activity.ts'
import type { GrantId, GrantTarget } from '../../../../main/core/tools/grants.ts'
import type { Route, ToolProcess } from '../../../../main/core/tools/tool.ts'
import { showWhen } from '../../../time.ts'

/** One line of the record, in words. */
export interface ActivityRow {
  readonly id: number
  readonly when: string
  readonly whenInFull: string
  readonly times: number
  readonly program: string
  /** Which one of that name, and what has started it. */
  readonly about: string
  /** Paths, for whoever wants to know exactly. */
  readonly programInFull: string
  readonly session: string
  readonly access: string
  readonly route: string
  readonly result: string
  readonly isRefused: boolean
  readonly at: number
  readonly lastAt: number
  /** Null where it was not told for which. */
  readonly sessionId: SessionId | null
  /** The programs that lead to it, the user's outermost one first. */
  readonly chain: readonly ChainLink[]
  /** All of it in lower case, for the filter. */
  readonly text: string
}

export interface ChainLink {
  readonly program: string
  readonly pid: number
  readonly paths: string
}

/** @param targets what each grant is for that there is now */
export function toRow(entry: ActivityEntry, targets: ReadonlyMap<GrantId, GrantTarget>): ActivityRow {
  const { tool, session, result } = entry
  const chain = chainOf(entry)
  const words = {
    when: showWhen(entry.lastAt),
    program: tool?.name ?? 'Unknown program',
    about: aboutOf(entry),
    programInFull: chain.map(({ program, pid, paths }) => `${program}, pid ${pid}: ${paths}`).join('\n'),
    session: session?.name ?? '—',
    access: accessOf(entry, targets),
    route: entry.route === null ? '' : routes[entry.route],
    result: result.kind === 'refused' ? `Refused: ${result.reason}` : `Handed out ${result.accessKeyId}`,
  }
  return {
    ...words,
    id: entry.id,
    whenInFull: inFull(entry),
    times: entry.times,
    isRefused: result.kind === 'refused',
    at: entry.at,
    lastAt: entry.lastAt,
    sessionId: session?.id ?? null,
    chain,
    text: Object.values(words).join(' ').toLowerCase(),
  }
}

const routes: Readonly<Record<Route, string>> = {
  container: 'container credentials',
  process: 'credential_process',
  'instance-metadata': 'instance metadata',
}

function accessOf({ route, grant }: ActivityEntry, targets: ReadonlyMap<GrantId, GrantTarget>): string {
  if (grant === null) return route === 'instance-metadata' ? 'Any program' : '—'
  if (grant.name !== null) return grant.name
  const target = targets.get(grant.id)
  if (target === undefined) return 'Revoked'
  return target.kind === 'current' ? 'Current session' : 'Session'
}

function aboutOf({ tool, parent, app }: ActivityEntry): string {
  if (tool === null) return ''
  if (parent === null) return `pid ${tool.pid}`
  const starters = app === null || app.pid === parent.pid ? parent.name : `${parent.name}, in ${app.name}`
  return `pid ${tool.pid}, from ${starters}`
}

/** One may be both what has started the tool and the user's outermost program. */
function chainOf({ tool, parent, app }: ActivityEntry): readonly ChainLink[] {
  const processes = [app, parent, tool].filter(each => each !== null)
  return processes
    .filter(({ pid }, index) => processes.findIndex(each => each.pid === pid) === index)
    .map(each => ({ program: each.name, pid: each.pid, paths: pathsOf(each) }))
}

function pathsOf({ executable, script, folder }: ToolProcess): string {
  const paths = [script, executable].filter(path => path !== null)
  return `${paths.join(', run by ') || 'path unknown'}${folder === null ? '' : `, in ${folder}`}`
}

const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })

function inFull({ at, lastAt, times }: ActivityEntry): string {
  const last = full.format(lastAt)
  return times === 1 ? last : `${times} times from ${full.format(at)} to ${last}`
}
