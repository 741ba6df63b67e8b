import { explain } from '../core/failures/explain.ts'
import { shortened } from '../core/shortened.ts'
import type { Snapshot } from '../core/snapshot/snapshot.ts'
import { waitsFor } from '../core/snapshot/state-views.ts'
import { item, nameInMenu, type TrayEntry } from './tray-entry.ts'

/** More questions that nobody answered than these are only in the list of sessions, and in the windows. */
const MOST_ASKED_AGAIN = 3

/** What waits for the user, and what is wrong: it comes first, since it is why the menu was opened. */
export function whatNeedsYou(snapshot: Snapshot): readonly TrayEntry[] {
  const { prompts, questions, confirmations, signIns, endpoint, awsFiles } = snapshot
  return [
    ...prompts.map(({ device, sessions }) =>
      item(
        `MFA code needed for ${nameInMenu(device.owner)}${sessions.length > 1 ? ` (${sessions.length} waiting)` : ''}…`,
        { kind: 'open-prompt', device: device.serial },
      ),
    ),
    ...confirmations.map(({ session }) =>
      item(`Confirm the use of ${nameInMenu(session.name)}…`, {
        kind: 'open-confirmation',
        session: session.id,
      }),
    ),
    ...questions.map(question =>
      item(`Allow ${nameInMenu(question.asking.name)} to use ${nameInMenu(question.session.name)}?…`, {
        kind: 'open-question',
        id: question.id,
      }),
    ),
    ...signIns.map(({ provider, session }) =>
      item(`Sign In at ${nameInMenu(provider)}…`, { kind: 'start', id: session }),
    ),
    ...askAgain(snapshot),
    ...aboutKeychain(snapshot),
    ...(endpoint.kind === 'down' ? [toManager('No tool can get credentials…')] : []),
    ...aboutFailures(snapshot),
    ...(awsFiles.profiles.some(each => each.why !== null)
      ? [item('A profile in your AWS files needs a look…', { kind: 'open-manager', page: 'Profiles' })]
      : []),
    ...aboutNotices(snapshot),
  ]
}

/** A code that was not given is asked for again only at a click. A sign-in has its own entry, for all that wait for it. */
function askAgain({ sessions, keychain, signIns }: Snapshot): readonly TrayEntry[] {
  const signingIn = new Set(signIns.flatMap(each => each.sessions))
  return sessions
    .filter(({ session, state }) => waitsFor(state, keychain) === 'you' && !signingIn.has(session.name))
    .slice(0, MOST_ASKED_AGAIN)
    .map(({ session }) =>
      item(`Ask Again for ${nameInMenu(session.name)}…`, { kind: 'start', id: session.id }),
    )
}

function aboutKeychain({ keychain }: Snapshot): readonly TrayEntry[] {
  if (keychain === null) return []
  const { title: locked } = explain({ kind: 'keychain', reason: 'locked', detail: '' })
  return keychain.title === locked
    ? [item('Unlock the Keychain…', { kind: 'retry-keychain' })]
    : [toManager('The keychain can’t be used…')]
}

/** Those of which nothing else here tells: why the icon is struck out. */
function aboutFailures({ sessions, keychain, offline }: Snapshot): readonly TrayEntry[] {
  const troubled = sessions.filter(
    ({ state }) =>
      (state.kind === 'failed' || state.kind === 'failing') && waitsFor(state, keychain) === null,
  )
  const [first] = troubled
  if (first === undefined) return []
  const which = troubled.length === 1 ? nameInMenu(first.session.name) : `${troubled.length} Sessions`
  const why = offline ? 'No network: ' : ''
  const label = `${why}See What Is Wrong with ${which}…`
  return [
    troubled.length === 1
      ? item(label, { kind: 'show-session', id: first.session.id })
      : item(label, { kind: 'open-manager', page: 'Sessions' }),
  ]
}

function aboutNotices({ notices }: Snapshot): readonly TrayEntry[] {
  const [only, ...others] = notices
  if (only === undefined) return []
  if (others.length > 0) return [toManager(`Understudy has ${notices.length} things to tell you…`)]
  return [toManager(`${shortened(only.title.replace(/\.$/, ''), 70)}…`)]
}

function toManager(label: string): TrayEntry {
  return item(label, { kind: 'open-manager', page: null })
}
