import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { seriousFaults } from '../support/accessibility.ts'
import { type BrowserStandIn, makeBrowserStandIn } from '../support/browser-stand-in.ts'
import { command } from '../support/commands.ts'
import { runTool } from '../support/desktop-process.ts'
import { until } from '../support/desktop-wait.ts'
import { printFigure } from '../support/figures.ts'
import { type FileDialogs, startFileDialogs } from '../support/file-dialogs.ts'
import { importRoles } from '../support/import-sessions.ts'
import { keystrokes } from '../support/keystrokes.ts'
import { setScene } from '../support/scene.ts'
import { windowsOnScreen } from '../support/windows-on-screen.ts'

let scene: Awaited<ReturnType<typeof setScene>>
let browser: BrowserStandIn
let dialogs: FileDialogs

beforeAll(async () => {
  const env: Record<string, string> = {}
  scene = await setScene({
    services: async desktop => {
      dialogs = await startFileDialogs(desktop.busAddress)
      const folder = join(desktop.folder, 'bin')
      await mkdir(folder)
      browser = await makeBrowserStandIn(folder, 'xdg-open')
      env['PATH'] = `${folder}:${desktop.env['PATH']}`
    },
    app: { env },
  })
  await importRoles(scene, scene.desktop.folder, dialogs, [
    { name: 'payments-prod', roleArn: scene.roles.devReadonly, production: true },
    { name: 'payments-dev', roleArn: scene.roles.devReadonly },
  ])
})
afterAll(() => scene?.close())
afterEach(async () => {
  await scene.aws.fault(null)
  const { confirmations, prompts } = await scene.person.snapshot()
  for (const { id } of confirmations) await command(scene.person, 'answerConfirmation', { id, minutes: null })
  for (const { id } of prompts) await command(scene.person, 'cancelPrompt', { id })
  await command(scene.person, 'closeSwitcher', {})
  await closed()
})

/** Opens it as its shortcut would, and waits until it can be typed into. */
async function open(): Promise<Page> {
  await command(scene.person, 'openSwitcher', {})
  return opened()
}

async function opened(): Promise<Page> {
  const page = await scene.app.window(/switcher/)
  await page.getByRole('combobox').waitFor()
  await until('the switcher has the keyboard', async () =>
    (await scene.desktop.windowWithKeyboard()).includes('Switch Session'),
  )
  return page
}

/** As the desktop sees it: to a page under test its window is always visible. */
async function isOnScreen(title: string): Promise<boolean> {
  return (await windowsOnScreen(scene.desktop.env, 'name', `^${title}$`)).length > 0
}

/** Also to its page, which could else be taken for that of the next opening. */
async function closed(): Promise<void> {
  await until('the switcher is off the screen', async () => !(await isOnScreen('Switch Session')))
  await until('its page has cleared away what it showed', async () => {
    const pages = scene.app.windows().filter(each => /switcher/.test(each.url()))
    // One that goes has nothing any more.
    const fields = pages.map(each =>
      each
        .getByRole('combobox')
        .count()
        .catch(() => 0),
    )
    return (await Promise.all(fields)).every(count => count === 0)
  })
}

/** Presses keys wherever the keyboard is, such as "ctrl+alt+u". */
async function press(...keys: readonly string[]): Promise<void> {
  const { code, stderr } = await runTool('xdotool', ['key', ...keys], { env: scene.desktop.env })
  if (code !== 0) throw new Error(stderr)
}

const marked = (page: Page) => page.locator('[role="option"][data-highlighted]')

/** Keys come by way of the screen, some time after they were pressed. */
const isMarked = (page: Page, place: number) =>
  until(
    `number ${place} is marked`,
    async () => (await marked(page).getAttribute('aria-posinset')) === String(place),
  )

const hasFocus = (page: Page) =>
  until('the field has the focus', () =>
    page.getByRole('combobox').evaluate(each => each === document.activeElement),
  )

const names = (page: Page) =>
  page
    .getByRole('option')
    .evaluateAll(rows => rows.map(row => row.querySelector('[class*="name"]')?.textContent))

const current = async () =>
  (await scene.person.snapshot()).sessions.find(each => each.current)?.session.name ?? null

const becomesCurrent = (name: string) =>
  scene.person.waitFor(`${name} is the current one`, ({ sessions }) =>
    sessions.some(each => each.session.name === name && each.current),
  )

async function idOf(name: string) {
  const found = (await scene.person.snapshot()).sessions.find(each => each.session.name === name)
  if (found === undefined) throw new Error(`There is no session ${name}.`)
  return found.session.id
}

test('the tray’s entry opens it, a part of a name and ↵ switch, and it is gone', async () => {
  await scene.tray.click('Switch Session…')
  const page = await opened()
  await scene.desktop.type('dev')
  await page.getByRole('status').getByText('3 of 5').waitFor()
  await isMarked(page, 1)
  await press('Return')
  await becomesCurrent('dev-readonly')
  await closed()
})

test('opened again it begins anew, with the session to go back to on top', async () => {
  await command(scene.person, 'switchTo', { id: await idOf('payments-dev') })
  const page = await open()
  expect(await page.getByRole('combobox').inputValue()).toBe('')
  const first = async (count: number, of = page) => (await names(of)).slice(0, count)
  await expect.poll(() => first(2), { timeout: 10_000 }).toEqual(['dev-readonly', 'payments-dev'])
  await press('Return')
  await becomesCurrent('dev-readonly')
  await closed()
  const again = await open()
  await expect.poll(() => first(1, again), { timeout: 10_000 }).toEqual(['payments-dev'])
})

test('arrows go through what was found, and a screen reader hears where', async () => {
  const page = await open()
  await scene.desktop.type('r')
  const input = page.getByRole('combobox', { name: 'Switch session' })
  const all = page.getByRole('listbox', { name: 'Sessions' }).getByRole('option')
  await page.getByRole('status').getByText('of 5').waitFor()
  await press('Down', 'Down')
  await isMarked(page, 3)
  await press('Up')
  await isMarked(page, 2)
  expect(await marked(page).getAttribute('aria-setsize')).toBe(String(await all.count()))
  expect(await input.getAttribute('aria-activedescendant')).toBe(await marked(page).getAttribute('id'))
  expect(await input.getAttribute('aria-controls')).toBe(
    await page.getByRole('listbox', { name: 'Sessions' }).getAttribute('id'),
  )
  await scene.desktop.type('ead')
  await page.getByRole('status').getByText('3 of 5').waitFor()
  await isMarked(page, 1)
})

test('a click switches', async () => {
  await command(scene.person, 'switchTo', { id: await idOf('payments-dev') })
  const page = await open()
  await page.getByRole('option', { name: /^dev-readonly/ }).click()
  await becomesCurrent('dev-readonly')
  await closed()
})

test('Ctrl+↵ opens the console', async () => {
  await open()
  await scene.desktop.type('dev-readonly')
  await press('ctrl+Return')
  const [visit] = await browser.visits(1)
  expect(visit?.words.at(-1)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/console\//)
  await closed()
})

test('Ctrl+S stops what is on and starts what is off', async () => {
  await command(scene.person, 'startSession', { id: await idOf('dev-readonly') })
  await scene.person.waitForState('dev-readonly', 'live')
  const page = await open()
  await scene.desktop.type('dev-readonly')
  await page.getByRole('button', { name: 'Stop', exact: true }).waitFor()
  await press('ctrl+s')
  await scene.person.waitForState('dev-readonly', 'off')
  await closed()
  const again = await open()
  await scene.desktop.type('dev-readonly')
  await again.getByRole('button', { name: 'Start', exact: true }).waitFor()
  await press('ctrl+s')
  await scene.person.waitForState('dev-readonly', 'live')
})

test('Ctrl+C copies the shell lines, but what is selected in the field where something is', async () => {
  await open()
  await scene.desktop.type('dev-readonly')
  await press('ctrl+c')
  await closed()
  const page = await open()
  await press('ctrl+v')
  const { tokenFile } = await scene.person.connectionOf('dev-readonly')
  const field = page.getByRole('combobox')
  await until('the lines are pasted', async () => (await field.inputValue()).includes(tokenFile))
  await field.fill('chosen')
  await press('ctrl+a', 'ctrl+c', 'ctrl+v', 'ctrl+v')
  await until('the word is pasted', async () => (await field.inputValue()) === 'chosenchosen')
})

test('Ctrl+P pins, and moves nothing under the hands', async () => {
  const page = await open()
  await page.getByRole('option').nth(4).waitFor()
  const before = await names(page)
  await press('Down', 'ctrl+p')
  await marked(page).getByText('Pinned').waitFor()
  expect(await names(page)).toEqual(before)
  await isMarked(page, 2)
  await press('ctrl+p')
  await marked(page).getByText('Pinned').waitFor({ state: 'detached' })
})

test('Ctrl+K lists all actions with their keys, arrows and ↵ do one, Esc goes back', async () => {
  const page = await open()
  await scene.desktop.type('dev-readonly')
  await press('ctrl+k')
  const menu = page.getByRole('menu', { name: 'Actions for dev-readonly' })
  await menu.waitFor()
  expect(await menu.getByRole('menuitem').evaluateAll(all => all.map(each => each.textContent))).toEqual([
    'Switch to It↵',
    'Open ConsoleCtrl+↵',
    'Copy Sign-In Link',
    'StopCtrl+S',
    'Copy Shell LinesCtrl+C',
    'PinCtrl+P',
    'Show in WindowCtrl+O',
  ])
  await press('Escape')
  await menu.waitFor({ state: 'detached' })
  await hasFocus(page)
  expect(await page.getByRole('combobox').inputValue()).toBe('dev-readonly')
  await press('ctrl+k', 'Up', 'Up', 'Up', 'Up', 'Return')
  await scene.person.waitForState('dev-readonly', 'off')
  await closed()
})

test('Ctrl+O shows the session in the window, whichever page and session that was at, and open or not', async () => {
  const { person, app } = scene
  const show = async (name: string) => {
    await open()
    await scene.desktop.type(name)
    await press('ctrl+o')
    await closed()
    const manager = await person.manager()
    await manager.getByRole('region', { name, exact: true }).waitFor()
    return manager
  }
  await person.session('prod-admin')
  await person.show('Settings')
  const manager = await show('audit-chained')
  await person.show('Settings')
  await person.show('Sessions')
  await person.session('dev-readonly')
  await manager.getByRole('navigation').getByRole('button', { name: 'Doctor' }).click()
  await person.show('Sessions')
  await manager.getByRole('region', { name: 'dev-readonly', exact: true }).waitFor()
  await manager.close()
  await until('the window is gone', async () => app.windows().every(each => !/manager/.test(each.url())))
  await scene.tray.click('Switch Session…')
  await opened()
  await scene.desktop.type('audit-chained')
  await press('ctrl+o')
  await (await person.manager()).getByRole('region', { name: 'audit-chained', exact: true }).waitFor()
})

test('Esc clears what was typed, and then closes', async () => {
  const page = await open()
  await scene.desktop.type('dev')
  await page.getByRole('status').getByText('3 of 5').waitFor()
  await press('Escape')
  const holds = (text: string) =>
    until(`“${text}” is in the field`, async () => (await page.getByRole('combobox').inputValue()) === text)
  await holds('')
  // It has the keyboard still.
  await scene.desktop.type('x')
  await holds('x')
  await press('Escape')
  await holds('')
  expect(await isOnScreen('Switch Session')).toBe(true)
  await press('Escape')
  await closed()
})

test('what matches nothing is named, and can be cleared, or the app opened', async () => {
  const page = await open()
  await scene.desktop.type('no such thing')
  await page.getByText('No session matches “no such thing”').waitFor()
  await page.getByRole('status').getByText('0 of 5').waitFor()
  const before = await current()
  await press('Return')
  await page.getByRole('button', { name: 'Clear' }).click()
  await page.getByRole('option').nth(4).waitFor()
  await hasFocus(page)
  await scene.desktop.type('no such thing')
  await page.getByRole('button', { name: 'Open Understudy' }).click()
  await closed()
  await (await scene.person.manager()).getByRole('button', { name: 'Add Session' }).first().waitFor()
  expect(await current()).toBe(before)
})

test('what fails is said, and the window stays', async () => {
  await scene.aws.fault({ kind: 'error', status: 503 })
  const page = await open()
  await scene.desktop.type('dev-readonly')
  await press('ctrl+Return')
  const message = page.getByRole('alert')
  await message.waitFor()
  expect(await isOnScreen('Switch Session')).toBe(true)
  await press('Escape')
  await message.waitFor({ state: 'detached' })
  expect(await page.getByRole('combobox').inputValue()).toBe('dev-readonly')
})

test('production asks first, in the popup; the switcher is gone', async () => {
  const before = await current()
  await open()
  await scene.desktop.type('payments production')
  await press('Return')
  const popup = await scene.app.window(/prompts/)
  await popup.getByText('payments-prod').first().waitFor()
  await closed()
  expect(await current()).toBe(before)
})

test('it closes when another window takes the keyboard', async () => {
  await scene.person.manager()
  await open()
  const { env } = scene.desktop
  const [manager = ''] = await windowsOnScreen(env, 'name', '^Understudy$')
  await runTool('xdotool', ['windowfocus', manager], { env })
  await closed()
})

test('its keys bring it up with the keyboard wherever that is, and send it away', async () => {
  const { preferences } = await scene.person.snapshot()
  await command(scene.person, 'setPreferences', {
    preferences: { ...preferences, shortcut: 'Control+Alt+U' },
  })
  await press('ctrl+alt+u')
  const page = await opened()
  await scene.desktop.type('audit')
  await until('it was typed into', async () => (await page.getByRole('combobox').inputValue()) === 'audit')
  // Sooner they would be taken for keys that are still held.
  await sleep(1_000)
  await press('ctrl+alt+u')
  await closed()
  await command(scene.person, 'setPreferences', { preferences: { ...preferences, shortcut: null } })
})

test('a page that died is made anew at the next opening', async () => {
  const page = await open()
  await press('Escape')
  await closed()
  const crashed = page.waitForEvent('crash')
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Page.crash').catch(() => {})
  await crashed
  const next = await until('a new page', async () => {
    await command(scene.person, 'openSwitcher', {})
    return scene.app.windows().find(each => each !== page && /switcher/.test(each.url()))
  })
  await next.getByRole('option').first().waitFor()
})

const percentile = (all: readonly number[], part: number) =>
  [...all].sort((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * part))] ?? 0

const LETTERS = 'payments prod<<<<<<<<<<<<<admin 200<<<<<<<<<data dev read<<<<<<<<<<<<<'

test('a key takes about as long over a thousand sessions as over a few', async () => {
  const few = await keystrokes(await open(), LETTERS)
  await press('Escape')
  await closed()
  const teams = ['payments', 'data', 'billing', 'identity', 'checkout', 'search', 'web', 'mobile']
  const roles = ['Admin', 'ReadOnly', 'Deployer', 'PowerUser']
  await importRoles(
    scene,
    scene.desktop.folder,
    dialogs,
    Array.from({ length: 995 }, (_, each) => ({
      name: `${teams[each % 8]}-${['dev', 'prod'][each % 2]}-${each}`,
      roleArn: `arn:aws:iam::${200_000_000_000 + each * 7_919}:role/${roles[each % 4]}`,
    })),
  )
  const page = await open()
  await until(
    'all thousand are listed',
    async () => (await page.getByRole('option').first().getAttribute('aria-setsize')) === '1000',
  )
  // Only those in sight are in the page.
  expect(await page.getByRole('option').count()).toBeLessThan(30)
  const many = await keystrokes(page, LETTERS)
  const told = (times: readonly number[]) =>
    `${percentile(times, 0.5).toFixed(1)} ms in the middle and ${percentile(times, 0.95).toFixed(1)} ms at p95`
  printFigure(`a key to its paint: over 5 sessions ${told(few)}, over 1,000 ${told(many)}`)
  // What else the machine does is in the slowest ones.
  const [ofFew, ofMany] = [percentile(few, 0.5), percentile(many, 0.5)]
  expect(ofMany / ofFew).toBeLessThan(3)
  expect(ofMany).toBeLessThan(100)
})

test('the end of a thousand is reached from its beginning, by one arrow', async () => {
  const page = await open()
  await press('Up')
  await until(
    'the last one is marked',
    async () => (await marked(page).getAttribute('aria-posinset')) === '1000',
  )
  await until('it is in sight', async () => {
    const box = await marked(page).boundingBox()
    return box !== null && box.y + box.height < 440
  })
})

test.each(['light', 'dark'] as const)(
  'a screen reader finds its way in it, and eyes enough contrast: %s',
  async colorScheme => {
    const page = await open()
    await page.emulateMedia({ colorScheme })
    expect(await seriousFaults(page)).toEqual([])
    await scene.desktop.type('dev prod')
    await page.getByRole('status').getByText('of 1,000').waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await press('ctrl+k')
    await page.getByRole('menu').waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await press('Escape', 'Escape')
    await scene.desktop.type('no such thing')
    await page.getByText('No session matches').waitFor()
    expect(await seriousFaults(page)).toEqual([])
  },
)

test('no page has done what its policy refuses', () => {
  expect(scene.app.pageErrors()).toEqual([])
})
