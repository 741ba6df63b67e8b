import type { QuestionId } from '../core/consent.ts'
import { assertNever } from '../core/failure.ts'
import type { SessionId } from '../core/session.ts'
import type { SessionView, Snapshot } from '../core/snapshot.ts'
import { waitsFor } from '../core/state-views.ts'

export type TrayAction =
  | { readonly kind: 'open-manager' }
  /** @property device the serial number of the one whose prompt it is */
  | { readonly kind: 'open-prompt'; readonly device: string }
  | { readonly kind: 'open-question'; readonly id: QuestionId }
  | { readonly kind: 'switch-to'; readonly id: SessionId }
  | { readonly kind: 'open-console'; readonly id: SessionId }
  | { readonly kind: 'start'; readonly id: SessionId }
  | { readonly kind: 'stop'; readonly id: SessionId }
  | { readonly kind: 'forget-all' }
  | { readonly kind: 'quit' }

export type TrayEntry =
  | { readonly kind: 'item'; readonly label: string; readonly action: TrayAction }
  | {
      readonly kind: 'radio'
      readonly label: string
      readonly checked: boolean
      readonly action: TrayAction
    }
  | { readonly kind: 'separator' }

export type TrayIcon = 'idle' | 'serving' | 'needs-you' | 'fault'

/** Clock time for an epoch ms, as the user's system writes it: "14:32". */
export type ShowTime = (time: number) => string

/** More than these do not fit a menu; the manager has them all. */
const MOST_SESSIONS = 10

const separator: TrayEntry = { kind: 'separator' }

/**
 * The menu for a state. Ends are clock times and never countdowns: a menu that is rebuilt each second loses
 * the pointer. Flat, since submenus fail on some desktops.
 */
export function trayMenu(snapshot: Snapshot, showTime: ShowTime): readonly TrayEntry[] {
  const { sessions, prompts, questions, signIns, endpoint, keychain, notices } = snapshot
  const needed = [
    ...prompts.map(prompt =>
      item(
        `MFA code needed for ${prompt.device.owner}${prompt.sessions.length > 1 ? ` (${prompt.sessions.length} waiting)` : ''}…`,
        { kind: 'open-prompt', device: prompt.device.serial },
      ),
    ),
    ...questions.map(question =>
      item(`Allow ${question.asking.name} to use ${question.session.name}?…`, {
        kind: 'open-question',
        id: question.id,
      }),
    ),
    ...signIns.map(({ provider, session }) =>
      item(`Sign In at ${provider}…`, { kind: 'start', id: session }),
    ),
    ...(keychain === null ? [] : [item('The keychain can’t be used…', { kind: 'open-manager' })]),
    ...(endpoint.kind === 'down' ? [item('No tool can get credentials…', { kind: 'open-manager' })] : []),
    ...(notices.length > 0 ? [item('Understudy has something to tell you…', { kind: 'open-manager' })] : []),
  ]
  const current = sessions.find(each => each.current)
  const shown = chooseSessions(sessions)
  return [
    ...needed,
    ...(needed.length > 0 ? [separator] : []),
    ...shown.map((view): TrayEntry => {
      const label = `${view.session.name} · ${describeState(view, keychain, showTime)}`
      const action = { kind: 'switch-to', id: view.session.id } as const
      // In a group of radio items the system checks the first one if none is, and that would be a lie.
      if (current === undefined) return item(label, action)
      return { kind: 'radio', label: escaped(label), checked: view.current, action }
    }),
    ...(sessions.length === 0 ? [item('Add a Key or a Session…', { kind: 'open-manager' })] : [separator]),
    ...(current === undefined || current.noConsole !== null
      ? []
      : [item(`Open Console as ${current.session.name}`, { kind: 'open-console', id: current.session.id })]),
    ...shown
      .filter(each => each.state.kind !== 'off')
      .map(({ session }) => item(`Stop ${session.name}`, { kind: 'stop', id: session.id })),
    ...(sessions.some(each => each.state.kind !== 'off')
      ? [item('Forget All Sessions', { kind: 'forget-all' })]
      : []),
    item('Open Understudy', { kind: 'open-manager' }),
    separator,
    item('Quit and Stop Serving Credentials', { kind: 'quit' }),
  ]
}

/** One line for the pointer that rests on the icon. */
export function trayTooltip(snapshot: Snapshot, showTime: ShowTime): string {
  const [prompt] = snapshot.prompts
  if (prompt !== undefined) return `Understudy: MFA code needed for ${prompt.device.owner}`
  const [question] = snapshot.questions
  if (question !== undefined) return `Understudy: may ${question.asking.name} use ${question.session.name}?`
  const [signIn] = snapshot.signIns
  if (signIn !== undefined) return `Understudy: ${signIn.provider} wants you to sign in`
  if (snapshot.endpoint.kind === 'down') return 'Understudy: no tool can get credentials'
  const current = snapshot.sessions.find(each => each.current)
  if (current === undefined) return 'Understudy: no current session'
  return `Understudy: ${current.session.name} · ${describeState(current, snapshot.keychain, showTime)}`
}

export function trayIcon(snapshot: Snapshot): TrayIcon {
  if (snapshot.prompts.length > 0 || snapshot.questions.length > 0) return 'needs-you'
  const kinds = snapshot.sessions.map(each => each.state.kind)
  const troubled = snapshot.sessions.filter(
    ({ state }) => state.kind === 'failed' || state.kind === 'failing',
  )
  const waiting = troubled.filter(({ state }) => waitsFor(state, snapshot.keychain) === 'you')
  if (snapshot.endpoint.kind === 'down' || waiting.length < troubled.length) return 'fault'
  if (waiting.length > 0) return 'needs-you'
  return kinds.some(kind => kind === 'live' || kind === 'renewing') ? 'serving' : 'idle'
}

/** The first ones in the user's order, and the current one whatever its place. */
function chooseSessions(sessions: readonly SessionView[]): readonly SessionView[] {
  const first = sessions.slice(0, MOST_SESSIONS)
  const current = sessions.find(each => each.current)
  return current === undefined || first.includes(current) ? first : [current, ...first.slice(0, -1)]
}

function describeState({ state }: SessionView, keychain: Snapshot['keychain'], showTime: ShowTime): string {
  const whom = waitsFor(state, keychain)
  const waits = whom === null ? null : whom === 'you' ? 'waits for you' : 'waits for the keychain'
  switch (state.kind) {
    case 'off':
      return 'off'
    case 'starting':
      return waits ?? (state.why === null ? 'starting' : 'trying again')
    case 'waiting-for-code':
      return 'needs an MFA code'
    case 'live':
    case 'renewing':
      return `until ${showTime(state.until)}`
    case 'failing':
      return `until ${showTime(state.until)}, ${waits ?? 'can’t be renewed'}`
    case 'failed':
      return waits ?? 'failed'
    default:
      return assertNever(state)
  }
}

function item(label: string, action: TrayAction): TrayEntry {
  return { kind: 'item', label: escaped(label), action }
}

/** A single & marks a keyboard shortcut. */
function escaped(label: string): string {
  return label.replaceAll('&', '&&')
}
