import type { Locator } from 'playwright'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { PolicyDocument } from '../local-aws/policy.ts'
import type { User } from '../local-aws/world.ts'
import { setScene } from '../support/scene.ts'

let scene: Awaited<ReturnType<typeof setScene>>
let user: User

beforeAll(async () => {
  scene = await setScene()
  const found = scene.aws.world.accounts.flatMap(({ users }) => users).find(({ name }) => name === 'alice')
  if (found === undefined) throw new Error('There is no alice.')
  user = found
})
afterAll(() => scene?.close())
afterEach(async () => (await scene.person.manager()).keyboard.press('Escape'))

const mayList: PolicyDocument = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 'iam:ListMFADevices', Resource: '*' },
}

async function openNew(): Promise<Locator> {
  const page = await scene.person.show('Identities')
  await page.getByRole('button', { name: 'Add Key' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('STS endpoint').selectOption('custom')
  await form.getByLabel('STS URL').fill(scene.aws.url)
  return form
}

async function typeKey(form: Locator): Promise<void> {
  await form.getByLabel('Access key ID').fill(scene.alice.accessKeyId)
  await form.getByLabel('Secret access key').fill(scene.alice.secretAccessKey)
}

const find = (form: Locator) => form.getByRole('button', { name: 'Find MFA Devices' }).click()
const device = (form: Locator) => form.getByLabel('MFA device').inputValue()

test('without a key nothing is asked, and the form says what is missing', async () => {
  const form = await openNew()
  const calls = scene.aws.calls().length
  await find(form)
  await form.getByText('First: An access key ID starts with AKIA').waitFor()
  expect(scene.aws.calls()).toHaveLength(calls)
})

test('a user who may not ask is told so, and the key can be added all the same', async () => {
  const form = await openNew()
  await typeKey(form)
  await find(form)
  await form.getByText('You can type the device, or add the key without one.').waitFor()
  expect(await device(form)).toBe('')
  await form.getByLabel('Name').fill('alice again')
  await form.getByRole('button', { name: 'Add Key' }).click()
  await form.waitFor({ state: 'detached' })
  expect((await scene.person.snapshot()).identities).toMatchObject([
    { name: 'alice' },
    { name: 'alice again', mfaSerial: null },
  ])
})

test('the only device is filled in, asked for with the key that is kept', async () => {
  user.policies.push(mayList)
  const page = await scene.person.show('Identities')
  await page.getByRole('listitem', { name: 'alice again' }).getByRole('button', { name: 'Edit' }).click()
  const form = page.getByRole('dialog')
  await find(form)
  await form.getByText('Found, and filled in.').waitFor()
  expect(await device(form)).toBe(scene.alice.mfaSerial)
  await form.getByRole('button', { name: 'Save' }).click()
  await form.waitFor({ state: 'detached' })
  expect((await scene.person.snapshot()).identities).toMatchObject([
    {},
    { name: 'alice again', mfaSerial: scene.alice.mfaSerial },
  ])
})

test('of several devices one is chosen', async () => {
  const second = 'arn:aws:iam::111122223333:mfa/alice-phone'
  const [first] = user.mfaDevices
  if (first === undefined) throw new Error('alice has no device.')
  user.mfaDevices.push({ ...first, serial: second })
  const form = await openNew()
  await typeKey(form)
  await find(form)
  await form.getByText('2 devices found.').waitFor()
  expect(await device(form)).toBe('')
  const offered = form.getByRole('button', { name: second })
  await offered.click()
  expect(await device(form)).toBe(second)
  expect(await offered.getAttribute('aria-pressed')).toBe('true')
})

test('a user without a device is told so', async () => {
  user.mfaDevices.splice(0)
  const form = await openNew()
  await typeKey(form)
  await find(form)
  await form.getByText('AWS knows no MFA device of this user.').waitFor()
  expect(scene.app.pageErrors()).toEqual([])
})
