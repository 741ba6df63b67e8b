import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { command } from '../support/commands.ts'
import { until } from '../support/desktop-wait.ts'
import { setScene } from '../support/scene.ts'

let scene: Awaited<ReturnType<typeof setScene>>
let config: string
let credentials: string
const before = { config: '', credentials: '' }

beforeAll(async () => {
  scene = await setScene({ furnished: false })
  const { alice, roles, desktop } = scene
  const folder = join(desktop.env['HOME'] ?? '', '.aws')
  config = join(folder, 'config')
  credentials = join(folder, 'credentials')
  before.config = [
    '[default]',
    'source_profile = work',
    `role_arn = ${roles.devReadonly}`,
    '[profile audit]',
    'source_profile = prod',
    `role_arn = ${roles.auditChained}`,
    '[profile prod]',
    'source_profile = work',
    `role_arn = ${roles.prodAdmin}`,
    `mfa_serial = ${alice.mfaSerial}`,
    '[profile sso]',
    'sso_start_url = https://example.awsapps.com/start',
    '',
  ].join('\n')
  before.credentials = credentialsOf(alice.accessKeyId, alice.secretAccessKey)
  await mkdir(folder)
})
afterAll(() => scene?.close())
// What went wrong in one dialog is not to keep the next from being opened.
afterEach(async () => (await scene.person.manager()).keyboard.press('Escape'))

const credentialsOf = (id: string, secret: string) =>
  ['[work]', `aws_access_key_id = ${id}`, `aws_secret_access_key = ${secret}`, ''].join('\n')

const textOf = (file: string) => readFile(file, 'utf8')
const isDisabled = async (button: Locator) => (await button.getAttribute('aria-disabled')) === 'true'
const candidate = (dialog: Locator, name: string) => dialog.getByRole('listitem', { name, exact: true })
const tickOf = (dialog: Locator, name: string) => candidate(dialog, name).getByRole('checkbox').first()
const pointOf = (dialog: Locator, name: string) =>
  candidate(dialog, name).getByLabel(`Profile ${name} uses Understudy`)

async function openImport(): Promise<{ readonly page: Page; readonly dialog: Locator }> {
  const page = await scene.person.show('Profiles')
  await page.getByRole('button', { name: 'Import…' }).click()
  return { page, dialog: page.getByRole('dialog', { name: 'Import' }) }
}

async function typeStsUrl(dialog: Locator, url: string): Promise<void> {
  await dialog.getByText('Region where none is named').click()
  await dialog.getByLabel('STS endpoint').selectOption('custom')
  await dialog.getByLabel('STS URL').fill(url)
}

test('where nothing is found, it is said where that was and what would be found', async () => {
  const { dialog } = await openImport()
  await dialog.getByText(`There is nothing to import in ${config} and ${credentials}.`).waitFor()
  expect(await isDisabled(dialog.getByRole('button', { name: 'Next' }))).toBe(true)
  await dialog.getByLabel('Leapp').check()
  await dialog.getByText('There is nothing to import from Leapp.').waitFor()
})

test('the welcome begins with what is there', async () => {
  await writeFile(config, before.config)
  await writeFile(credentials, before.credentials)
  await command(scene.person, 'lookAtAwsFiles', {})
  const page = await scene.person.show('Sessions')
  await page.getByText('4 found').waitFor()
  expect(await page.locator('main li').getByRole('button').first().innerText()).toBe('Import from ~/.aws…')
})

test('what is chosen takes with it what it starts from, and what is left goes with what starts from it', async () => {
  const { dialog } = await openImport()
  await candidate(dialog, 'work')
    .getByText(/^IAM user, key AKIA….{4}$/)
    .waitFor()
  await candidate(dialog, 'prod').getByText(`Role ${scene.roles.prodAdmin} · from work`).waitFor()
  const names = ['work', 'default', 'prod', 'audit']
  const ticked = () => Promise.all(names.map(name => tickOf(dialog, name).isChecked()))
  expect(await ticked()).toEqual([true, true, true, true])
  expect(await pointOf(dialog, 'prod').isChecked()).toBe(true)
  expect(await pointOf(dialog, 'default').isChecked()).toBe(false)
  await candidate(dialog, 'default').getByText('Every tool that is told no profile uses it then.').waitFor()
  await candidate(dialog, 'work').getByText('Its key leaves the file.').waitFor()

  await tickOf(dialog, 'work').uncheck()
  expect(await ticked()).toEqual([false, false, false, false])
  expect(await pointOf(dialog, 'prod').isDisabled()).toBe(true)
  await dialog.getByRole('button', { name: 'Next' }).click()
  await dialog.getByText('Choose at least one.').waitFor()
  await tickOf(dialog, 'audit').check()
  expect(await ticked()).toEqual([true, false, true, true])
  await dialog.getByRole('button', { name: 'Select None' }).click()
  await dialog.getByText('0 of 4 selected').waitFor()
  await dialog.getByRole('button', { name: 'Select All' }).click()
  expect(await ticked()).toEqual([true, true, true, true])
  await dialog.getByText('Not taken (1)').click()
  await dialog.getByText('IAM Identity Center').waitFor()
})

test('a key that AWS refuses leaves all as it was, and the choices too', async () => {
  const { aws, alice } = scene
  const wrong = 'a'.repeat(40)
  await writeFile(credentials, credentialsOf(alice.accessKeyId, wrong))
  const { page, dialog } = await openImport()
  await tickOf(dialog, 'audit').uncheck()
  await typeStsUrl(dialog, 'http://example.com')
  await dialog.getByRole('button', { name: 'Next' }).click()
  await dialog.getByText('MFA codes are sent to this URL: it must be https').waitFor()
  await dialog.getByLabel('STS URL').fill(aws.url)
  await dialog.getByRole('button', { name: 'Next' }).click()
  await dialog.getByRole('button', { name: 'Import', exact: true }).click()
  await dialog.getByRole('alert').waitFor()
  expect(await page.locator('body').innerText()).not.toContain(wrong)
  expect(await textOf(config)).toBe(before.config)
  expect(await textOf(credentials)).toBe(credentialsOf(alice.accessKeyId, wrong))
  const { identities, sessions, awsFiles } = await scene.person.snapshot()
  expect([identities, sessions, awsFiles.profiles]).toEqual([[], [], []])
  await dialog.getByRole('button', { name: 'Back' }).click()
  expect(await tickOf(dialog, 'audit').isChecked()).toBe(false)
  expect(await tickOf(dialog, 'prod').isChecked()).toBe(true)
  await dialog.getByText('Region where none is named').click()
  expect(await dialog.getByLabel('STS URL').inputValue()).toBe(aws.url)
})

test('two roles and their key are imported from the welcome, which goes while the dialog is still there', async () => {
  const { aws, alice, roles, person } = scene
  await writeFile(credentials, before.credentials)
  const page = await person.show('Sessions')
  await page.getByRole('button', { name: 'Import from ~/.aws' }).click()
  const dialog = page.getByRole('dialog', { name: 'Import' })
  await tickOf(dialog, 'audit').uncheck()
  await pointOf(dialog, 'default').check()
  await typeStsUrl(dialog, aws.url)
  await dialog.getByRole('button', { name: 'Next' }).click()
  const verb = dialog.getByRole('button', { name: 'Import', exact: true })
  const byDefault = dialog.getByLabel('Every tool that is told no profile gets')
  await byDefault.waitFor()
  expect(await dialog.getByRole('checkbox').count()).toBe(1)
  expect(await isDisabled(verb)).toBe(true)
  await byDefault.check()
  expect(await page.locator('body').innerText()).not.toContain(alice.secretAccessKey)

  await aws.fault({ kind: 'hang', operations: ['GetCallerIdentity'] })
  await verb.click()
  await dialog.getByRole('status').getByText('AWS is asked whose each key is').waitFor()
  expect(await isDisabled(dialog.getByRole('button', { name: 'Cancel' }))).toBe(true)
  await aws.fault(null)
  await dialog.waitFor({ state: 'detached' })
  const said = page
    .getByRole('status')
    .filter({ hasText: '1 key and 2 roles were imported. 3 profiles use Understudy now.' })
  await said.waitFor()
  // The button that began it is gone with the welcome.
  await until('the status has the focus', () => said.evaluate(each => each === document.activeElement))
  const { identities, sessions, awsFiles } = await person.snapshot()
  expect(identities).toMatchObject([{ name: 'work', arn: alice.arn, stsUrl: aws.url }])
  expect(sessions.map(each => each.session.name)).toEqual(['work', 'default', 'prod'])
  expect(sessions[2]?.session).toMatchObject({ roleArn: roles.prodAdmin, mfa: 'session-token' })
  expect(awsFiles.profiles.map(each => [each.profile.name, each.why])).toEqual([
    ['work', null],
    ['default', null],
    ['prod', null],
  ])
  expect(await textOf(credentials)).toBe('')
  expect(await page.locator('body').innerText()).not.toContain(alice.secretAccessKey)
})

test('an import is undone in the files, and keeps what was taken', async () => {
  const page = await scene.person.show('Profiles')
  await page.getByRole('button', { name: 'Undo: Imported' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('The keys and sessions stay in Understudy').waitFor()
  await dialog.getByRole('button', { name: 'Undo', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  expect([await textOf(config), await textOf(credentials)]).toEqual([before.config, before.credentials])
  const again = await openImport()
  await candidate(again.dialog, 'prod').getByText('Here already').waitFor()
  expect(await tickOf(again.dialog, 'default').isChecked()).toBe(false)
  expect(await tickOf(again.dialog, 'prod').isChecked()).toBe(false)
  expect(await tickOf(again.dialog, 'audit').isChecked()).toBe(true)
})

test('of a crowd a part is found and chosen at once', async () => {
  const role = (index: number) =>
    `[profile team-${index}]\nsource_profile = work\nrole_arn = arn:aws:iam::111122223333:role/number-${index}\n`
  await writeFile(config, before.config + Array.from({ length: 300 }, (_, index) => role(index)).join(''))
  const { page, dialog } = await openImport()
  await dialog.getByText('301 of 304 selected').waitFor()
  await dialog.getByRole('button', { name: 'Select None' }).click()
  const filter = dialog.getByRole('searchbox', { name: 'Filter by name or role' })
  await filter.fill('number-12')
  await dialog.getByText('11 of 304').waitFor()
  await dialog.getByRole('button', { name: 'Select These' }).click()
  await dialog.getByText('11 of 304 selected').waitFor()
  await filter.fill('nobody')
  await dialog.getByText('Nothing matches “nobody”.').waitFor()
  await page.setViewportSize({ width: 640, height: 420 })
  await page.waitForFunction(() => window.innerWidth === 640)
  await filter.fill('')
  const body = dialog.locator('form > div').nth(1)
  expect(await body.evaluate(each => each.scrollWidth - each.clientWidth)).toBe(0)
  await page.setViewportSize({ width: 960, height: 640 })
  expect(scene.app.pageErrors()).toEqual([])
})
