import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PageName, pageNames } from '../../preload/contract.ts'
import { seriousFaults } from '../support/accessibility.ts'
import { command } from '../support/commands.ts'
import { until } from '../support/desktop-wait.ts'
import { type Scene, setScene } from '../support/scene.ts'

type Appearance = 'light' | 'dark'
const appearances: readonly Appearance[] = ['light', 'dark']

async function setAppearance({ person }: Scene, appearance: Appearance): Promise<Page> {
  const page = await person.manager()
  const { preferences } = await person.snapshot()
  await command(person, 'setPreferences', { preferences: { ...preferences, appearance } })
  await page.waitForFunction(
    isDark => window.matchMedia('(prefers-color-scheme: dark)').matches === isDark,
    appearance === 'dark',
  )
  return page
}

async function expectNoFaults(page: Page): Promise<void> {
  expect(await seriousFaults(page)).toEqual([])
}

/** A dialog that a button of a page opens. */
const dialogs: readonly (readonly [PageName, RegExp])[] = [
  ['Sessions', /^Add Session/],
  ['Profiles', /^Import/],
  ['Identities', /^Add Key/],
  ['Connect a Tool', /^Add Access/],
  ['Profiles', /^Add Profile/],
  ['Settings', /^Licenses/],
  ['Settings', /^Remove Everything/],
]

test('the first start has no fault that keeps somebody from using it', async () => {
  const scene = await setScene({ furnished: false })
  try {
    for (const appearance of appearances) await expectNoFaults(await setAppearance(scene, appearance))
  } finally {
    await scene.close()
  }
})

describe.each(appearances)('with sessions, in %s', appearance => {
  let scene: Awaited<ReturnType<typeof setScene>>

  beforeAll(async () => {
    scene = await setScene()
    const { desktop, person, alice } = scene
    const folder = join(desktop.env['HOME'] ?? '', '.aws')
    await mkdir(folder, { recursive: true })
    const keys = `aws_access_key_id = ${alice.accessKeyId}\naws_secret_access_key = ${alice.secretAccessKey}`
    await writeFile(join(folder, 'credentials'), `[old]\n${keys}\n`)
    await command(person, 'lookAtAwsFiles', {})
    await setAppearance(scene, appearance)
  })
  afterAll(() => scene?.close())

  test.each(pageNames)('%s has none', async name => {
    const page = await scene.person.show(name)
    await page.getByRole('heading', { level: 1, name }).waitFor()
    // The checks of the doctor come a moment later.
    await page.getByText('Looking…').waitFor({ state: 'detached' })
    await expectNoFaults(page)
  })

  test.each(dialogs)('the dialog of %s, %s, has none', async (name, opener) => {
    const page = await scene.person.show(name)
    await page.getByRole('button', { name: opener }).first().click()
    await page.getByRole('dialog').waitFor()
    await expectNoFaults(page)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  test('what asks has none: a code, a production session', async () => {
    const { person, tray, app } = scene
    const { sessions } = await person.snapshot()
    const dev = sessions.find(each => each.session.name === 'dev-readonly')?.session
    if (dev === undefined) throw new Error('There is no session dev-readonly.')
    await command(person, 'editSession', { session: { ...dev, production: true } })
    await tray.click(/^dev-readonly/)
    await tray.click(/^prod-admin/)
    const popup = await app.window(/prompts/)
    await popup.locator('form').nth(1).waitFor()
    await expectNoFaults(popup)
    const { confirmations, prompts } = await person.snapshot()
    for (const { id } of confirmations) await command(person, 'answerConfirmation', { id, minutes: null })
    for (const { id } of prompts) await command(person, 'cancelPrompt', { id })
    await until('the popup is closed', () => popup.isClosed())
  })

  test('the switcher has none', async () => {
    const { app, person } = scene
    await command(person, 'openSwitcher', {})
    const page = await app.window(/switcher/)
    await page.getByRole('option').first().waitFor()
    await expectNoFaults(page)
    await page.getByRole('combobox').fill('prod')
    await expectNoFaults(page)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
  })
})
