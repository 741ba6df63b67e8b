import type { Page } from 'playwright'
import { afterEach, expect, test } from 'vitest'
import { addBob } from '../local-aws/demo-world.ts'
import { until } from '../support/desktop-wait.ts'
import { setScene } from '../support/scene.ts'
import { popups, setWatchedScene, toolAsks } from './watched-scene.ts'

let close: (() => Promise<void>) | undefined
afterEach(() => close?.())

async function set() {
  const scene = await setWatchedScene()
  close = scene.close
  return scene
}

const formOf = (popup: Page, owner: string) => popup.locator('form', { hasText: `Code for ${owner}` })

const heightOf = (popup: Page) => popup.evaluate(() => window.innerHeight)

async function isWhollySeen(popup: Page, owner: string): Promise<boolean> {
  const box = await formOf(popup, owner).boundingBox()
  return box !== null && box.y >= 0 && box.y + box.height <= (await heightOf(popup))
}

test('a tool’s prompt is a notification first, and then a popup that leaves the keyboard alone', async () => {
  const scene = await set()
  const { person, app, aws, alice, desktop, notifications } = scene
  // Somebody is typing: real keys of the display's server, which go to the one window that has the keyboard. The
  // pages themselves can't tell which that is, since the tests' driver makes each believe that it has it.
  await (await person.show('Sessions')).getByRole('button', { name: 'Add Session' }).click()
  const typedIn = (await person.manager()).getByRole('dialog').getByLabel('Name', { exact: true })
  await typedIn.click()
  await desktop.type('before ')
  await until('what is typed is in the manager', async () => (await typedIn.inputValue()) === 'before ')

  expect((await toolAsks(scene, 'prod-admin')).status).toBe(403)
  const notification = await until('a notification', () => notifications.shown().at(-1))
  expect(notification).toMatchObject({
    title: 'MFA code needed for alice',
    body: expect.stringMatching(/Unlocks prod-admin\. Click to enter it\.$/),
    isOpen: true,
  })
  const notifiedAt = Date.now()

  const popup = await app.window(/prompts/, 25_000)
  // It is to come 10 s after it. The less that is left of them here, the later it was seen.
  expect(Date.now() - notifiedAt, 'the popup must not come together with the notification').toBeGreaterThan(
    5_000,
  )
  const field = popup.getByRole('textbox')
  await field.waitFor()
  await until('the notification is closed', () => notifications.shown().every(each => !each.isOpen))
  await desktop.type('and after')
  await until(
    'what is typed goes on in the manager',
    async () => (await typedIn.inputValue()) === 'before and after',
  )
  expect(await field.inputValue(), 'the popup has taken the keyboard').toBe('')
  expect(notifications.shown()).toHaveLength(1)

  await person.typeCode(aws.code(alice.mfaSerial))
  await person.waitForState('prod-admin', 'live')
  expect((await toolAsks(scene, 'prod-admin')).status).toBe(200)
})

test('a click on the notification opens the popup at once, with the keyboard', async () => {
  const scene = await set()
  const { app, aws, alice, person, desktop, notifications } = scene
  await toolAsks(scene, 'prod-admin')
  const { id } = await until('a notification', () => notifications.shown().at(-1))
  notifications.click(id)
  const popup = await app.window(/prompts/)
  const field = popup.getByRole('textbox')
  await field.waitFor()
  await until(
    'the popup has the keyboard',
    // The popup that comes by itself after 10 s leaves the keyboard where it is.
    async () => (await desktop.windowWithKeyboard()) === 'Understudy asks',
  )
  await desktop.type(aws.code(alice.mfaSerial))
  await person.waitForState('prod-admin', 'live')
  expect(notifications.shown()).toMatchObject([{ isOpen: false }])
})

test('a click in the tray opens the popup at once, with the keyboard and no notification', async () => {
  const scene = await set()
  const { app, aws, alice, person, desktop, tray, notifications } = scene
  await tray.click(/^prod-admin/)
  const popup = await app.window(/prompts/)
  const field = popup.getByRole('textbox')
  await field.waitFor()
  await until(
    'the popup has the keyboard',
    async () => (await desktop.windowWithKeyboard()) === 'Understudy asks',
  )
  await desktop.type(aws.code(alice.mfaSerial))
  await person.waitForState('prod-admin', 'live')
  expect(notifications.shown()).toEqual([])
})

test('where nothing shows notifications, a tool’s prompt is a popup at once', async () => {
  const scene = await setScene()
  close = scene.close
  await toolAsks(scene, 'prod-admin')
  // With a notification before it, it would come after 10 s.
  const popup = await scene.app.window(/prompts/, 8_000)
  await popup.getByText(/^Asked by .+, pid \d+ · unlocks prod-admin$/).waitFor()
})

test('a wrong code, the same one again, then the right one: all in one prompt, and each is sent once', async () => {
  const { person, aws, alice } = await set()
  // Else the next code may come between two looks at the countdown.
  await until('a code that is shown for a while', () => aws.nextCodeIn() > 10, { timeoutMs: 15_000 })
  await person.click('prod-admin', 'Start')
  const { prompts } = await person.waitFor('a prompt', each => each.prompts.length === 1)
  const right = aws.code(alice.mfaSerial)
  const wrong = right === '000000' ? '000001' : '000000'
  const popup = await person.typeCode(wrong)
  await popup.getByText('AWS did not take that code.').waitFor()
  const untilNext = async () =>
    Number(/The next one comes in (\d+) s/.exec(await popup.locator('form').innerText())?.[1])
  const first = await untilNext()
  expect(first).toBeGreaterThan(0)
  await until('it counts down', async () => (await untilNext()) < first)

  await person.typeCode(wrong)
  await popup.getByText('That code was used.').waitFor()
  await person.typeCode('12')
  await popup.getByText('A code has six digits.').waitFor()
  expect((await person.snapshot()).prompts.map(each => each.id)).toEqual(prompts.map(each => each.id))
  // As it is pasted from an authenticator.
  await person.typeCode(`${right.slice(0, 3)} ${right.slice(3)}`)
  await person.waitForState('prod-admin', 'live')
  const withCode = aws.calls().filter(call => call.mfa)
  expect(withCode.map(call => call.outcome)).toEqual(['AccessDenied', 'ok'])
})

test('a prompt that is cancelled is not raised again by a tool, but by a click', async () => {
  const scene = await set()
  const { person, app, tray, notifications } = scene
  await tray.click(/^prod-admin/)
  await person.promptText()
  const popup = await app.window(/prompts/)
  // The popup may be gone before the key is up again.
  await popup.keyboard.press('Escape').catch(() => undefined)
  await person.waitForState('prod-admin', 'failed')
  await until('the popup is closed', () => popups(scene).length === 0)

  const { status, body } = await toolAsks(scene, 'prod-admin')
  expect(status).toBe(403)
  expect(body['message']).toBe(
    'The MFA code of alice was not given. Try the session again in Understudy’s window to be asked.',
  )
  // Another session behind the same device is another reason to ask, and no better one.
  const other = await toolAsks(scene, 'audit-chained')
  expect(other.status).toBe(403)
  expect(other.body['message']).toBe(
    'The MFA code of alice is needed, and the last question for it was dismissed. Try the session again in Understudy’s window to be asked.',
  )
  // What that sentence tells to do can be done.
  const row = await person.session('audit-chained')
  await row.getByRole('button', { name: 'Try Again' }).waitFor()
  expect((await person.snapshot()).prompts).toEqual([])
  expect(popups(scene)).toEqual([])
  expect(notifications.shown()).toEqual([])

  await row.getByRole('button', { name: 'Try Again' }).click()
  await app.window(/prompts/)
  expect(await person.promptText()).toMatch(/You started it · unlocks .*audit-chained/)
  expect(notifications.shown(), 'a notification would have come before the popup').toEqual([])
})

test('two devices ask in one window, and each takes its own code', async () => {
  const scene = await set()
  const { person, app, aws, alice, roles, desktop, notifications } = scene
  const bob = addBob({ world: aws.world, roles })
  await person.addKey({ ...bob, stsUrl: aws.url })
  const session = { name: 'bobs-admin', roleArn: roles.prodAdmin, source: 'Key of bob' }
  await person.addSession({ ...session, mfa: 'One code for all roles' })
  await toolAsks(scene, 'prod-admin')
  await toolAsks(scene, 'bobs-admin')
  await person.waitFor('two prompts', each => each.prompts.length === 2)
  const open = await until('one notification for both', () => {
    const shown = notifications.shown().filter(each => each.isOpen)
    return shown.length === 1 && shown.some(each => each.title.includes('bob')) ? shown : null
  })
  expect(open).toMatchObject([
    {
      title: 'MFA code needed for alice and bob',
      body: expect.stringMatching(/Unlocks prod-admin and bobs-admin\. Click to enter it\.$/),
    },
  ])
  for (const { id } of open) notifications.click(id)

  const popup = await app.window(/prompts/)
  await until(
    'the popup has the keyboard, since it was clicked for',
    async () => (await desktop.windowWithKeyboard()) === 'Understudy asks',
  )
  await formOf(popup, 'bob').waitFor()
  for (const owner of ['alice', 'bob'])
    await until(`${owner}’s prompt is wholly seen`, () => isWhollySeen(popup, owner))
  expect(popups(scene)).toHaveLength(1)
  const height = await heightOf(popup)

  await formOf(popup, 'bob').getByRole('textbox').fill(aws.code(bob.mfaSerial))
  await person.waitForState('bobs-admin', 'live')
  const { prompts } = await person.snapshot()
  expect(prompts).toMatchObject([{ device: { owner: 'alice' }, status: 'open', notice: null }])
  expect((await toolAsks(scene, 'prod-admin')).status).toBe(403)
  await until('the popup is lower again', async () => (await heightOf(popup)) < height)
  await until('alice’s prompt is wholly seen', () => isWhollySeen(popup, 'alice'))
  await formOf(popup, 'alice').getByRole('textbox').fill(aws.code(alice.mfaSerial))
  await person.waitForState('prod-admin', 'live')
  await until('the popup is closed', () => popups(scene).length === 0)
  expect(aws.calls().flatMap(call => (call.mfa ? [call.accessKeyId] : []))).toEqual([
    bob.accessKeyId,
    alice.accessKeyId,
  ])
})
