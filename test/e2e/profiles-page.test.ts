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

const SECRET = 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00'
const before = {
  config: [
    '# mine',
    '[default]',
    'region = eu-central-1',
    '',
    '[profile old]',
    'region = eu-west-1',
    '',
  ].join('\n'),
  credentials: [
    '[old]',
    'aws_access_key_id = AKIAIOSFODNN7EXAMPLE',
    `aws_secret_access_key = ${SECRET}`,
    '',
  ].join('\n'),
}

beforeAll(async () => {
  scene = await setScene()
  const folder = join(scene.desktop.env['HOME'] ?? '', '.aws')
  config = join(folder, 'config')
  credentials = join(folder, 'credentials')
  await mkdir(folder)
  await writeFile(config, before.config)
  await writeFile(credentials, before.credentials)
})
afterAll(() => scene?.close())
// What went wrong in one dialog is not to keep the next from being opened.
afterEach(async () => (await scene.person.manager()).keyboard.press('Escape'))

const textOf = (file: string) => readFile(file, 'utf8')
const rowOf = (page: Page, name: string) => page.getByRole('listitem', { name, exact: true })
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '')
const isDisabled = async (button: Locator) => (await button.getAttribute('aria-disabled')) === 'true'

async function fillProfile(typed: {
  readonly name?: string
  readonly target: string
}): Promise<{ page: Page; dialog: Locator }> {
  const page = await scene.person.show('Profiles')
  await page.getByRole('button', { name: 'Add Profile' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add Profile' })
  await dialog.getByLabel('Gives the credentials of').selectOption({ label: typed.target })
  if (typed.name !== undefined) await dialog.getByLabel('Name').fill(typed.name)
  return { page, dialog }
}

const next = (dialog: Locator) => dialog.getByRole('button', { name: 'Next' }).click()
const write = (dialog: Locator) => dialog.getByRole('button', { name: 'Write', exact: true })

test('before there is one, the page says what one is for', async () => {
  const page = await scene.person.show('Profiles')
  await page.getByRole('heading', { name: 'No profile uses Understudy yet' }).waitFor()
  await page.getByText(config).waitFor()
  expect(await page.getByRole('button', { name: 'Import…' }).count()).toBe(1)
})

test('a profile is shown before it is written, and nothing is written before', async () => {
  const { page, dialog } = await fillProfile({ target: 'dev-readonly' })
  expect(await dialog.getByLabel('Name').inputValue()).toBe('dev-readonly')
  expect(await dialog.getByLabel('Region').getAttribute('placeholder')).toBe('eu-central-1')
  await dialog.getByLabel('Region').fill('nowhere')
  await next(dialog)
  await dialog.getByText('“nowhere” is no AWS Region.').waitFor()
  await dialog.getByLabel('Region').fill('eu-north-1')
  await dialog.getByLabel('Output of awscli').selectOption('json')
  await next(dialog)
  await until('the plan’s heading has the focus', async () => /^What changes/.test(await focused(page)))
  const lines = await dialog.getByRole('list', { name: config }).getByRole('listitem').allInnerTexts()
  expect(
    lines.filter(each => each.includes('Added:')).map(each => each.replace(/^\s*\+\s*Added:\s*/, '')),
  ).toEqual([
    '',
    '[profile dev-readonly]',
    expect.stringMatching(/^credential_process = /),
    'region = eu-north-1',
    'output = json',
  ])
  expect(await textOf(config)).toBe(before.config)

  await dialog.getByRole('button', { name: 'Back' }).click()
  expect(await dialog.getByLabel('Region').inputValue()).toBe('eu-north-1')
  await next(dialog)
  await write(dialog).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('status').getByText('The profile dev-readonly was written.').waitFor()
  const row = rowOf(page, 'dev-readonly')
  await row.getByText('OK').waitFor()
  await row.getByText('Session dev-readonly · eu-north-1 · output json').waitFor()
  expect(await textOf(config)).toMatch(
    /\n\[profile dev-readonly\]\ncredential_process = .+\nregion = eu-north-1\n/,
  )
})

test('a file that changes while its plan is looked at is shown anew, and only then written', async () => {
  const { dialog } = await fillProfile({ name: 'late', target: 'Whatever is current in the tray' })
  await next(dialog)
  await write(dialog).waitFor()
  await writeFile(config, `${await textOf(config)}[profile late]\nregion = eu-west-2\n`)
  await write(dialog).click()
  await dialog.getByRole('alert').getByText('The files have changed since this was shown.').waitFor()
  await dialog.getByText('late is there already: let Understudy take its place.').waitFor()
  expect(await textOf(config)).toMatch(/\[profile late\]\nregion = eu-west-2\n$/)
  expect(await isDisabled(write(dialog))).toBe(true)
})

test('a profile that is there already needs a tick for each thing that is lost; undo brings it back', async () => {
  const configBefore = await textOf(config)
  const { page, dialog } = await fillProfile({ name: 'old', target: 'prod-admin' })
  await next(dialog)
  const ticks = dialog.getByRole('checkbox')
  await dialog.getByLabel('old is there already').waitFor()
  expect(await ticks.count()).toBe(2)
  expect(await page.locator('body').innerText()).not.toContain(SECRET)
  await write(dialog).click({ force: true })
  await until('the first tick has the focus', () =>
    ticks.first().evaluate(each => each === document.activeElement),
  )
  await ticks.first().check()
  expect(await isDisabled(write(dialog))).toBe(true)
  await ticks.last().check()
  expect(await isDisabled(write(dialog))).toBe(false)
  expect(await textOf(credentials)).toBe(before.credentials)
  await write(dialog).click()
  await dialog.waitFor({ state: 'detached' })
  expect(await textOf(credentials)).not.toContain(SECRET)

  await page.getByRole('button', { name: 'Undo: Wrote profile old' }).click()
  const undo = page.getByRole('dialog', { name: 'Undo “Wrote profile old”?' })
  await undo.getByText('aws_access_key_id').waitFor()
  expect(await page.locator('body').innerText()).not.toContain(SECRET)
  await undo.getByRole('button', { name: 'Undo', exact: true }).click()
  await undo.waitFor({ state: 'detached' })
  expect(await textOf(config)).toBe(configBefore)
  expect(await textOf(credentials)).toBe(before.credentials)
  await rowOf(page, 'old').waitFor({ state: 'detached' })
})

test('the default profile needs a tick', async () => {
  const { dialog } = await fillProfile({ name: 'default', target: 'dev-readonly' })
  await dialog.getByText('Every tool that is told no profile will use this one.').waitFor()
  await next(dialog)
  await dialog.getByLabel('Every tool that is told no profile gets the session dev-readonly.').waitFor()
  expect(await isDisabled(write(dialog))).toBe(true)
})

test('what another program has overwritten is said, marked beside the page’s name, and written again', async () => {
  const page = await scene.person.show('Profiles')
  const good = await textOf(config)
  await writeFile(config, good.replace(/credential_process = .*/, 'credential_process = /opt/other'))
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
  const row = rowOf(page, 'dev-readonly')
  await row.getByText('Not working').waitFor()
  await page.getByRole('button', { name: /^Profiles ?\(something is wrong\)$/ }).waitFor()
  await row.getByRole('button', { name: 'Write Again…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('/opt/other').waitFor()
  await write(dialog).click()
  await row.getByText('OK').waitFor()
  expect(await textOf(config)).toBe(good)
  await page.getByRole('button', { name: 'Dismiss' }).click()
})

test('an edited profile gives something else under its name', async () => {
  const page = await scene.person.show('Profiles')
  const row = rowOf(page, 'dev-readonly')
  await row.getByRole('button', { name: 'Edit' }).click()
  const dialog = page.getByRole('dialog', { name: 'Edit dev-readonly' })
  expect(await dialog.getByLabel('Output of awscli').inputValue()).toBe('json')
  await dialog.getByLabel('Gives the credentials of').selectOption({ label: 'prod-admin' })
  await next(dialog)
  await write(dialog).click()
  await row.getByText('Session prod-admin').waitFor()
})

test('a session that is to be removed names the profiles that give nothing then', async () => {
  await scene.person.click('prod-admin', 'Remove')
  const page = await scene.person.manager()
  await page
    .getByRole('dialog')
    .getByText('The profile dev-readonly in your AWS files will give nothing then.')
    .waitFor()
})

test('a removed profile leaves the file as it was, and the focus in the page', async () => {
  const page = await scene.person.show('Profiles')
  await rowOf(page, 'dev-readonly').getByRole('button', { name: 'Remove' }).click()
  const dialog = page.getByRole('dialog', { name: 'Remove the profile dev-readonly?' })
  await dialog.getByText('[profile dev-readonly]').waitFor()
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('heading', { name: 'No profile uses Understudy yet' }).waitFor()
  const status = page.getByRole('status').filter({ hasText: 'The profile dev-readonly was removed.' })
  await until('the status has the focus', () => status.evaluate(each => each === document.activeElement))
  expect(await textOf(config)).toBe(`${before.config}[profile late]\nregion = eu-west-2\n`)
})

test('a session’s menu and the lines of a tool lead to the same dialog', async () => {
  const { person } = scene
  await person.click('audit-chained', 'Add Profile')
  const page = await person.manager()
  const dialog = page.getByRole('dialog', { name: 'Add Profile' })
  expect(await dialog.getByLabel('Name').inputValue()).toBe('audit-chained')
  await page.keyboard.press('Escape')

  await (await person.accessOf('Current session')).getByRole('button', { name: 'Connect…' }).click()
  await page.getByLabel('From where').selectOption('process')
  await page.getByRole('button', { name: 'Write It into ~/.aws/config…' }).click()
  expect(await dialog.getByLabel('Name').inputValue()).toBe('understudy')
  await next(dialog)
  await write(dialog).click()
  await page.getByRole('status').getByText('The profile understudy was written.').waitFor()
  await page.keyboard.press('Escape')
})

test('files that can’t be read, and what keeps awscli from reading them, are said once', async () => {
  const page = await scene.person.show('Profiles')
  const good = await textOf(config)
  await writeFile(config, `${good}\n[profile twice]\nregion = a\nregion = b\n`)
  await command(scene.person, 'lookAtAwsFiles', {})
  await page.getByRole('status').getByText(`awscli reads nothing of ${config}`).waitFor()
  await rowOf(page, 'understudy').getByText('See above').waitFor()
  await writeFile(config, Buffer.from([0xff, 0xfe, 0x00, 0xd8]))
  await command(scene.person, 'lookAtAwsFiles', {})
  await page.getByText(`${config} is not in UTF-8.`).waitFor()
  expect(await page.getByRole('alert').count()).toBe(1)
  await rowOf(page, 'understudy').getByText('See above').waitFor()
  await writeFile(config, good)
  await command(scene.person, 'lookAtAwsFiles', {})
  await rowOf(page, 'understudy').getByText('OK').waitFor()
  expect(scene.app.pageErrors()).toEqual([])
})
