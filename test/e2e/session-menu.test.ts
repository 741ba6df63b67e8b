import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { containerEnvironment, DEBIAN_AWS, runProgram } from '../support/debian-clients.ts'
import { until } from '../support/desktop-wait.ts'
import { setScene } from '../support/scene.ts'

let scene: Awaited<ReturnType<typeof setScene>>

beforeAll(async () => {
  scene = await setScene()
})
afterAll(() => scene?.close())
afterEach(async () => {
  const page = await scene.person.manager()
  await scene.aws.fault(null)
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
})

const ARN = 'arn:aws:sts::111122223333:assumed-role/dev-readonly/alice'

test('the menu opens, closes and gives the focus back by the keyboard', async () => {
  const row = await scene.person.session('dev-readonly')
  const page = await scene.person.manager()
  const more = row.getByRole('button', { name: 'More' })
  const isFocused = () => more.evaluate(each => each === document.activeElement)
  await more.focus()
  await page.keyboard.press('Enter')
  // The browser tells the page of it a moment later, and only then there is something in it.
  await row.getByRole('button', { name: 'Who Am I' }).waitFor()
  expect(await more.getAttribute('aria-expanded')).toBe('true')
  await page.keyboard.press('Tab')
  await until('the first entry has the focus', () =>
    page.evaluate(() => document.activeElement?.textContent === 'Copy Sign-In Link…'),
  )
  await page.keyboard.press('Escape')
  await row.getByRole('button', { name: 'Who Am I' }).waitFor({ state: 'detached' })
  await until('the focus is back', isFocused)

  await page.keyboard.press('Enter')
  await row.getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('dialog', { name: 'Remove dev-readonly?' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await until('the focus is back after the dialog', isFocused)
})

test('Who Am I tells whom AWS takes the session for, and its ARN can be copied and pasted', async () => {
  const { person } = scene
  await person.click('dev-readonly', 'Who Am I')
  const page = await person.manager()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(ARN).waitFor()
  expect((await dialog.getByRole('definition').allInnerTexts()).slice(0, 2)).toEqual(['111122223333', ARN])
  expect((await dialog.getByRole('definition').allInnerTexts())[2]).toMatch(/^AROA\w+:alice$/)
  await dialog.getByRole('button', { name: 'Copy ARN' }).click()
  await dialog.getByText('Copied').waitFor()
  await page.keyboard.press('Escape')

  await person.click('dev-readonly', 'Decode Message…')
  await dialog.getByLabel('Encoded message').focus()
  await page.keyboard.press('Control+V')
  await until(
    'the ARN is pasted',
    async () => (await dialog.getByLabel('Encoded message').inputValue()) === ARN,
  )
})

test('Who Am I says that it asks, why it could not, and asks again', async () => {
  const { person, aws } = scene
  await aws.fault({ kind: 'hang', operations: ['GetCallerIdentity'] })
  await person.click('dev-readonly', 'Who Am I')
  const page = await person.manager()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Asking AWS…').waitFor()
  await aws.fault(null)
  await dialog.getByText(ARN).waitFor()
  await page.keyboard.press('Escape')

  await aws.fault({ kind: 'error', status: 503, operations: ['GetCallerIdentity'] })
  await person.click('dev-readonly', 'Who Am I')
  await dialog.getByRole('alert').waitFor()
  await aws.fault(null)
  await dialog.getByRole('button', { name: 'Try Again' }).click()
  await dialog.getByText(ARN).waitFor()
})

test('what a service has refused is told by whoever may decode it', async () => {
  const { person, aws, desktop } = scene
  const env = await containerEnvironment(await person.connectionOf('dev-readonly'), desktop.folder)
  const args = ['--endpoint-url', aws.url, 'ec2', 'stop-instances', '--instance-ids', 'i-0123456789abcdef0']
  const { stderr } = await runProgram(DEBIAN_AWS, args, env)
  expect(stderr).toContain('Encoded authorization failure message: ')

  await person.click('dev-readonly', 'Decode Message…')
  const dialog = (await person.manager()).getByRole('dialog')
  await dialog.getByLabel('Encoded message').fill(stderr)
  await dialog.getByRole('button', { name: 'Decode' }).click()
  await dialog.getByRole('alert').getByText('sts:DecodeAuthorizationMessage').first().waitFor()

  const role = aws.world.accounts.flatMap(({ roles }) => roles).find(({ name }) => name === 'dev-readonly')
  role?.policies.push({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 'sts:DecodeAuthorizationMessage', Resource: '*' },
  })
  await dialog.getByRole('button', { name: 'Decode' }).click()
  await dialog.getByRole('status').getByText(`${ARN} wanted ec2:StopInstances on `).waitFor()
  await dialog.getByRole('status').getByText('No statement allows it').waitFor()
  expect(await dialog.locator('pre').innerText()).toContain('\n  "explicitDeny": false')
})

test('a message is decoded only if there is one', async () => {
  await scene.person.click('dev-readonly', 'Decode Message…')
  const dialog = (await scene.person.manager()).getByRole('dialog')
  await dialog.getByRole('button', { name: 'Decode' }).click()
  await dialog.getByText('Paste the message first.').waitFor()
  await dialog.getByLabel('Encoded message').fill('x'.repeat(17_000))
  await dialog.getByRole('button', { name: 'Decode' }).click()
  await dialog.getByText('This is too long for an encoded message.').waitFor()
})

test('a low window shows what came of decoding, not only the button', async () => {
  await scene.person.click('dev-readonly', 'Decode Message…')
  const page = await scene.person.manager()
  await page.setViewportSize({ width: 640, height: 420 })
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Encoded message').fill('not from AWS')
  await dialog.getByRole('button', { name: 'Decode' }).click()
  const advice = dialog.getByRole('alert').locator('p').last()
  await advice.waitFor()
  await until('the end of the advice is above the button', async () => {
    const words = await advice.boundingBox()
    const foot = await dialog.getByRole('button', { name: 'Close' }).boundingBox()
    return words !== null && foot !== null && words.y + words.height < foot.y
  })
  await page.setViewportSize({ width: 960, height: 640 })
})

test('a sign-in link that was copied says so', async () => {
  const row = await scene.person.session('dev-readonly')
  const page = await scene.person.manager()
  await row.getByRole('button', { name: 'More' }).click()
  await row.getByRole('button', { name: 'Copy Sign-In Link…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Copy Link' }).click()
  await dialog.getByRole('button', { name: 'Copied', exact: true }).waitFor()
})

test('what was refused at a click is read, and then dismissed', async () => {
  const { person } = scene
  await person.addSession({ name: 'token', operation: 'GetSessionToken', mfa: 'No MFA' })
  const row = await person.session('token')
  await row.getByRole('button', { name: 'More' }).click()
  await row.getByRole('button', { name: 'Open Console' }).click()
  await row.getByText('AWS lets nobody sign in to the console').waitFor()
  await row.getByRole('button', { name: 'Dismiss' }).click()
  await row.getByRole('alert').waitFor({ state: 'detached' })
})

test('a window of which the size changes keeps its page, before and after a menu was open', async () => {
  const page = await scene.person.manager()
  let hasDied = false
  page.once('crash', () => {
    hasDied = true
  })
  for (let round = 0; round < 4 && !hasDied; round++) {
    await page.setViewportSize({ width: 640, height: 420 })
    const row = await scene.person.session(round % 2 === 0 ? 'dev-readonly' : 'prod-admin')
    await row.getByRole('button', { name: 'More' }).click()
    await row.getByRole('button', { name: 'Remove' }).waitFor()
    if (round < 2) await page.keyboard.press('Escape')
    await page.setViewportSize({ width: 960, height: 640 })
    if (round >= 2) await page.keyboard.press('Escape')
  }
  expect(hasDied).toBe(false)
})

test('a session keeps to the window at the least width, and its menu too', async () => {
  const page = await scene.person.manager()
  await page.setViewportSize({ width: 640, height: 420 })
  const row = await scene.person.session('token')
  await row.getByRole('button', { name: 'More' }).click()
  const menu = await row.getByRole('button', { name: 'Remove' }).boundingBox()
  if (menu === null) throw new Error('The menu is not there.')
  expect(menu.x).toBeGreaterThanOrEqual(0)
  expect(menu.x + menu.width).toBeLessThanOrEqual(640)
  expect(menu.y).toBeGreaterThanOrEqual(0)
  expect(menu.y + menu.height).toBeLessThanOrEqual(420)
  expect(await page.locator('main').evaluate(main => main.scrollWidth - main.clientWidth)).toBe(0)
  await page.keyboard.press('Escape')
  await page.setViewportSize({ width: 960, height: 640 })
  expect(scene.app.pageErrors()).toEqual([])
})
