import { assertNever } from '../core/failures/failure.ts'
import { targetOf } from '../core/sessions/session-target.ts'
import { shortened } from '../core/shortened.ts'
import type { SessionView, Snapshot } from '../core/snapshot/snapshot.ts'
import { waitsFor } from '../core/snapshot/state-views.ts'
import { escaped, item, nameInMenu, separator, type TrayEntry } from './tray-entry.ts'
import { whatNeedsYou } from './tray-needs.ts'

/** Clock time for an epoch ms, as the user's system writes it: "14:32". */
export type ShowTime = (time: number) => string

/** More than these do not fit a menu; the switcher has them all. */
const MOST_SESSIONS = 10

export interface MenuSurroundings {
  readonly showTime: ShowTime
  /** The keys that bring the switcher up, as Electron writes them; null where none do. */
  readonly shortcut: string | null
}

/**
 * The menu for a state. Ends are clock times and never countdowns: a menu that is rebuilt each second loses
 * the pointer. Flat, since submenus fail on some desktops.
 */
export function trayMenu(snapshot: Snapshot, { showTime, shortcut }: MenuSurroundings): readonly TrayEntry[] {
  const { sessions, keychain } = snapshot
  const needed = whatNeedsYou(snapshot)
  const current = sessions.find(each => each.current)
  const shown = chooseSessions(snapshot)
  const actions = actionsFor(snapshot)
  return [
    ...needed,
    ...(needed.length > 0 ? [separator] : []),
    ...(sessions.length === 0
      ? [item('Add a Key or a Session…', { kind: 'open-manager', page: null })]
      : [
          item(current === undefined ? 'No current session' : headline(current, keychain, showTime), {
            kind: 'open-manager',
            page: 'Sessions',
          }),
          separator,
        ]),
    ...shown.map((view): TrayEntry => {
      const label = described(view, keychain, showTime)
      const action = { kind: 'switch-to', id: view.session.id } as const
      // In a group of radio items the system checks the first one if none is, and that would be a lie.
      if (current === undefined) return item(label, action)
      return { kind: 'radio', label: escaped(label), checked: view.current, action }
    }),
    ...(sessions.length === 0
      ? []
      : [
          {
            ...item('Switch Session…', { kind: 'open-switcher' }),
            ...(shortcut === null ? {} : { accelerator: shortcut }),
          },
          separator,
        ]),
    ...actions,
    ...(actions.length === 0 ? [] : [separator]),
    ...newVersion(snapshot),
    item('Open Understudy', { kind: 'open-manager', page: null }),
    item('Settings…', { kind: 'open-manager', page: 'Settings' }),
    separator,
    item('Quit and Stop Serving Credentials', { kind: 'quit' }),
  ]
}

/** What can be done with what is current, and with all. */
function actionsFor({ sessions }: Snapshot): readonly TrayEntry[] {
  const current = sessions.find(each => each.current)
  const forget = sessions.some(isOn) ? [item('Forget All Sessions', { kind: 'forget-all' })] : []
  if (current === undefined) return forget
  const { id, name } = current.session
  return [
    ...(current.noConsole === null
      ? [item(`Open Console as ${nameInMenu(name)}`, { kind: 'open-console', id })]
      : []),
    ...(isOn(current) ? [item(`Stop ${nameInMenu(name)}`, { kind: 'stop', id })] : []),
    ...forget,
  ]
}

/** Among the last: it is no hurry. */
function newVersion({ updates }: Snapshot): readonly TrayEntry[] {
  const offer = updates?.offer
  if (!offer || offer.isSkipped) return []
  const { version, step } = offer
  const label = step.kind === 'ready' ? `Update to Understudy ${version}…` : `Understudy ${version} Is Out…`
  return [item(label, { kind: 'open-manager', page: 'Settings' })]
}

function isOn({ state }: SessionView): boolean {
  return state.kind !== 'off'
}

/** One line for the pointer that rests on the icon. */
export function trayTooltip(snapshot: Snapshot, showTime: ShowTime): string {
  const [prompt] = snapshot.prompts
  if (prompt !== undefined) return `Understudy: MFA code needed for ${prompt.device.owner}`
  const [confirmation] = snapshot.confirmations
  if (confirmation !== undefined) return `Understudy: confirm the use of ${confirmation.session.name}`
  const [question] = snapshot.questions
  if (question !== undefined) return `Understudy: may ${question.asking.name} use ${question.session.name}?`
  const [signIn] = snapshot.signIns
  if (signIn !== undefined) return `Understudy: ${signIn.provider} wants you to sign in`
  if (snapshot.endpoint.kind === 'down') return 'Understudy: no tool can get credentials'
  const current = snapshot.sessions.find(each => each.current)
  if (current === undefined) return 'Understudy: no current session'
  return `Understudy: ${described(current, snapshot.keychain, showTime)}`
}

/**
 * All of a few, in the user's order with the pinned ones first. Of many the pinned ones, then those that were used last.
 * The current one whatever its place.
 */
function chooseSessions({ sessions, recent }: Snapshot): readonly SessionView[] {
  const pinned = sessions.filter(each => each.session.look.pinned)
  const others = sessions.filter(each => !each.session.look.pinned)
  if (sessions.length <= MOST_SESSIONS) return [...pinned, ...others]
  const used = recent.flatMap(id => others.filter(each => each.session.id === id))
  const rest = others.filter(each => !used.includes(each))
  const first = [...pinned, ...used, ...rest].slice(0, MOST_SESSIONS)
  const current = sessions.find(each => each.current)
  return current === undefined || first.includes(current) ? first : [...first.slice(0, -1), current]
}

/** "payments-prod · Admin · PRODUCTION · until 14:32" */
function described(view: SessionView, keychain: Snapshot['keychain'], showTime: ShowTime): string {
  const { name, production } = view.session
  const target = targetOf(view.session)
  return [
    nameInMenu(name),
    ...(target === name ? [] : [shortened(target, 24)]),
    ...(production ? ['PRODUCTION'] : []),
    describeState(view, keychain, showTime),
  ].join(' · ')
}

function headline(view: SessionView, keychain: Snapshot['keychain'], showTime: ShowTime): string {
  const lease = view.lease === null ? '' : `, lease until ${showTime(view.lease)}`
  const { name, production } = view.session
  return `Current: ${nameInMenu(name)} · ${production ? 'PRODUCTION · ' : ''}${describeState(view, keychain, showTime)}${lease}`
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
