import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright'
import { afterEach, expect, test } from 'vitest'
import { command } from '../support/commands.ts'
import { containerEnvironment, DEBIAN_AWS, runProgram } from '../support/debian-clients.ts'
import { until } from '../support/desktop-wait.ts'
import { fetchCredentials } from '../support/endpoint-client.ts'
import { type NotificationService, startNotificationService } from '../support/notification-service.ts'
import {
  closeWindow,
  foreignPages,
  type SamlScene,
  setSamlScene,
  signIn,
  titlesSeen,
} from '../support/saml-scene.ts'
import { Closers, type SceneOptions } from '../support/scene.ts'
import { type SilentHost, startSilentHost } from '../support/silent-host.ts'

const ENTRY = 'Sign In at Corp…'
const OPEN =
  'Corp waits for you to sign in, in its own window. Answer there, then run this again. Understudy’s tray menu brings the window up.'
const NEEDED =
  'Corp wants you to sign in. Sign in from Understudy’s window or its tray menu, then run this again.'
const CLOSED =
  'The sign-in window of Corp was closed before you were signed in. Try the session again in Understudy’s window to have it back.'

const closers = new Closers()
let awsSignIn: SilentHost
afterEach(closers.close)

/** The app with a company's page, and AWS's own sign-in somewhere where visitors are counted. */
async function set(options: Pick<SceneOptions, 'lifeSeconds'> = {}) {
  awsSignIn = await startSilentHost()
  closers.add(awsSignIn.close)
  let notifications: NotificationService | undefined
  const scene = await setSamlScene({
    ...options,
    services: async desktop => {
      notifications = await startNotificationService(desktop.busAddress)
    },
    app: { args: [`--host-resolver-rules=MAP *.aws.amazon.com 127.0.0.1:${awsSignIn.port}`] },
  })
  closers.add(scene.close)
  if (notifications === undefined) throw new Error('There is no notification service.')
  return { ...scene, notifications }
}

/** Waits until the company's page is before the user's eyes. */
async function pageOf({ app, desktop, idp }: SamlScene): Promise<Page> {
  const { host } = new URL(idp.signInUrl)
  await until(
    'the company’s page is seen',
    async () => (await titlesSeen(desktop)).includes(`${host} – Corp`),
    { timeoutMs: 30_000 },
  )
  const page = await app.window(/\/sign-in$/)
  await page.getByLabel('User').waitFor()
  return page
}

async function toolAsks({ person }: SamlScene) {
  const { status, body } = await fetchCredentials(await person.connectionOf('corp-dev'))
  return [status, body['message']]
}

async function sessionId({ person }: SamlScene) {
  const { sessions } = await person.waitFor('corp-dev is there', state => state.sessions.length > 0)
  const found = sessions.find(each => each.session.name === 'corp-dev')
  if (found === undefined) throw new Error('There is no corp-dev.')
  return found.session.id
}

const hasEntry = async ({ tray }: SamlScene) => (await tray.menu()).some(({ label }) => label === ENTRY)

/** Signs in for the first time, after a click in the tray. */
async function signInOnce(scene: SamlScene): Promise<void> {
  await scene.tray.click(/^corp-dev/)
  await signIn(await pageOf(scene))
  await scene.person.waitForState('corp-dev', 'live')
}

test('a person signs in at the company’s page, a client is served, and AWS’s sign-in gets nothing', async () => {
  const scene = await set()
  const { app, person, aws, idp, tray, desktop, notifications } = scene
  await tray.click(/^corp-dev/)
  const page = await pageOf(scene)
  const isFocused = async () => (await desktop.windowWithKeyboard()).endsWith('– Corp')
  await until('the page has the keyboard', isFocused)
  await page.evaluate(() => {
    document.title = 'signin.aws.amazon.com'
  })
  const seen = await page.evaluate(() => ({
    agent: navigator.userAgent,
    reach: ['understudy', 'require', 'process'].filter(name => name in globalThis),
  }))
  expect(seen.agent).toMatch(/ Chrome\/[\d.]+ Safari\/[\d.]+$/)
  expect(seen.agent).not.toMatch(/electron|understudy/i)
  expect(seen.reach).toEqual([])
  await tray.waitForMenu(
    menu =>
      [ENTRY, 'corp-dev · saml-dev · waits for you'].every(label =>
        menu.some(entry => entry.label === label),
      ),
    'that the session waits for its user',
  )
  expect(await toolAsks(scene)).toEqual([403, OPEN])

  // That a visit would be seen, and that the title has stayed.
  const visit = (init: RequestInit) =>
    page.evaluate(
      how => fetch('https://signin.aws.amazon.com/saml', { ...how, mode: 'no-cors' }).catch(() => null),
      init,
    )
  await visit({ method: 'GET' })
  const visitors = awsSignIn.visitors()
  expect(visitors).toBeGreaterThan(0)
  // What a script says is neither sent nor believed.
  await visit({ method: 'POST', body: 'SAMLResponse=PHgvPg%3D%3D' })
  expect(await toolAsks(scene)).toEqual([403, OPEN])
  expect(await titlesSeen(desktop)).toContain(`${new URL(idp.signInUrl).host} – Corp`)

  await signIn(page)
  await person.waitForState('corp-dev', 'live')
  await until('the page is gone', () => foreignPages(app).length === 0)
  await until('nothing asks any more', async () => !(await hasEntry(scene)))
  expect(notifications.shown()).toEqual([])
  const env = await containerEnvironment(await person.connectionOf('corp-dev'), desktop.folder)
  const words = ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text']
  const ran = await runProgram(DEBIAN_AWS, [...words, '--endpoint-url', aws.url], env)
  expect(ran).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/assumed-role\/saml-dev\/alice\n$/),
  })
  expect([idp.responses().length, awsSignIn.visitors()]).toEqual([1, visitors])
})

test('renewal troubles nobody while the page knows its user, and then asks once, in the tray and by a notification', async () => {
  const scene = await set({ lifeSeconds: 20 })
  const { app, person, aws, idp, tray, notifications } = scene
  await signInOnce(scene)
  await until('it was renewed', () => aws.issued().length > 1, { timeoutMs: 30_000 })
  expect([idp.formsShown(), notifications.shown()]).toEqual([1, []])

  idp.signOutEveryone()
  const [shown] = await until(
    'a notification',
    () => (notifications.shown().length > 0 ? notifications.shown() : null),
    { timeoutMs: 30_000 },
  )
  expect(shown).toMatchObject({
    title: 'Sign in at Corp',
    body: 'corp-dev waits for it. Click to sign in.',
  })
  await until('the unseen page is gone', () => foreignPages(app).length === 0)
  await until('the tray asks', () => hasEntry(scene))
  await person.waitForState('corp-dev', 'failed', 30_000)
  const forms = idp.formsShown()
  expect(await toolAsks(scene)).toEqual([403, NEEDED])
  // A page that was to come up would be there by then.
  await sleep(5_000)
  expect([idp.formsShown(), foreignPages(app)]).toEqual([forms, []])
  expect(notifications.shown()).toHaveLength(1)

  await tray.click(ENTRY)
  await signIn(await pageOf(scene))
  await person.waitForState('corp-dev', 'live')
  await until('nothing asks any more', async () => !(await hasEntry(scene)))
  await until('the notification is closed', () => notifications.shown().every(each => !each.isOpen))
})

test('a click on the notification brings the page up', async () => {
  const scene = await set()
  const { person, notifications } = scene
  // A tool starts the session, and the page is looked at unseen.
  await fetchCredentials(await person.connectionOf('corp-dev'))
  const shown = await until('a notification', () => notifications.shown().at(-1))
  notifications.click(shown.id)
  await signIn(await pageOf(scene))
  await person.waitForState('corp-dev', 'live')
})

test('a window that was closed does not come back for a tool, but for a click', async () => {
  const scene = await set()
  const { app, person, idp, tray, notifications } = scene
  await tray.click(/^corp-dev/)
  const page = await pageOf(scene)
  // It would like to stay.
  await page.getByLabel('User').click()
  await page.evaluate(() => addEventListener('beforeunload', event => event.preventDefault()))
  await closeWindow(page)
  await person.waitForState('corp-dev', 'failed')
  expect(await toolAsks(scene)).toEqual([403, CLOSED])
  await sleep(5_000)
  expect(await toolAsks(scene)).toEqual([403, CLOSED])
  expect([idp.formsShown(), foreignPages(app), notifications.shown()]).toEqual([1, [], []])
  await tray.click(ENTRY)
  await signIn(await pageOf(scene))
  await person.waitForState('corp-dev', 'live')
})

test('a session that is stopped takes its window away', async () => {
  const scene = await set()
  const { app, tray, person } = scene
  await tray.click(/^corp-dev/)
  await pageOf(scene)
  await tray.click('Stop corp-dev')
  await person.waitForState('corp-dev', 'off')
  await until('the window is gone', () => foreignPages(app).length === 0)
  await tray.click(/^corp-dev/)
  await signIn(await pageOf(scene))
  await person.waitForState('corp-dev', 'live')
})

test('a page whose address was changed goes, with what it keeps of its user', async () => {
  const scene = await set()
  const { person, app, idp, tray, desktop } = scene
  await tray.click(/^corp-dev/)
  const page = await pageOf(scene)
  await page.evaluate(() => cookieStore.set({ name: 'planted', value: 'by the page of before' }))
  const elsewhere = idp.signInUrl.replace('127.0.0.1', 'localhost')
  const provider = await scene.provider()
  await command(person, 'editProvider', { provider: { ...provider, signInUrl: elsewhere } })
  await until('the page of before is gone', () => page.isClosed())
  await command(person, 'editProvider', { provider })
  await tray.click(/^corp-dev/)
  const again = await pageOf(scene)
  expect(await again.evaluate(() => document.cookie)).not.toContain('planted')
  expect([foreignPages(app).length, (await titlesSeen(desktop)).length > 0]).toEqual([1, true])

  await tray.click('Stop corp-dev')
  // Else it may be taken for the next one.
  await until('the page is gone', () => again.isClosed())
  const manager = await person.manager()
  const lookUp = manager.evaluate(id => window.understudy.lookUp.samlRoles({ id }), provider.id)
  await pageOf(scene)
  await command(person, 'removeSession', { id: await sessionId(scene) })
  await command(person, 'removeProvider', { id: provider.id })
  expect((await lookUp).ok).toBe(false)
  await until('no page is left', () => foreignPages(app).length === 0)
})

test('what is forgotten is forgotten at the company’s page as well', async () => {
  const scene = await set()
  const { person, idp, tray } = scene
  await signInOnce(scene)
  await tray.click('Stop corp-dev')
  await person.waitForState('corp-dev', 'off')
  await tray.click(/^corp-dev/)
  await person.waitForState('corp-dev', 'live')
  expect(idp.formsShown()).toBe(1)
  await tray.click('Forget All Sessions')
  await person.waitForState('corp-dev', 'off')
  await tray.click(/^corp-dev/)
  await pageOf(scene)
  expect(idp.formsShown()).toBe(2)
})

test('the roles that the company gives are looked up, with its page where that is needed', async () => {
  const scene = await set()
  const { person, app, idp } = scene
  const manager = await person.manager()
  const { id } = await scene.provider()
  const lookUp = () => manager.evaluate(which => window.understudy.lookUp.samlRoles({ id: which }), id)
  const first = lookUp()
  await closeWindow(await pageOf(scene))
  expect(await first).toMatchObject({
    ok: false,
    explanation: { title: 'The sign-in window of Corp was closed before you were signed in.' },
  })
  await until('the page is gone', () => foreignPages(app).length === 0)
  const second = lookUp()
  await signIn(await pageOf(scene))
  const roles = [
    {
      roleArn: 'arn:aws:iam::111122223333:role/saml-dev',
      principalArn: 'arn:aws:iam::111122223333:saml-provider/corporate',
    },
  ]
  expect(await second).toEqual({ ok: true, value: roles })
  const forms = idp.formsShown()
  expect(await lookUp()).toEqual({ ok: true, value: roles })
  expect([idp.formsShown(), foreignPages(app), scene.aws.calls()]).toEqual([forms, [], []])
})

test('the app quits while the page is open', async () => {
  const scene = await set()
  await scene.tray.click(/^corp-dev/)
  await pageOf(scene)
  expect(await scene.app.quit()).toBe(0)
})
