import type { Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { command } from '../support/commands.ts'
import { DEBIAN_AWS, type Ran, runProgram } from '../support/debian-clients.ts'
import { until } from '../support/desktop-wait.ts'
import { lastClick } from '../support/last-click.ts'
import { popups, setWatchedScene, toolAsks } from './watched-scene.ts'

let scene: Awaited<ReturnType<typeof setWatchedScene>>
/** What is current before, and no production session. */
const BEFORE = 'payments-dev'
const PROD = 'payments-prod'

beforeAll(async () => {
  scene = await setWatchedScene()
  const { id: _, ...session } = await sessionOf('dev-readonly')
  await command(scene.person, 'addSession', { session: { ...session, name: BEFORE } })
  await command(scene.person, 'addSession', { session: { ...session, name: PROD, production: true } })
})
afterAll(() => scene?.close())

beforeEach(async () => {
  const { confirmations, questions } = await scene.person.snapshot()
  for (const { id } of confirmations) await command(scene.person, 'answerConfirmation', { id, minutes: null })
  for (const { id } of questions)
    await command(scene.person, 'answerQuestion', { id, allow: false, lease: null })
  // Else the one that is just going may be taken for the next one.
  await until('the popup is closed', () => popups(scene).length === 0)
})

async function sessionOf(name: string) {
  const { sessions } = await scene.person.snapshot()
  const found = sessions.find(each => each.session.name === name)
  if (found === undefined) throw new Error(`There is no session ${name}.`)
  return found.session
}

const current = async () => {
  const { sessions } = await scene.person.snapshot()
  return sessions.find(each => each.current)?.session.name ?? null
}
const viewOf = async (name: string) => {
  const { sessions } = await scene.person.snapshot()
  const view = sessions.find(each => each.session.name === name)
  return { lease: view?.lease ?? null, state: view?.state.kind }
}
const isCurrent = (name: string) => until(`${name} is current`, async () => (await current()) === name)

/** Runs awscli with what follows the tray. */
async function aws(profile: 'current' | 'process' = 'current'): Promise<Ran> {
  const { person, desktop } = scene
  const following = (await person.snapshot()).current
  const { credentialProcess } =
    profile === 'current' && following !== null ? following : await person.connectionOf(PROD)
  const config = `[default]\ncredential_process = ${credentialProcess}\nregion = eu-central-1\n`
  const line = `printf '%s' "$CONFIG" > "$HOME/config"; ${DEBIAN_AWS} --endpoint-url ${scene.aws.url} sts get-caller-identity; exit $?`
  return runProgram('/bin/bash', ['-c', line], {
    PATH: '/usr/bin:/bin',
    HOME: desktop.folder,
    LC_ALL: 'C.UTF-8',
    AWS_PAGER: '',
    AWS_CONFIG_FILE: `${desktop.folder}/config`,
    AWS_EC2_METADATA_DISABLED: 'true',
    CONFIG: config,
  })
}

async function popup(): Promise<Page> {
  const page = await scene.app.window(/prompts/)
  await page.locator('form').first().waitFor()
  return page
}
/** For half a second after it has appeared no button answers. */
async function press(page: Page, button: RegExp): Promise<void> {
  await lastClick(page.locator('button:not([aria-disabled="true"])', { hasText: button }).first())
}
const confirmations = (count: number) =>
  scene.person.waitFor(`${count} confirmations`, snapshot => snapshot.confirmations.length === count)
const questions = (count: number) =>
  scene.person.waitFor(`${count} questions`, snapshot => snapshot.questions.length === count)

test('a click in the tray asks first: nothing is started, nothing made current', async () => {
  await scene.tray.click(new RegExp(`^${BEFORE}\\b`))
  await isCurrent(BEFORE)
  await scene.person.waitForState(BEFORE, 'live')
  const before = scene.aws.calls().length
  await scene.tray.click(new RegExp(`^${PROD}\\b`))
  const page = await popup()
  expect((await page.locator('main').innerText()).replace(/\s+/g, ' ')).toMatch(
    /^PRODUCTION Use payments-prod \(111122223333\) as dev-readonly\? For how long 15 min 30 min 60 min Until .+; then no tool gets it any more/,
  )
  expect([await current(), await viewOf(PROD)]).toEqual([BEFORE, { lease: null, state: 'off' }])
  expect(scene.aws.calls().length).toBe(before)
})

test('Cancel has the keyboard: a plain Enter says no, and all is as it was', async () => {
  await scene.tray.click(new RegExp(`^${PROD}\\b`))
  const page = await popup()
  await until(
    'the popup has the keyboard',
    async () => (await scene.desktop.windowWithKeyboard()) === 'Understudy asks',
  )
  expect(await page.locator(':focus').innerText()).toBe('Cancel')
  // The popup closes with the answer, perhaps before the key is up again.
  await page.keyboard.press('Enter').catch(() => undefined)
  await confirmations(0)
  expect([await current(), await viewOf(PROD)]).toEqual([BEFORE, { lease: null, state: 'off' }])
})

test('a click that comes at once on the button that confirms does nothing', async () => {
  await scene.tray.click(new RegExp(`^${PROD}\\b`))
  const page = await popup()
  const sure = page.locator('button', { hasText: 'Use for' })
  // In one go with the look, since it is deaf for half a second only.
  await sure.evaluate(button => {
    if (button.getAttribute('aria-disabled') === 'true')
      button.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 }))
  })
  // What the click had done would be there by the time that one counts.
  await page.locator('button:not([aria-disabled="true"])', { hasText: 'Use for' }).waitFor()
  await confirmations(1)
  expect((await viewOf(PROD)).lease).toBeNull()
})

test('confirmed, it is current and served to the real awscli, for the time that was chosen', async () => {
  await scene.tray.click(new RegExp(`^${PROD}\\b`))
  const page = await popup()
  await page.getByRole('radio', { name: '15 min' }).check()
  await press(page, /^Use for 15 min$/)
  await isCurrent(PROD)
  const { stdout, stderr } = await aws()
  expect(stdout, stderr).toContain('assumed-role/dev-readonly')
  const left = ((await viewOf(PROD)).lease ?? 0) - Date.now()
  expect(left / 60_000).toBeGreaterThan(13)
  expect(left / 60_000).toBeLessThanOrEqual(15)
})

test('it goes on at a click, after another confirmation', async () => {
  const before = (await viewOf(PROD)).lease ?? 0
  await command(scene.person, 'extendLease', { id: (await sessionOf(PROD)).id })
  const page = await popup()
  await page.getByRole('radio', { name: '60 min' }).check()
  expect(await page.locator('main').innerText()).toMatch(/Until .+ instead of /)
  await press(page, /^Extend to 60 min$/)
  await until('the lease is longer', async () => ((await viewOf(PROD)).lease ?? 0) > before + 40 * 60_000)
})

test('the user’s Stop ends it, and what was current before comes back', async () => {
  await scene.tray.click(new RegExp(`^Stop ${PROD}$`))
  await isCurrent(BEFORE)
  expect((await viewOf(PROD)).lease).toBeNull()
  const { status, body } = await toolAsks(scene, PROD)
  expect([status, body['message']]).toEqual([403, expect.stringContaining('was stopped')])
})

test('a tool’s first request is one question, which lets it in and begins the lease', async () => {
  const { id: _, ...session } = await sessionOf(PROD)
  await command(scene.person, 'removeSession', { id: (await sessionOf(PROD)).id })
  await command(scene.person, 'addSession', { session })
  const running = aws('process')
  const { questions: open } = await questions(1)
  expect(open).toMatchObject([{ beginsLease: true, asking: { name: 'aws' } }])
  await scene.tray.click(new RegExp(`^Allow aws to use ${PROD}\\?…$`))
  const page = await popup()
  expect(await page.locator(':focus').innerText()).toBe('Deny')
  await press(page, /^Allow for 30 min$/)
  const { stdout, stderr } = await running
  expect(stdout, stderr).toContain('assumed-role/dev-readonly')
  const { confirmations: asked } = await questions(0)
  expect([asked, (await viewOf(PROD)).lease]).toEqual([[], expect.any(Number)])
  expect(await current(), 'a tool makes nothing current').toBe(BEFORE)
})

test('a tool is refused with what to click, and starts nothing, where the user says no', async () => {
  await command(scene.person, 'stopSession', { id: (await sessionOf(PROD)).id })
  const { id: _, ...session } = await sessionOf(PROD)
  await command(scene.person, 'removeSession', { id: (await sessionOf(PROD)).id })
  await command(scene.person, 'addSession', { session })
  const { status, body } = await toolAsks(scene, PROD)
  expect([status, body['message']]).toEqual([
    403,
    expect.stringMatching(
      /^payments-prod is marked as production, and you have not allowed .+ to use it yet\. Understudy asks you: answer/,
    ),
  ])
  await scene.tray.click(/^Allow .+ to use payments-prod\?…$/)
  const page = await popup()
  await press(page, /^Deny$/)
  await questions(0)
  expect((await toolAsks(scene, PROD)).status).toBe(403)
  expect([await current(), await viewOf(PROD)]).toEqual([BEFORE, { lease: null, state: 'off' }])
})

test('the lock of the screen ends the lease where all is to be forgotten then, and withdraws what is asked', async () => {
  const { id } = await sessionOf(PROD)
  await command(scene.person, 'startSession', { id })
  await press(await popup(), /^Start for 30 min$/)
  await scene.person.waitForState(PROD, 'live')
  await command(scene.person, 'extendLease', { id })
  await confirmations(1)
  const { preferences } = await scene.person.snapshot()
  await command(scene.person, 'setPreferences', { preferences: { ...preferences, forgetOnLock: true } })
  await scene.logind.setLockedHint(true)
  await confirmations(0)
  await until('the lease is over', async () => (await viewOf(PROD)).lease === null)
  await scene.person.waitForState(PROD, 'off')
  await scene.logind.setLockedHint(false)
})

test('an edit to another role ends the lease: a notification says so, and tools are told what to click', async () => {
  const session = await sessionOf(PROD)
  await command(scene.person, 'switchTo', { id: session.id })
  await press(await popup(), /^Use for 30 min$/)
  await isCurrent(PROD)
  // Whoever has the manager before him sees it there.
  await command(scene.person, 'openSwitcher', {})
  await until(
    'the switcher has the keyboard',
    async () => (await scene.desktop.windowWithKeyboard()) === 'Switch Session',
  )
  await command(scene.person, 'editSession', {
    session: { ...session, ...{ roleArn: scene.roles.prodAdmin } },
  })
  await isCurrent(BEFORE)
  const TITLE = 'Your lease of payments-prod has ended'
  const isOfLease = (each: { readonly title: string }) => each.title === TITLE
  expect(await until('a notification', () => scene.notifications.shown().find(isOfLease))).toMatchObject({
    body: 'payments-dev is the current session.',
  })
  const { status, body } = await toolAsks(scene, PROD)
  expect([status, body['message']]).toEqual([403, expect.stringMatching(/lease .*payments-prod.* has ended/)])
  expect(scene.app.pageErrors()).toEqual([])
})
