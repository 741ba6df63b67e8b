import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchApp } from '../support/app.ts'
import { command } from '../support/commands.ts'
import { until } from '../support/desktop-wait.ts'
import { setScene } from '../support/scene.ts'

let scene: Awaited<ReturnType<typeof setScene>>

beforeAll(async () => {
  scene = await setScene()
})
afterAll(() => scene?.close())

const preferences = async () => (await scene.person.snapshot()).preferences
const isDark = (page: Page) => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)
const shortcutOf = (page: Page) => page.getByRole('button', { name: /^Shortcut for Switch Session/ })

test('the appearance that is chosen, by the arrow keys too, is that of the windows at once', async () => {
  const page = await scene.person.show('Settings')
  // Else Playwright has the last word.
  await page.emulateMedia({ colorScheme: null })
  // Not check(), here and below, which looks at once: each is drawn as chosen when the app has saved it.
  await page.getByRole('radio', { name: 'Dark' }).click()
  await until('it is dark', () => isDark(page))
  await page.getByRole('radio', { name: 'Dark' }).press('ArrowLeft')
  await until('it is light', async () => !(await isDark(page)))
  expect((await preferences()).appearance).toBe('light')
  await until('Light is chosen', () => page.getByRole('radio', { name: 'Light' }).isChecked())
})

test('a build that knows no place for newer versions says so, and looks nowhere', async () => {
  const page = await scene.person.show('Settings')
  await page.getByText('It was built to look for no newer version: see where you got it.').waitFor()
  expect(await page.getByRole('button', { name: 'Look Now' }).count()).toBe(0)
  expect((await scene.person.snapshot()).updates).toBeNull()
  await expect(command(scene.person, 'skipUpdate', {})).rejects.toThrow('does not exist any more')
})

test('starting at login is a file among those that the desktop starts', async () => {
  const page = await scene.person.show('Settings')
  const file = join(scene.desktop.env['XDG_CONFIG_HOME'] ?? '', 'autostart', 'understudy.desktop')
  const choice = page.getByRole('switch', { name: 'Start at login' })
  expect(await choice.isChecked()).toBe(false)
  await choice.focus()
  await page.keyboard.press('Space')
  await scene.person.waitFor('it is on', each => each.system.startsAtLogin === true)
  expect(await readFile(file, 'utf8')).toContain('Name=Understudy')
  await until('the switch is on', () => choice.isChecked())
  await choice.click()
  await scene.person.waitFor('it is off', each => each.system.startsAtLogin === false)
  await expect(access(file)).rejects.toThrow('ENOENT')
})

test('a shortcut is taken as it is pressed; Esc leaves it, Backspace takes it away, a key alone is none', async () => {
  const page = await scene.person.show('Settings')
  const field = shortcutOf(page)
  await field.focus()
  await page.keyboard.press('Enter')
  await field.getByText('Press Keys…').waitFor()
  await page.keyboard.press('k')
  await page.getByText('a key alone would be taken from every other program').waitFor()
  await page.keyboard.press('Control+Alt+K')
  await field.getByText('Ctrl+Alt+K').waitFor()
  const chosen = await scene.person.waitFor(
    'the keys are kept',
    each => each.preferences.shortcut === 'Control+Alt+K',
  )
  expect(chosen.system.shortcut).toEqual({ keys: 'Ctrl+Alt+K', why: null })

  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await field.getByText('Ctrl+Alt+K').waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Backspace')
  await field.getByText('None').waitFor()
  await scene.person.waitFor('none is kept', each => each.preferences.shortcut === null)
})

test('a shortcut that another program has is said to be taken, beside it and above every page', async () => {
  const { desktop, person } = scene
  // Another profile on the same screen is another program, and takes the usual keys as it starts.
  const other = await launchApp({ desktop })
  try {
    await other.window(/manager/)
    const page = await person.show('Settings')
    await shortcutOf(page).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Alt+Shift+U')
    await person.waitFor('it is refused', each => each.system.shortcut.why !== null)
    const words = page.getByText('The shortcut Alt+Shift+U belongs to another program.')
    await until('it is said twice', async () => (await words.count()) === 2)
    await page.getByRole('button', { name: 'Do Without' }).click()
    await words.first().waitFor({ state: 'detached' })
    expect((await preferences()).shortcut).toBeNull()
  } finally {
    await other.quit()
  }
})

test('each notification and the time for production are kept as they are chosen', async () => {
  const page = await scene.person.show('Settings')
  await page.getByRole('switch', { name: 'Credentials can’t be renewed' }).click()
  await page.getByRole('radio', { name: '15 min' }).click()
  await scene.person.waitFor(
    'both are kept',
    each => each.preferences.leaseMinutes === 15 && !each.preferences.notifications.renewals,
  )
  expect((await preferences()).notifications).toEqual({ codes: true, leases: true, renewals: false })
})

test('moving to another port says first what that costs, and then serves there', async () => {
  const { person } = scene
  const { endpoint } = await person.snapshot()
  const page = await person.show('Settings')
  await page.getByRole('button', { name: 'Move to Another Port…' }).click()
  await page.getByText('Every tool that is connected now loses its way').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Move' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  const after = await person.waitFor('it listens elsewhere', each => {
    const is = each.endpoint
    return is.kind === 'listening' && (endpoint.kind !== 'listening' || is.port !== endpoint.port)
  })
  if (after.endpoint.kind !== 'listening') throw new Error('It does not listen.')
  await page.getByRole('region', { name: 'Endpoint' }).getByText(String(after.endpoint.port)).waitFor()
})

test('every page has one heading of the first order, and its keys lead to it', async () => {
  const { person, app } = scene
  const page = await person.show('Sessions')
  const headings = ['Sessions', 'Identities', 'Connect a Tool', 'Profiles', 'Activity', 'Doctor', 'Settings']
  for (const [index, name] of headings.entries()) {
    await page.keyboard.press(`Control+${index + 1}`)
    await page.locator('h1:focus', { hasText: name }).waitFor()
    expect(await page.getByRole('heading', { level: 1 }).allInnerTexts()).toEqual([name])
  }
  await page.keyboard.press('F6')
  await page.locator('nav button:focus', { hasText: 'Settings' }).waitFor()
  await page.keyboard.press('F6')
  await page.locator('h1:focus').waitFor()
  expect(app.pageErrors()).toEqual([])
})

test('however much is wrong takes one line, and most of the smallest window is the page’s', async () => {
  const { person, desktop } = scene
  const other = await launchApp({ desktop })
  try {
    await other.window(/manager/)
    const { preferences: chosen, sessions } = await person.snapshot()
    await command(person, 'setPreferences', { preferences: { ...chosen, shortcut: 'Alt+Shift+U' } })
    await desktop.keyring.lock()
    const id = sessions.find(each => each.session.name === 'prod-admin')?.session.id
    if (id === undefined) throw new Error('There is no session prod-admin.')
    await command(person, 'startSession', { id })
    const page = await person.show('Settings')
    await page.setViewportSize({ width: 640, height: 420 })
    const all = page.getByRole('button', { name: 'Show All 2' })
    await all.waitFor()
    await page.getByText('The keychain is locked.').waitFor()
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    await until('nothing is out of sight on the right', async () => (await wide()) === 0)
    const heading = page.getByRole('heading', { level: 1 })
    await until('the heading is near the top', async () => ((await heading.boundingBox())?.y ?? 130) < 130)
    await all.press('Enter')
    await page.getByRole('button', { name: 'Unlock…' }).waitFor()
    await page.getByRole('button', { name: 'Do Without' }).click()
    // With one left there is nothing to fold.
    await all.waitFor({ state: 'detached' })
    await until('the window itself has nothing to scroll to', () =>
      page.evaluate(() => document.documentElement.scrollHeight === window.innerHeight),
    )
  } finally {
    await other.quit()
  }
})

test('in a narrow window the pages keep their names, for whoever can’t see the icons', async () => {
  const page = await scene.person.manager()
  await page.setViewportSize({ width: 640, height: 420 })
  const tabs = page.getByRole('navigation').getByRole('button')
  expect(await tabs.count()).toBe(7)
  const profiles = page.getByRole('navigation').getByRole('button', { name: 'Profiles' })
  const box = await profiles.boundingBox()
  expect(box?.width).toBeLessThan(48)
  expect(box?.height).toBeGreaterThanOrEqual(24)
  expect(await profiles.getAttribute('title')).toBe('Profiles (Ctrl+4)')
  await profiles.click()
  await page.locator('h1:focus', { hasText: 'Profiles' }).waitFor()
})

test('the licenses of all that the app is built on are there to read', async () => {
  const page = await scene.person.show('Settings')
  await page.getByRole('button', { name: 'Licenses' }).click()
  const list = page.getByRole('list', { name: 'What Understudy is built on' })
  await list.waitFor()
  const names = (await list.locator('summary').allInnerTexts()).map(text => text.split('\n')[0])
  const { dependencies } = JSON.parse(await readFile('package.json', 'utf8'))
  expect(names).toEqual(expect.arrayContaining([...Object.keys(dependencies), 'Electron']))
  await list.locator('summary', { hasText: /^electron-store/ }).click()
  await list.locator('details[open]').getByText('Copyright (c) Sindre Sorhus').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
})
