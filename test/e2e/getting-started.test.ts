import type { Page } from 'playwright'
import { afterEach, expect, test } from 'vitest'
import { launchApp } from '../support/app.ts'
import { command } from '../support/commands.ts'
import { fetchCredentials } from '../support/endpoint-client.ts'
import { Person } from '../support/person.ts'
import { setSamlScene, signIn } from '../support/saml-scene.ts'
import { Closers, setScene } from '../support/scene.ts'

const closers = new Closers()
afterEach(closers.close)

const panelOf = (page: Page) => page.getByRole('region', { name: /^Getting Started/ })
const stepOf = (page: Page) => panelOf(page).locator('[aria-current="step"]')

/** Somebody with a keyboard and no mouse, whose keys are counted; a text that is typed or pasted counts as one. */
class Typist {
  readonly #page: Page
  count = 0

  constructor(page: Page) {
    this.#page = page
  }

  async press(key: string): Promise<void> {
    await this.#page.keyboard.press(key)
    this.count += 1
  }

  async type(text: string): Promise<void> {
    await this.#page.keyboard.insertText(text)
    this.count += 1
  }

  /** Tab, until the control of this name has the focus. */
  async tabTo(name: string): Promise<void> {
    const focused = () =>
      this.#page.evaluate(() => {
        const active = document.activeElement
        const isField = active instanceof HTMLInputElement || active instanceof HTMLSelectElement
        return ((isField ? active.labels?.[0] : active)?.textContent ?? '').trim()
      })
    for (let tabs = 0; tabs < 40 && (await focused()) !== name; tabs += 1) await this.press('Tab')
    expect(await focused()).toBe(name)
  }
}

test('from nothing to a tool with credentials by keyboard alone, in few keys', async () => {
  const scene = await setScene({ furnished: false })
  closers.add(scene.close)
  const { person, app, aws, alice, roles } = scene
  const page = await person.manager()
  await page.getByRole('heading', { level: 1, name: 'Welcome to Understudy' }).waitFor()
  await page.getByText(app.profileDir).waitFor()
  expect(await stepOf(page).innerText()).toContain('Your way into AWS')

  const typist = new Typist(page)
  const form = page.getByRole('dialog')
  await typist.tabTo('Access Key…')
  await typist.press('Enter')
  await form.locator(':focus').waitFor()
  await typist.type(alice.accessKeyId)
  await typist.press('Tab')
  await typist.type(alice.secretAccessKey)
  // What only a stand-in for AWS needs is not counted.
  await form.getByLabel('STS endpoint').selectOption('custom')
  await form.getByLabel('STS URL').fill(aws.url)
  await typist.press('Enter')
  await form.waitFor({ state: 'detached' })
  expect(aws.calls().map(each => each.operation)).toEqual(['GetCallerIdentity'])

  await page.locator('[aria-current="step"]', { hasText: 'A session' }).waitFor()
  await typist.tabTo('Add a Session…')
  await typist.press('Enter')
  await form.getByLabel('Name', { exact: true }).focus()
  await typist.type('dev')
  await typist.tabTo('Role ARN')
  await typist.type(roles.devReadonly)
  await typist.press('Enter')
  await form.waitFor({ state: 'detached' })

  await panelOf(page).getByRole('button', { name: 'Start dev' }).waitFor()
  await typist.tabTo('Start dev')
  await typist.press('Enter')
  await person.waitForState('dev', 'live')
  await page.locator('[aria-current="step"]', { hasText: 'Connect a tool' }).waitFor()
  await panelOf(page).getByText('Waiting for the first tool to ask…').waitFor()
  const copy = panelOf(page).getByRole('button', { name: 'Copy Lines for bash or zsh' })
  await copy.focus()
  await typist.press('Enter')
  await panelOf(page).getByRole('button', { name: 'Copied' }).waitFor()

  const { current } = await person.snapshot()
  if (current === null) throw new Error('Nothing follows the tray.')
  expect((await fetchCredentials(current)).status).toBe(200)
  await panelOf(page).getByText('got its first credentials.').waitFor()
  expect(typist.count).toBeLessThan(70)
  expect(app.pageErrors()).toEqual([])
})

test('it goes on after a restart, is hidden for good by a click, and comes back from the settings', async () => {
  const scene = await setScene()
  const { person, app, desktop, tray } = scene
  closers.add(scene.close)
  await stepOf(await person.show('Sessions'))
    .getByText('Start it')
    .waitFor()
  await app.quit()
  const again = await launchApp({ desktop, profileDir: app.profileDir })
  const next = new Person(again)
  await tray.waitForMenu(menu => menu.length > 0, 'that the app is there again')
  await tray.click('Open Understudy')
  const page = await next.show('Sessions')
  await stepOf(page).getByText('Start it').waitFor()

  await panelOf(page).getByRole('button', { name: 'Hide Getting Started' }).click()
  await panelOf(page).waitFor({ state: 'detached' })
  await next.waitFor('it is remembered', each => !each.preferences.gettingStarted)
  await next.show('Settings')
  await page.getByRole('button', { name: 'Show Getting Started Again' }).click()
  await panelOf(page).waitFor()
  await page.getByRole('heading', { level: 1, name: 'Sessions' }).waitFor()
})

test('a company’s sign-in lists the roles that it gives, and those that are picked become sessions', async () => {
  const scene = await setSamlScene()
  closers.add(scene.close)
  const { person, app } = scene
  for (const { session } of (await person.snapshot()).sessions)
    await command(person, 'removeSession', { id: session.id })
  const page = await person.show('Sessions')
  await panelOf(page).getByRole('button', { name: 'Sign In and Pick Roles…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Sign In', exact: true }).click()
  const company = await app.window(/\/sign-in$/)
  await signIn(company)
  await dialog.getByRole('checkbox').waitFor()
  expect(await dialog.getByRole('checkbox').isChecked(), 'the only role is picked already').toBe(true)
  await dialog.getByRole('button', { name: 'Add 1 Session' }).click()
  await dialog.waitFor({ state: 'detached' })
  const { sessions } = await person.snapshot()
  expect(sessions.map(each => each.session.operation)).toEqual(['AssumeRoleWithSAML'])
  await panelOf(page)
    .getByRole('button', { name: `Start ${sessions[0]?.session.name}` })
    .waitFor()
})
