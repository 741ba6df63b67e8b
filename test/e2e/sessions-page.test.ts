import { readFile, writeFile } from 'node:fs/promises'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchApp } from '../support/app.ts'
import { command } from '../support/commands.ts'
import { until } from '../support/desktop-wait.ts'
import { printFigure } from '../support/figures.ts'
import { Person } from '../support/person.ts'
import { setScene } from '../support/scene.ts'

let scene: Awaited<ReturnType<typeof setScene>>

const nameOfFocused = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest('li, section')?.getAttribute('aria-label') ?? null)

const namesOf = (page: Page) =>
  page
    .getByRole('list')
    .getByRole('listitem')
    .evaluateAll(rows => rows.flatMap(row => row.getAttribute('aria-label') ?? []))

/** Waits until these are the rows, in this order: the window is drawn after the state has changed. */
const rowsAre = (page: Page, ...names: readonly string[]) =>
  expect.poll(() => namesOf(page), { timeout: 10_000 }).toEqual(names)

const orderOf = async (person: Person) =>
  (await person.snapshot()).sessions.map(({ session }) => session.name)

async function sessionOf(person: Person, name: string) {
  const found = (await person.snapshot()).sessions.find(each => each.session.name === name)
  if (found === undefined) throw new Error(`There is no session ${name}.`)
  return found
}

describe('with a few sessions', () => {
  beforeAll(async () => {
    scene = await setScene()
  })
  afterAll(() => scene?.close())

  test('the keyboard alone finds a session, starts it and makes it the current one', async () => {
    const { person } = scene
    const page = await person.show('Sessions')
    await page.keyboard.press('Control+F')
    await until('the search has the keyboard', () =>
      page.getByRole('searchbox').evaluate(field => field === document.activeElement),
    )
    await page.keyboard.type('111122223333 readonly')
    await page.getByText('1 of 3').waitFor()
    await page.keyboard.press('ArrowDown')
    await until('the row has the keyboard', async () => (await nameOfFocused(page)) === 'dev-readonly')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await person.waitForState('dev-readonly', 'live')
    const row = page.getByRole('listitem', { name: 'dev-readonly', exact: true })
    await row.getByText(/^Expires .+ · /).waitFor()

    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    const pane = page.getByRole('region', { name: 'dev-readonly', exact: true })
    await until('the pane has the keyboard', () =>
      pane.getByRole('button', { name: 'Stop' }).evaluate(button => button === document.activeElement),
    )
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await person.waitFor('it is current', ({ sessions }) =>
      sessions.some(each => each.session.name === 'dev-readonly' && each.current),
    )
    await row.getByText('Current').waitFor()
    await page.getByRole('searchbox').focus()
    await page.keyboard.press('Escape')
    await rowsAre(page, 'dev-readonly', 'prod-admin', 'audit-chained')
  })

  test('keys and letters lead through the list, and move a session in it', async () => {
    const { person } = scene
    const page = await person.show('Sessions')
    await page.getByRole('searchbox').focus()
    await page.keyboard.press('ArrowDown')
    const leadsTo = async (key: string, name: string) => {
      await page.keyboard.press(key)
      await until(`${key} leads to ${name}`, async () => (await nameOfFocused(page)) === name)
      await page.getByRole('region', { name, exact: true }).waitFor()
    }
    await leadsTo('End', 'audit-chained')
    await leadsTo('ArrowUp', 'prod-admin')
    await leadsTo('Home', 'dev-readonly')
    await leadsTo('a', 'audit-chained')
    await page.keyboard.press('Alt+ArrowUp')
    await person.waitFor('it is moved', ({ sessions }) => sessions[1]?.session.name === 'audit-chained')
    await page.getByText('audit-chained: 2 of 3').waitFor({ state: 'attached' })
    await until('it still has the keyboard', async () => (await nameOfFocused(page)) === 'audit-chained')
    const moveDown = async () => {
      await page.keyboard.press('Alt+ArrowDown')
      await person.waitFor('it is back', ({ sessions }) => sessions[2]?.session.name === 'audit-chained')
      await page.getByText('audit-chained: 3 of 3').waitFor({ state: 'attached' })
    }
    await moveDown()
    // At the end there is nowhere to go: from there the next key leads as far as it did before.
    await page.keyboard.press('Alt+ArrowDown')
    await page.keyboard.press('Alt+ArrowUp')
    await page.getByText('audit-chained: 2 of 3').waitFor({ state: 'attached' })
    expect(await orderOf(person)).toEqual(['dev-readonly', 'audit-chained', 'prod-admin'])
    await moveDown()
    await rowsAre(page, 'dev-readonly', 'prod-admin', 'audit-chained')
  })

  test('a session is dragged to another place, and a click stays one', async () => {
    const { person } = scene
    const page = await person.show('Sessions')
    const boxOf = async (name: string) => {
      const box = await page.getByRole('listitem', { name, exact: true }).boundingBox()
      if (box === null) throw new Error(`${name} is not to be seen.`)
      return box
    }
    const [from, to] = [await boxOf('audit-chained'), await boxOf('dev-readonly')]
    await page.mouse.move(from.x + 40, from.y + from.height / 2)
    await page.mouse.down()
    await page.mouse.move(to.x + 40, to.y + to.height / 2, { steps: 8 })
    await page.mouse.move(to.x + 40, to.y + 4, { steps: 4 })
    await page.mouse.up()
    await person.waitFor('it comes first', ({ sessions }) => sessions[0]?.session.name === 'audit-chained')
    await page.getByRole('listitem', { name: 'prod-admin', exact: true }).locator('[data-session]').click()
    await page.getByRole('region', { name: 'prod-admin', exact: true }).waitFor()
    expect(await orderOf(person)).toEqual(['audit-chained', 'dev-readonly', 'prod-admin'])
    await rowsAre(page, 'audit-chained', 'dev-readonly', 'prod-admin')
    await person.click('audit-chained', 'Move Down')
    await rowsAre(page, 'dev-readonly', 'audit-chained', 'prod-admin')
    await person.click('audit-chained', 'Move Down')
    await person.waitFor('it is last', ({ sessions }) => sessions[2]?.session.name === 'audit-chained')
  })

  test('a copy gets a name, a color and a group in its form, and what is wrong is said before it is sent', async () => {
    const { person } = scene
    await person.click('dev-readonly', 'Duplicate…')
    const page = await person.manager()
    const form = page.getByRole('dialog', { name: 'Add Session' })
    expect(await form.getByLabel('Name', { exact: true }).inputValue()).toBe('dev-readonly copy')
    await form.getByLabel('External ID').fill('no spaces please')
    await form.getByText('16 of 1,224').waitFor()
    await form.getByLabel('Duration (optional)', { exact: true }).fill('13h')
    await form.getByText('The external ID may hold only').waitFor()
    await form.getByText('= 13 h · ').waitFor()
    await form.getByLabel('External ID').fill('fine')
    await form.getByText('A role’s session lasts 43200 s at most').waitFor()
    await form.getByText('The external ID may hold only').waitFor({ state: 'detached' })
    await form.getByLabel('Duration (optional)', { exact: true }).fill('1h 30m')
    await form.getByText('= 1 h 30 min').waitFor()
    const none = form.getByRole('radio', { name: 'None' })
    await none.focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    expect(await form.getByRole('radio', { name: 'Purple' }).isChecked()).toBe(true)
    await form.getByLabel('Group (optional)').fill('Payments')
    await form.getByRole('button', { name: 'Add Session' }).click()
    await form.waitFor({ state: 'detached' })
    expect((await sessionOf(person, 'dev-readonly copy')).session).toMatchObject({
      durationSeconds: 5_400,
      externalId: 'fine',
      look: { color: 'purple', group: 'Payments', pinned: false },
    })
  })

  test('groups have headings that close, and what is pinned comes first', async () => {
    const { person } = scene
    const page = await person.show('Sessions')
    const heading = page.getByRole('button', { name: /^Payments/ })
    await rowsAre(page, 'dev-readonly copy', 'dev-readonly', 'prod-admin', 'audit-chained')
    await heading.click()
    await rowsAre(page, 'dev-readonly', 'prod-admin', 'audit-chained')
    expect(await heading.getAttribute('aria-expanded')).toBe('false')
    // Also when the user has been elsewhere; and a search looks into it.
    await person.show('Settings')
    await person.show('Sessions')
    expect(await heading.getAttribute('aria-expanded')).toBe('false')
    await page.getByRole('searchbox').fill('copy')
    await page.getByRole('listitem', { name: 'dev-readonly copy' }).waitFor()
    await page.getByRole('searchbox').fill('')
    await heading.click()

    await person.click('audit-chained', 'Pin')
    await page
      .getByRole('list', { name: 'Pinned' })
      .getByRole('listitem', { name: 'audit-chained' })
      .waitFor()
    await rowsAre(page, 'audit-chained', 'dev-readonly copy', 'dev-readonly', 'prod-admin')
    await person.click('audit-chained', 'Unpin')
    await page.getByRole('list', { name: 'Pinned' }).waitFor({ state: 'detached' })
  })

  test('the chain shows each call with its life, and leads to the session before', async () => {
    const { person, aws, alice } = scene
    const pane = await person.session('audit-chained')
    const steps = pane.locator('ol > li')
    expect(await steps.count()).toBe(4)
    expect((await steps.allInnerTexts()).map(each => each.split('\n')[0])).toEqual([
      'alice',
      'Session token',
      'prod-admin',
      'audit-chained',
    ])
    expect(await steps.nth(3).innerText()).toMatch(/AssumeRole · .*\n+Off$/)
    await person.click('audit-chained', 'Start')
    const { prompts } = await person.waitFor('a code is asked for', each => each.prompts.length === 1)
    for (const { id } of prompts) await command(person, 'cancelPrompt', { id })
    // What waits for the user has not failed.
    await steps.nth(1).getByText('Waits for you').waitFor()
    await steps.nth(3).getByText('Waits for you').waitFor()
    await pane.getByRole('button', { name: 'Try Again' }).click()
    await person.typeCode(aws.code(alice.mfaSerial))
    await person.waitForState('audit-chained', 'live')
    await steps
      .nth(1)
      .getByText(/^11 h 59 min left · renews /)
      .waitFor()
    await steps.nth(1).getByText('one MFA code for all roles').waitFor()
    await steps
      .nth(3)
      .getByText(/ min left · renews /)
      .waitFor()
    await steps.nth(2).getByRole('button', { name: 'prod-admin' }).click()
    const page = await person.manager()
    await page.getByRole('region', { name: 'prod-admin', exact: true }).waitFor()
  })

  test('a production session opens a question, and says of nothing that it was done', async () => {
    const { person, app } = scene
    const { session } = await sessionOf(person, 'prod-admin')
    await command(person, 'stopSession', { id: session.id })
    await command(person, 'editSession', { session: { ...session, production: true } })
    const pane = await person.session('prod-admin')
    await pane.getByRole('button', { name: 'Open Console' }).click()
    await person.waitFor('it is asked', ({ confirmations }) => confirmations.length === 1)
    const [asked] = (await person.snapshot()).confirmations
    if (asked === undefined) throw new Error('Nothing is asked.')
    await command(person, 'answerConfirmation', { id: asked.id, minutes: 15 })
    const page = await person.manager()
    const band = page.getByRole('region', { name: 'Production leases' })
    await band.getByText('prod-admin until').waitFor()
    // Until it loses the focus the button would say so, and what it was answered was drawn before the band.
    expect(await pane.getByRole('button', { name: 'Opened' }).count()).toBe(0)
    await pane.getByText(/^Lease until .+ · 14 min$/).waitFor()
    await band.getByRole('button', { name: 'End Now: prod-admin' }).click()
    await band.waitFor({ state: 'detached' })
    // The button had the keyboard.
    await page.locator('h1:focus').waitFor()
    await person.waitForState('prod-admin', 'off')
    expect(app.pageErrors()).toEqual([])
  })

  test('in a narrow window a session takes the place of the list, and leads back to its row', async () => {
    const { person } = scene
    const page = await person.show('Sessions')
    const { preferences } = await person.snapshot()
    await command(person, 'setPreferences', { preferences: { ...preferences, gettingStarted: false } })
    await page.getByRole('searchbox').focus()
    await page.keyboard.press('Enter')
    await page.setViewportSize({ width: 640, height: 420 })
    // What was opened last has the place of the list.
    await page.locator('main').getByRole('button', { name: 'Sessions', exact: true }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('searchbox').waitFor()
    await page.getByRole('listitem', { name: 'dev-readonly', exact: true }).locator('[data-session]').click()
    const pane = page.getByRole('region', { name: 'dev-readonly', exact: true })
    await pane.waitFor()
    expect(await page.getByRole('searchbox').isVisible()).toBe(false)
    const isWhole = () =>
      until('nothing is cut off', () =>
        page
          .locator('main')
          .evaluate(main => main.scrollWidth <= main.clientWidth && main.scrollHeight <= main.clientHeight),
      )
    await isWhole()
    await page.keyboard.press('Escape')
    await until('the row has the keyboard', async () => (await nameOfFocused(page)) === 'dev-readonly')
    await isWhole()
    await page.setViewportSize({ width: 1080, height: 720 })
    await pane.waitFor()
  })

  test('a session that was added is selected, and after its removal the next one, with the keyboard', async () => {
    const { person, roles } = scene
    await person.addSession({ name: 'short-lived', roleArn: roles.devReadonly, mfa: 'No MFA' })
    const page = await person.manager()
    await page.getByRole('region', { name: 'short-lived', exact: true }).waitFor()
    await person.click('short-lived', 'Remove')
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await until('the keyboard is there', async () => (await nameOfFocused(page)) === 'dev-readonly copy')
  })
})

describe('with a thousand', () => {
  const MANY = 1_000
  let many: Awaited<ReturnType<typeof setScene>>
  let person: Person
  let again: Awaited<ReturnType<typeof launchApp>>

  beforeAll(async () => {
    many = await setScene()
    const { app, desktop, tray } = many
    await app.quit()
    const file = `${app.profileDir}/understudy.json`
    const settings = JSON.parse(await readFile(file, 'utf8'))
    // It has other words once a session is on, and the list another height.
    settings.preferences.gettingStarted = false
    const [session] = settings.catalog.sessions
    const [, grant] = settings.catalog.grants
    const added = Array.from({ length: MANY - settings.catalog.sessions.length }, (_, at) => ({
      ...session,
      id: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
      name: `account-${String(at).padStart(3, '0')}`,
      look: {
        color: at % 2 === 0 ? 'teal' : null,
        group: `Unit ${String.fromCharCode(65 + (at % 20))}${at % 40 < 20 ? 'x' : 'y'}`,
        pinned: at === 900,
      },
    }))
    settings.catalog.sessions.push(...added)
    settings.catalog.grants.push(
      ...added.map(({ id }, at) => ({
        ...grant,
        id: `00000000-0000-4000-9000-${String(at).padStart(12, '0')}`,
        target: { kind: 'session', id },
      })),
    )
    await writeFile(file, JSON.stringify(settings))
    again = await launchApp({ desktop, profileDir: app.profileDir })
    person = new Person(again)
    await tray.item()
    await tray.click('Open Understudy')
  })
  afterAll(async () => {
    await again?.quit()
    await many?.close()
  })

  test('it scrolls through all of them with few rows in the page, and without a pause', async () => {
    const page = await person.show('Sessions')
    await page.getByRole('listitem').first().waitFor()
    expect((await person.snapshot()).sessions).toHaveLength(MANY)
    const { rows, tasks, reached } = await page.evaluate(async () => {
      const scroller = document.querySelector('main ul')?.parentElement?.parentElement?.parentElement
      if (!scroller) throw new Error('There is no list.')
      const tasks: number[] = []
      const observer = new PerformanceObserver(list => {
        tasks.push(...list.getEntries().map(({ duration }) => Math.round(duration)))
      })
      observer.observe({ entryTypes: ['longtask'] })
      let rows = 0
      const frame = () => new Promise(requestAnimationFrame)
      for (let top = 0; top < scroller.scrollHeight; top += 480) {
        scroller.scrollTop = top
        await frame()
        rows = Math.max(rows, document.querySelectorAll('main li').length)
      }
      const reached = scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 1
      observer.disconnect()
      return { rows, tasks, reached }
    })
    printFigure(
      `a thousand sessions: at most ${rows} rows in the page; long tasks (ms): ${tasks.join(', ') || 'none'}`,
    )
    expect(reached).toBe(true)
    expect(rows).toBeLessThan(60)
    // A loaded machine has some of its own; each of 150 steps would have one if all rows were drawn.
    expect(tasks.length).toBeLessThan(50)
  })

  test('a row that nothing has happened to is not touched when another one changes', async () => {
    const page = await person.show('Sessions')
    await page.getByRole('searchbox').fill('unit hx')
    await page.getByText('25 of 1000').waitFor()
    const row = page.getByRole('listitem', { name: 'account-047', exact: true })
    await row.waitFor()
    await page.evaluate(() => {
      const changes: string[] = []
      Reflect.set(window, 'rowChanges', changes)
      const observer = new MutationObserver(records => {
        for (const { target } of records) {
          const element = target instanceof Element ? target : target.parentElement
          // What a row has thrown away has changed with the row.
          if (target.isConnected) changes.push(element?.closest('li')?.ariaLabel ?? 'the list')
        }
      })
      const list = document.querySelector('main ul')
      if (list !== null)
        observer.observe(list, { subtree: true, childList: true, attributes: true, characterData: true })
    })
    await page.getByRole('button', { name: 'Start account-047' }).click()
    await person.waitForState('account-047', 'live')
    await row.getByText(/^Expires /).waitFor()
    const changed = await page.evaluate((): string[] => Reflect.get(window, 'rowChanges'))
    expect(new Set(changed)).toEqual(new Set(['account-047']))
    await page.getByRole('searchbox').fill('')
  })

  test('keys reach the last of them, whose place among its group is told', async () => {
    const page = await person.show('Sessions')
    const pinned = page.getByRole('list', { name: 'Pinned' }).getByRole('listitem')
    await pinned.getByRole('button', { name: /^account-900/ }).click()
    await page.keyboard.press('End')
    await until('the last one has the keyboard', async () => (await nameOfFocused(page)) === 'audit-chained')
    const last = page.getByRole('listitem', { name: 'audit-chained' })
    expect(await last.getAttribute('aria-posinset')).toBe('3')
    expect(await last.getAttribute('aria-setsize')).toBe('3')
    await page.keyboard.press('Home')
    await until('the first one has it', async () => (await nameOfFocused(page)) === 'account-900')
    expect(again.pageErrors()).toEqual([])
  })
})
