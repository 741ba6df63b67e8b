import { readFile } from 'node:fs/promises'
import { afterEach, expect, test } from 'vitest'
import { until } from '../support/desktop-wait.ts'
import { fetchCredentials, fetchWhenGot } from '../support/endpoint-client.ts'
import type { Scene } from '../support/scene.ts'
import { popups, setWatchedScene, toolAsks } from './watched-scene.ts'

const noPrompt = ({ person }: Pick<Scene, 'person'>) =>
  person.waitFor('there is no prompt', each => each.prompts.length === 0)

async function newNotification(
  { notifications }: Pick<Awaited<ReturnType<typeof set>>, 'notifications'>,
  count: number,
) {
  const isThere = () => (notifications.shown().length >= count ? notifications.shown().at(-1) : null)
  const notification = await until(`notification number ${count}`, isThere)
  expect(notification).toMatchObject({ title: 'MFA code needed for alice', isOpen: true })
  expect(notifications.shown()).toHaveLength(count)
  return notification
}

let close: (() => Promise<void>) | undefined
afterEach(() => close?.())

async function set() {
  const scene = await setWatchedScene()
  close = scene.close
  return scene
}

test('while the screen is locked nobody is asked for a code, and what is served goes on being served', async () => {
  const scene = await set()
  const { person, app, aws, alice, desktop, logind, notifications } = scene
  await person.click('dev-readonly', 'Start')
  await person.waitForState('dev-readonly', 'live')
  const before = await toolAsks(scene, 'dev-readonly')
  await toolAsks(scene, 'prod-admin')
  await newNotification(scene, 1)

  await logind.setLockedHint(true)
  await noPrompt(scene)
  await until('the notification is closed', () => notifications.shown().every(each => !each.isOpen))
  for (const session of ['prod-admin', 'audit-chained']) {
    const { status, body } = await toolAsks(scene, session)
    expect(status).toBe(403)
    expect(body['message']).toBe(
      'The MFA code of alice is needed, and the screen is locked. Unlock the screen: Understudy then asks for it. Run this again afterwards.',
    )
  }
  expect((await person.snapshot()).prompts).toEqual([])
  expect(popups(scene)).toEqual([])
  expect(notifications.shown()).toHaveLength(1)
  const during = await toolAsks(scene, 'dev-readonly')
  expect(during.status).toBe(200)
  expect(during.body['AccessKeyId']).toBe(before.body['AccessKeyId'])

  // The lock has ended the prompt, and nobody has dismissed it: it is not kept quiet.
  await logind.setLockedHint(false)
  const second = await newNotification(scene, 2)
  expect(popups(scene)).toEqual([])
  notifications.click(second.id)
  await app.window(/prompts/)
  // A popup that comes by itself, because nobody clicks, leaves it where it is.
  const hasKeyboard = async () => (await desktop.windowWithKeyboard()) === 'Understudy asks'
  await until('the popup has the keyboard', hasKeyboard)
  await logind.setLockedHint(true)
  await noPrompt(scene)
  await until('the popup is closed', () => popups(scene).length === 0)
  await logind.setLockedHint(false)
  notifications.click((await newNotification(scene, 3)).id)
  await person.typeCode(aws.code(alice.mfaSerial))
  for (const session of ['prod-admin', 'audit-chained']) {
    await person.waitForState(session, 'live')
    expect((await toolAsks(scene, session)).status).toBe(200)
  }
  expect(aws.calls().filter(call => call.mfa)).toHaveLength(1)
})

test('a lock of the screen forgets everything where that is chosen, and tools need their tokens anew', async () => {
  const scene = await set()
  const { person, app, aws, alice, desktop, logind } = scene
  await person.click('prod-admin', 'Start')
  await person.typeCode(aws.code(alice.mfaSerial))
  await person.waitForState('prod-admin', 'live')
  const keptItem = await until('a session token is noted as kept', async () =>
    /session-token\/[\w-]+/.exec(await readFile(`${app.profileDir}/understudy.json`, 'utf8'))?.at(0),
  )
  const look = () => desktop.keyring.lookup('understudy', keptItem)
  await until('the session token is in the keyring', look)
  const choice = (await person.show('Settings')).getByLabel('when the screen is locked')
  expect(await choice.isChecked(), 'it must be off unless chosen').toBe(false)
  // Not `check`, which looks at once: it is on as soon as the app has saved it.
  await choice.click()
  await person.waitFor('it is chosen', each => each.preferences.forgetOnLock)
  const { tokenFile } = await person.connectionOf('prod-admin')
  const oldToken = await readFile(tokenFile, 'utf8')

  await logind.ask('Lock')
  await person.waitForState('prod-admin', 'off')
  await until('the session token is not in the keyring', async () => (await look()) === null)
  expect(await readFile(tokenFile, 'utf8'), 'the token’s file must have a new token').not.toBe(oldToken)
  const { status, body } = await toolAsks(scene, 'prod-admin')
  expect(status).toBe(403)
  expect(body['message']).toContain('Understudy has forgotten prod-admin while you were away')

  await logind.ask('Unlock')
  await person.click('prod-admin', 'Start')
  await person.waitFor('a code is asked for', each => each.prompts.length === 1)
})

test('what has failed for the network is tried again as soon as the computer wakes', async () => {
  const scene = await set()
  const { aws, person, tray, logind } = scene
  const connection = await person.connectionOf('dev-readonly')
  await aws.fault({ kind: 'gone', operations: ['AssumeRole'] })
  await person.click('dev-readonly', 'Start')
  const times = () =>
    aws.calls().flatMap(call => (call.outcome === 'fault:gone' ? [Date.parse(call.time)] : []))
  const longest = () => Math.max(0, ...times().map((time, index) => time - (times()[index - 1] ?? time)))
  // The pauses double: after one of 9 s the next is one of 16 s or longer.
  await until('a pause of 9 s between two tries', () => longest() > 9_000, {
    timeoutMs: 75_000,
    details: () => `tries: ${times().map(time => new Date(time).toISOString())}`,
  })
  await until('the last try is over', () => Date.now() - (times().at(-1) ?? 0) > 2_000)
  const { sessions } = await person.snapshot()
  expect(sessions).toMatchObject([
    { state: { kind: 'starting', why: { title: expect.stringContaining('can’t be reached') } } },
    { state: { kind: 'off' } },
    { state: { kind: 'off' } },
  ])
  await aws.fault(null)

  // From here on without the windows: when the computer goes to sleep, Chromium ends its connections, and the
  // tests' driver has one of them. What a tool asks does not cause the next try: 503 says that it is not yet due.
  expect((await fetchCredentials(connection)).status).toBe(503)
  await logind.sleepAndResume()
  const isServed = async () => (await fetchCredentials(connection)).status === 200
  await until('dev-readonly is served', isServed, { timeoutMs: 12_000 })
  await tray.waitForMenu(
    menu => menu.some(entry => entry.label.startsWith('dev-readonly · until')),
    'the end of dev-readonly',
  )
})

test('a prompt that nobody answers ends after two minutes: tools are told, and a click asks again', async () => {
  const scene = await set()
  const { person, app, aws, alice, notifications } = scene
  await toolAsks(scene, 'prod-admin')
  const { prompts } = await person.waitFor('a prompt', each => each.prompts.length === 1)
  const ids = prompts.map(each => each.id)
  const idsNow = async () => (await person.snapshot()).prompts.map(each => each.id)
  const popup = await app.window(/prompts/, 25_000)

  // Meanwhile there is one prompt, however many tools ask; and what needs no code is served.
  const sessions = ['prod-admin', 'audit-chained', 'prod-admin']
  const answers = await Promise.all(sessions.map(session => toolAsks(scene, session)))
  expect(answers.map(each => each.status)).toEqual([403, 403, 403])
  expect(await idsNow()).toEqual(ids)
  expect(notifications.shown()).toHaveLength(1)
  expect((await fetchWhenGot(await person.connectionOf('dev-readonly'))).status).toBe(200)
  const left = async () => {
    const [, count, unit] = /(\d+) (s|min) left to answer/.exec(await popup.locator('form').innerText()) ?? []
    return Number(count) * (unit === 'min' ? 60 : 1)
  }
  const first = await left()
  expect(first).toBeGreaterThan(0)
  await until('it counts down', async () => (await left()) < first, { timeoutMs: 70_000 })
  expect(await idsNow(), 'the prompt is still open').toEqual(ids)

  await person.waitFor('the prompt ends by itself', each => each.prompts.length === 0, 130_000)
  await until('the popup is closed', () => popups(scene).length === 0)
  const { status, body } = await toolAsks(scene, 'prod-admin')
  expect(status).toBe(403)
  expect(body['message']).toBe(
    'Nobody entered the MFA code of alice in time. Try the session again in Understudy’s window to be asked.',
  )
  expect(await idsNow()).toEqual([])
  expect(notifications.shown()).toMatchObject([{ isOpen: false }])

  const row = await person.session('prod-admin')
  await row.getByRole('button', { name: 'Try Again' }).click()
  await person.typeCode(aws.code(alice.mfaSerial))
  // What waits behind the same code need not be clicked on.
  for (const session of ['prod-admin', 'audit-chained']) await person.waitForState(session, 'live')
  expect(notifications.shown()).toHaveLength(1)
}, 200_000)
