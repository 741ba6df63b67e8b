import { expect, test } from 'vitest'
import type { SessionView } from '../../main/core/snapshot/snapshot.ts'
import { actionsOf, ariaKeysOf, keysOf, pressedAction } from '../../renderer/windows/switcher/actions.ts'
import { STATES, view } from './snapshots.ts'

const connection: NonNullable<SessionView['connection']> = {
  grant: 'grant' as NonNullable<SessionView['connection']>['grant'],
  url: 'http://127.0.0.1:1/',
  tokenFile: '/token',
  configFile: '/config',
  credentialProcess: null,
  region: null,
}
const labels = (session: SessionView) => actionsOf(session).map(each => each.label)
const NO_KEYS = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }

test('what can be done depends on the session', () => {
  const session = { ...view('a', STATES.off), connection }
  expect(labels(session)).toEqual([
    'Switch to It',
    'Open Console',
    'Copy Sign-In Link',
    'Start',
    'Copy Shell Lines',
    'Pin',
    'Show in Window',
  ])
  const pinned = { ...session.session, look: { ...session.session.look, pinned: true } }
  const noConsole = { title: 'No console.', advice: '' }
  expect(labels({ ...session, session: pinned, noConsole, connection: null, state: STATES.live })).toEqual([
    'Switch to It',
    'Stop',
    'Unpin',
    'Show in Window',
  ])
})

test.each([
  ['linux', { key: 'Enter' }, 'switch'],
  ['linux', { key: 'Enter', ctrlKey: true }, 'open-console'],
  ['linux', { key: 's', ctrlKey: true }, 'start-or-stop'],
  ['linux', { key: 'S', ctrlKey: true }, 'start-or-stop'],
  ['linux', { key: 'c', ctrlKey: true }, 'copy-lines'],
  ['linux', { key: 'p', ctrlKey: true }, 'pin'],
  ['win32', { key: 'o', ctrlKey: true }, 'show'],
  ['darwin', { key: 's', metaKey: true }, 'start-or-stop'],
  ['darwin', { key: 'Enter', metaKey: true }, 'open-console'],
  ['darwin', { key: 's', ctrlKey: true }, null],
  ['linux', { key: 's', metaKey: true }, null],
  ['linux', { key: 's' }, null],
  ['linux', { key: 'S', ctrlKey: true, shiftKey: true }, null],
  ['linux', { key: 'Enter', altKey: true }, null],
  // As AltGr comes on Windows.
  ['win32', { key: 's', ctrlKey: true, altKey: true }, null],
] as const)('on %s %o is %s', (platform, pressed, kind) => {
  expect(pressedAction({ ...NO_KEYS, ...pressed }, platform)).toBe(kind)
})

test('keys are written as the system writes them', () => {
  expect([keysOf('switch', 'linux'), keysOf('open-console', 'linux')]).toEqual(['↵', 'Ctrl+↵'])
  expect([keysOf('pin', 'darwin'), keysOf('copy-console-link', 'darwin')]).toEqual(['⌘P', null])
  expect([ariaKeysOf('open-console', 'linux'), ariaKeysOf('pin', 'darwin')]).toEqual([
    'Control+Enter',
    'Meta+P',
  ])
})
