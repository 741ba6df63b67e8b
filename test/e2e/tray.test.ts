import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SessionView, Snapshot } from '../../main/core/snapshot/snapshot.ts'
import { command } from '../support/commands.ts'
import { containerEnvironment, DEBIAN_AWS, runProgram } from '../support/debian-clients.ts'
import { until } from '../support/desktop-wait.ts'
import { lastClick } from '../support/last-click.ts'
import { furnish, setScene } from '../support/scene.ts'
import { printMenu } from '../support/tray.ts'

let scene: Awaited<ReturnType<typeof setScene>>

beforeAll(async () => {
  scene = await setScene({ furnished: false })
})
afterAll(() => scene?.close())

/** The clock times of a menu as the words END; which they are is looked at where they are known. */
const withoutTimes = (text: string) => text.replaceAll(/\d{1,2}:\d\d\s[AP]M/g, 'END')

/** Waits until the menu, as a panel reads it, is this as a whole. */
async function menuIs(expected: string): Promise<void> {
  const lines = expected.trim().replaceAll(/\n +/g, '\n')
  let last = ''
  const isSo = async () => {
    last = withoutTimes(printMenu(await scene.tray.menu().catch(() => [])))
    return last === lines
  }
  await until('the menu is as expected', isSo, { timeoutMs: 15_000, details: () => last }).catch(() =>
    expect(last).toBe(lines),
  )
}

/** Waits until the icon is another one than those that it was. */
async function newIcon(...before: readonly string[]): Promise<string> {
  const ask = async () => {
    const hash = await scene.tray.iconHash()
    return before.includes(hash) ? null : hash
  }
  return until('the icon is another one', ask)
}

/** Whom a tool that begins now, and follows the tray, is for AWS. */
async function whoIsNewTool(): Promise<string> {
  const { current } = await scene.person.snapshot()
  if (current === null) throw new Error('nothing follows the tray')
  const args = ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text']
  const env = await containerEnvironment(current, scene.desktop.folder)
  const ran = await runProgram(DEBIAN_AWS, [...args, '--endpoint-url', scene.aws.url], env)
  return ran.exitCode === 0 ? (ran.stdout.trim().split(':').at(-1) ?? '') : ran.stderr
}

async function sessionOf(name: string): Promise<SessionView['session']> {
  const { sessions } = await scene.person.snapshot()
  const found = sessions.find(each => each.session.name === name)?.session
  if (found === undefined) throw new Error(`There is no session ${name}.`)
  return found
}

async function change(name: string, changes: Partial<SessionView['session']>): Promise<void> {
  const session = { ...(await sessionOf(name)), ...changes } as SessionView['session']
  await command(scene.person, 'editSession', { session })
}

const isCurrent =
  (name: string) =>
  ({ sessions }: Snapshot) =>
    sessions.some(each => each.current && each.session.name === name)

let idle: string
let serving: string
let needsYou: string

test('before anything is added', async () => {
  await menuIs(`
    Add a Key or a Session…
    Open Understudy
    Settings…
    ----
    Quit and Stop Serving Credentials`)
  expect(await scene.tray.tooltip()).toBe('Understudy: no current session')
  idle = await scene.tray.iconHash()
})

test('with three sessions that are off, of which none is current', async () => {
  await furnish(scene.person, scene.alice, scene.roles, scene.aws.url)
  await menuIs(`
    No current session
    ----
    dev-readonly · off
    prod-admin · off
    audit-chained · off
    Switch Session… (Alt+Shift+u)
    ----
    Open Understudy
    Settings…
    ----
    Quit and Stop Serving Credentials`)
  expect(await scene.tray.iconHash()).toBe(idle)
})

test('a role is two clicks away: the icon, and its entry; and a tool that begins then has that role', async () => {
  // The first click opens the menu, which has every session on its first level.
  const menu = await scene.tray.menu()
  expect(menu.every(entry => entry.children.length === 0 && entry.enabled)).toBe(true)
  await scene.tray.click('dev-readonly · off')
  await scene.person.waitForState('dev-readonly', 'live')
  await menuIs(`
    Current: dev-readonly · until END
    ----
    (o) dev-readonly · until END
    ( ) prod-admin · off
    ( ) audit-chained · off
    Switch Session… (Alt+Shift+u)
    ----
    Open Console as dev-readonly
    Stop dev-readonly
    Forget All Sessions
    ----
    Open Understudy
    Settings…
    ----
    Quit and Stop Serving Credentials`)
  const { sessions } = await scene.person.snapshot()
  const [state] = sessions.flatMap(each => (each.current ? [each.state] : []))
  const end = state !== undefined && 'until' in state ? state.until : 0
  const shown = new Date(end).toLocaleTimeString('en-US', { hour: 'numeric', minute: '2-digit' })
  const plain = (text: string) => text.replaceAll(/\s/g, ' ')
  expect(plain((await scene.tray.menu())[0]?.label ?? '')).toBe(
    plain(`Current: dev-readonly · until ${shown}`),
  )
  expect(plain(await scene.tray.tooltip())).toBe(plain(`Understudy: dev-readonly · until ${shown}`))
  serving = await newIcon(idle)
  expect(await whoIsNewTool()).toBe('assumed-role/dev-readonly/alice')
})

test('a role behind MFA is current at once, and waits for its code', async () => {
  await scene.tray.click('prod-admin · off')
  await scene.app.window(/prompts/)
  await menuIs(`
    MFA code needed for alice…
    ----
    Current: prod-admin · needs an MFA code
    ----
    ( ) dev-readonly · until END
    (o) prod-admin · needs an MFA code
    ( ) audit-chained · off
    Switch Session… (Alt+Shift+u)
    ----
    Open Console as prod-admin
    Stop prod-admin
    Forget All Sessions
    ----
    Open Understudy
    Settings…
    ----
    Quit and Stop Serving Credentials`)
  needsYou = await newIcon(idle, serving)
  expect(await whoIsNewTool()).toContain('prod-admin needs an MFA code of alice')
})

test('a code that was not given is asked for again at a click', async () => {
  const popup = await scene.app.window(/prompts/)
  // The popup may be gone before the key is up again.
  await popup.keyboard.press('Escape').catch(() => undefined)
  await menuIs(`
    Ask Again for prod-admin…
    ----
    Current: prod-admin · waits for you
    ----
    ( ) dev-readonly · until END
    (o) prod-admin · waits for you
    ( ) audit-chained · off
    Switch Session… (Alt+Shift+u)
    ----
    Open Console as prod-admin
    Stop prod-admin
    Forget All Sessions
    ----
    Open Understudy
    Settings…
    ----
    Quit and Stop Serving Credentials`)
  expect(await scene.tray.iconHash()).toBe(needsYou)
  await scene.tray.click('Ask Again for prod-admin…')
  await scene.app.window(/prompts/)
  await scene.person.typeCode(scene.aws.code(scene.alice.mfaSerial))
  await scene.person.waitForState('prod-admin', 'live')
  expect(await newIcon(needsYou)).toBe(serving)
  expect(await whoIsNewTool()).toBe('assumed-role/prod-admin/alice')
})

test('what failed is said, and the icon is struck out', async () => {
  const { person, tray, roles } = scene
  await person.addSession({ name: 'gone', roleArn: `${roles.devReadonly}-gone`, mfa: 'No MFA' })
  await person.click('gone', 'Start')
  await person.waitForState('gone', 'failed')
  await menuIs(`
    See What Is Wrong with gone…
    ----
    Current: prod-admin · until END
    ----
    ( ) dev-readonly · until END
    (o) prod-admin · until END
    ( ) audit-chained · off
    ( ) gone · dev-readonly-gone · failed
    Switch Session… (Alt+Shift+u)
    ----
    Open Console as prod-admin
    Stop prod-admin
    Forget All Sessions
    ----
    Open Understudy
    Settings…
    ----
    Quit and Stop Serving Credentials`)
  await newIcon(idle, serving, needsYou)
  await person.session('dev-readonly')
  await tray.click('See What Is Wrong with gone…')
  await (await person.manager()).getByRole('region', { name: 'gone', exact: true }).waitFor()
  await person.click('gone', 'Stop')
  await until('the icon is as before', async () => (await tray.iconHash()) === serving)
})

test('a production session that is refused leaves the mark where it was, also on the screen', async () => {
  const { person, tray, app } = scene
  await command(person, 'removeSession', { id: (await sessionOf('gone')).id })
  await tray.click('Stop prod-admin')
  await change('prod-admin', { production: true })
  await tray.click(/^dev-readonly/)
  await person.waitFor('dev-readonly is current', isCurrent('dev-readonly'))
  await tray.click('prod-admin · PRODUCTION · off')
  const unchanged = `
    Current: dev-readonly · until END
    ----
    (o) dev-readonly · until END
    ( ) prod-admin · PRODUCTION · off
    ( ) audit-chained · off
    Switch Session… (Alt+Shift+u)
    ----
    Open Console as dev-readonly
    Stop dev-readonly
    Forget All Sessions
    ----
    Open Understudy
    Settings…
    ----
    Quit and Stop Serving Credentials`
  await menuIs(`Confirm the use of prod-admin…\n----\n${unchanged.trim()}`)
  const popup = await app.window(/prompts/)
  await lastClick(popup.getByRole('button', { name: 'Cancel' }))
  await menuIs(unchanged)
  expect(await whoIsNewTool()).toBe('assumed-role/dev-readonly/alice')
})

test('a production session on its lease says PRODUCTION and until when, and its icon has a mark', async () => {
  const { person, tray, aws, alice } = scene
  await tray.click('prod-admin · PRODUCTION · off')
  const { confirmations } = await person.waitFor('a confirmation', each => each.confirmations.length === 1)
  for (const { id } of confirmations) await command(person, 'answerConfirmation', { id, minutes: 15 })
  const isLive = async () => {
    const { sessions, prompts } = await person.snapshot()
    if (prompts.some(each => each.status === 'open' && each.notice === null))
      await person.typeCode(aws.code(alice.mfaSerial)).catch(() => undefined)
    return sessions.some(each => each.session.name === 'prod-admin' && each.state.kind === 'live')
  }
  await until('it is live, with a code or without', isLive, { timeoutMs: 60_000 })
  await menuIs(`
    Current: prod-admin · PRODUCTION · until END, lease until END
    ----
    ( ) dev-readonly · until END
    (o) prod-admin · PRODUCTION · until END
    ( ) audit-chained · off
    Switch Session… (Alt+Shift+u)
    ----
    Open Console as prod-admin
    Stop prod-admin
    Forget All Sessions
    ----
    Open Understudy
    Settings…
    ----
    Quit and Stop Serving Credentials`)
  await newIcon(idle, serving, needsYou)
  expect(await whoIsNewTool()).toBe('assumed-role/prod-admin/alice')
  await tray.click('Forget All Sessions')
  await person.waitForState('prod-admin', 'off')
})

test('of twelve sessions ten are shown: the pinned ones, those used last, and then the first', async () => {
  const { person, tray } = scene
  const { id: _id, ...like } = await sessionOf('dev-readonly')
  for (let at = 1; at <= 9; at += 1)
    await command(person, 'addSession', { session: { ...like, name: `s${at}` } })
  await command(person, 'pinSession', { id: (await sessionOf('s8')).id, pinned: true })
  await tray.click(/^s1 /)
  await person.waitForState('s1', 'live')
  await menuIs(`
    Current: s1 · until END
    ----
    ( ) s8 · dev-readonly · off
    (o) s1 · dev-readonly · until END
    ( ) prod-admin · PRODUCTION · off
    ( ) dev-readonly · off
    ( ) audit-chained · off
    ( ) s2 · dev-readonly · off
    ( ) s3 · dev-readonly · off
    ( ) s4 · dev-readonly · off
    ( ) s5 · dev-readonly · off
    ( ) s6 · dev-readonly · off
    Switch Session… (Alt+Shift+u)
    ----
    Open Console as s1
    Stop s1
    Forget All Sessions
    ----
    Open Understudy
    Settings…
    ----
    Quit and Stop Serving Credentials`)
})

test('a locked keychain is said, unlocked by a click, and then what waited is there', async () => {
  const { person, tray, desktop } = scene
  await tray.click('Forget All Sessions')
  await person.waitForState('s1', 'off')
  await desktop.keyring.lock()
  await tray.click(/^dev-readonly/)
  const expected = await person.waitFor('the keychain is missed', each => each.keychain !== null)
  expect(expected.keychain?.title).toBe('The keychain is locked.')
  const [, second] = await tray.waitForMenu(
    menu =>
      menu[0]?.label === 'Unlock the Keychain…' &&
      menu.some(entry => entry.label === 'dev-readonly · waits for the keychain'),
    'that the keychain is locked, and what waits for it',
  )
  expect(second?.kind).toBe('separator')
  await desktop.keyring.unlock()
  await tray.click('Unlock the Keychain…').catch(() => undefined)
  await person.waitForState('dev-readonly', 'live')
  await tray.waitForMenu(menu => menu[0]?.label.startsWith('Current: dev-readonly') === true, 'no trouble')
})

test('a left click opens the switcher', async () => {
  await scene.tray.activate()
  await scene.app.window(/switcher/)
  expect(scene.app.pageErrors()).toEqual([])
})
