import type { Locator, Page } from 'playwright'
import type { Connection, Snapshot } from '../../main/core/snapshot/snapshot.ts'
import type { StateView } from '../../main/core/snapshot/state-views.ts'
import type { PageName } from '../../preload/contract.ts'
import type { App } from './app.ts'
import { until } from './desktop-wait.ts'
import { lastClick } from './last-click.ts'

export interface TypedKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly mfaSerial?: string
  /** Left empty unless said: then STS is AWS's own host for the Region. */
  readonly stsUrl?: string
  readonly fallbackRegion?: string
  readonly name?: string
}

export interface TypedSession {
  readonly name: string
  readonly operation?: 'AssumeRole' | 'GetSessionToken'
  readonly roleArn?: string
  /** A part of the source's label: "Key of alice", "Session prod-admin". The first one unless said. */
  readonly source?: string
  /** The MFA choice's label, or a part of it; the form's own unless said. */
  readonly mfa?: string
}

export interface TypedAccess {
  readonly name: string
  /** By its name; the current one unless said. */
  readonly session?: string
  /** A part of the choice's label; all that the session may unless said. */
  readonly may?: string
}

type RowButton =
  | 'Start'
  | 'Stop'
  | 'Make Current'
  | 'Edit'
  | 'Duplicate…'
  | 'Pin'
  | 'Unpin'
  | 'Move Up'
  | 'Move Down'
  | 'Add Profile'
  | 'Copy Sign-In Link…'
  | 'Who Am I'
  | 'Decode Message…'
  | 'Remove'

const inMenu: ReadonlySet<RowButton> = new Set([
  'Duplicate…',
  'Pin',
  'Unpin',
  'Move Up',
  'Move Down',
  'Add Profile',
  'Copy Sign-In Link…',
  'Who Am I',
  'Decode Message…',
  'Remove',
] as const)

const SEARCH = 'Search by name, role or account'

/** What a person does in the app's windows, with mouse and keys. */
export class Person {
  readonly #app: App

  constructor(app: App) {
    this.#app = app
  }

  manager(): Promise<Page> {
    return this.#app.window(/manager/)
  }

  async show(page: PageName): Promise<Page> {
    const window = await this.manager()
    await window.getByRole('navigation').getByRole('button', { name: page }).click()
    return window
  }

  async fillKey(key: TypedKey): Promise<Page> {
    const window = await this.show('Identities')
    await window.getByRole('button', { name: 'Add Key' }).first().click()
    const form = window.getByRole('dialog')
    await form.getByLabel('Access key ID').fill(key.accessKeyId)
    await form.getByLabel('Secret access key').fill(key.secretAccessKey)
    if (key.mfaSerial !== undefined) await form.getByLabel('MFA device').fill(key.mfaSerial)
    await form.getByLabel('Region', { exact: true }).fill('eu-central-1')
    if (key.fallbackRegion !== undefined) await form.getByLabel('Fallback Region').fill(key.fallbackRegion)
    if (key.name !== undefined) await form.getByLabel('Name').fill(key.name)
    if (key.stsUrl !== undefined) {
      await form.getByLabel('STS endpoint').selectOption('custom')
      await form.getByLabel('STS URL').fill(key.stsUrl)
    }
    await form.getByRole('button', { name: 'Add Key' }).click()
    return window
  }

  /** Fills the form, and waits until the app has taken the key. */
  async addKey(key: TypedKey): Promise<void> {
    await isTaken((await this.fillKey(key)).getByRole('dialog'))
  }

  async fillSession(session: TypedSession): Promise<Page> {
    const { name, operation = 'AssumeRole', roleArn, source, mfa } = session
    const window = await this.show('Sessions')
    await window.getByRole('button', { name: 'Add Session' }).first().click()
    const form = window.getByRole('dialog')
    await form.getByLabel('Name', { exact: true }).fill(name)
    await form.getByLabel('STS operation').selectOption(operation)
    if (source !== undefined) await choose(form.getByLabel('Source', { exact: true }), source)
    if (roleArn !== undefined) await form.getByLabel('Role ARN').fill(roleArn)
    if (mfa !== undefined) await choose(form.getByLabel('MFA', { exact: true }), mfa)
    await form.getByRole('button', { name: 'Add Session' }).click()
    return window
  }

  async addSession(session: TypedSession): Promise<void> {
    await isTaken((await this.fillSession(session)).getByRole('dialog'))
  }

  /** Selects a session in the list, and gives what is shown of it. */
  async session(name: string): Promise<Locator> {
    const window = await this.show('Sessions')
    // A window of another size is laid out anew with the next frame.
    await window.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))
    const pane = window.getByRole('region', { name, exact: true })
    if ((await pane.count()) > 0) return pane
    const search = window.getByRole('searchbox', { name: SEARCH })
    // In a narrow window another session has the place of the list.
    const back = window.locator('main').getByRole('button', { name: 'Sessions', exact: true })
    await search.or(back).first().waitFor()
    if (!(await search.isVisible())) await back.click()
    // Only some rows of a long list are there.
    const row = window.getByRole('listitem', { name, exact: true })
    await row.waitFor({ timeout: 2_000 }).catch(() => search.fill(name))
    await row.locator('[data-session]').click()
    await pane.waitFor()
    // In a narrow window it is gone with the list.
    if (await search.isVisible()) await search.fill('')
    return pane
  }

  /** Clicks a button of a session, or of its menu. */
  async click(session: string, button: RowButton): Promise<void> {
    const pane = await this.session(session)
    if (inMenu.has(button)) await pane.getByRole('button', { name: 'More', exact: true }).click()
    await pane.getByRole('button', { name: button, exact: true }).click()
  }

  /** Fills the form that gives a tool access of its own, and sends it. */
  async fillAccess(access: TypedAccess): Promise<Locator> {
    const window = await this.show('Connect a Tool')
    await window.getByRole('button', { name: 'Add Access' }).click()
    const form = window.getByRole('dialog')
    await form.getByLabel('Name of the tool').fill(access.name)
    // The mark of production may stand behind the name.
    if (access.session !== undefined)
      await choose(form.getByLabel('Session', { exact: true }), access.session)
    if (access.may !== undefined) await choose(form.getByLabel('What it may do'), access.may)
    await form.getByRole('button', { name: 'Add Access' }).click()
    return form
  }

  async addAccess(access: TypedAccess): Promise<void> {
    await isTaken(await this.fillAccess(access))
  }

  /** The row of an access, by the name of the tool or of the session. */
  async accessOf(name: string): Promise<Locator> {
    const window = await this.show('Connect a Tool')
    return window.getByRole('listitem', { name, exact: true })
  }

  /** The popup's text, once it is there. */
  async promptText(): Promise<string> {
    const popup = await this.#app.window(/prompts/)
    const form = popup.locator('form').first()
    await form.waitFor()
    return (await form.innerText()).replace(/\s*\n\s*/g, ' / ')
  }

  /** Types a code into the first open prompt. Six digits go by themselves, but for after an error. */
  async typeCode(code: string): Promise<Page> {
    const popup = await this.#app.window(/prompts/)
    const field = popup.getByRole('textbox').first()
    const again = (await field.getAttribute('aria-invalid')) === 'true'
    // Six digits may be taken, and the popup be closed, before the driver has heard that they are typed.
    await field.fill(code).catch((error: unknown) => {
      if (!popup.isClosed()) throw error
    })
    if (again) await lastClick(popup.getByRole('button', { name: 'Continue' }).first())
    return popup
  }

  /** What every window is drawn from. */
  async snapshot(): Promise<Snapshot> {
    const ours = this.#app.windows().filter(each => each.url().startsWith('app://'))
    // Any window tells it; the others come and go by themselves.
    const page = ours.find(each => each.url().includes('/manager/')) ?? ours[0]
    if (page === undefined) throw new Error('No window is open.')
    return page.evaluate(() => window.understudy.getSnapshot())
  }

  /** How a tool is pointed at a session. */
  async connectionOf(session: string): Promise<Connection> {
    const of = ({ sessions }: Snapshot) => sessions.find(each => each.session.name === session)?.connection
    const connection = of(await this.waitFor(`${session} has a connection`, state => of(state) != null))
    if (!connection) throw new Error(`${session} has no connection.`)
    return connection
  }

  /** Waits until a session is in a state. */
  async waitForState(session: string, kind: StateView['kind'], timeoutMs?: number): Promise<void> {
    const isSo = ({ sessions }: Snapshot) =>
      sessions.some(each => each.session.name === session && each.state.kind === kind)
    await this.waitFor(`${session} is ${kind}`, isSo, timeoutMs)
  }

  /** Counts, from now on, the prompts that the app has had open; what it returns tells how many. */
  async countPrompts(): Promise<() => Promise<number>> {
    const page = await this.manager()
    await page.evaluate(() => {
      const seen = new Set<string>()
      window.understudy.onSnapshot(({ prompts }) => {
        for (const prompt of prompts) seen.add(prompt.id)
      })
      Reflect.set(window, 'promptsSeen', seen)
    })
    return () => page.evaluate(() => Number(Reflect.get(window, 'promptsSeen').size))
  }

  /** Waits until the app says so of itself. */
  waitFor(what: string, predicate: (snapshot: Snapshot) => boolean, timeoutMs = 30_000): Promise<Snapshot> {
    let last: Snapshot | null = null
    const look = async () => {
      last = await this.snapshot()
      return predicate(last) ? last : null
    }
    const details = () =>
      JSON.stringify(
        last?.sessions.map(each => [each.session.name, each.state]),
        null,
        1,
      )
    return until(what, look, { timeoutMs, details })
  }
}

/** Waits until a form has gone; of one that stays, what it says. */
async function isTaken(form: Locator): Promise<void> {
  await form.waitFor({ state: 'detached' }).catch(async (error: unknown) => {
    throw new Error(`a form stays, and says:\n${await form.innerText()}`, { cause: error })
  })
}

async function choose(field: ReturnType<Page['getByLabel']>, part: string): Promise<void> {
  const label = await field.locator('option', { hasText: part }).first().innerText()
  await field.selectOption({ label })
}
