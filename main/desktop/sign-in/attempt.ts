import { BrowserWindow, type Session } from 'electron'
import { type Clock, MINUTE, SECOND } from '../../core/clock.ts'
import { type Failure, fail, type Result, succeed } from '../../core/failure.ts'
import type { SamlProvider } from '../../core/identity.ts'
import { Secret } from '../../core/secret.ts'

/** A page that has loaded and then does nothing for so long (ms) waits for a person. */
const IDLE = 3 * SECOND
/** However busy a page is, so long (ms) it may be so unseen. */
const UNSEEN = 20 * SECOND
/** What a person has for it (ms). */
const PATIENCE = 10 * MINUTE

type Reason = Extract<Failure, { kind: 'sign-in' }>['reason']

/**
 * One try to be signed in, in a window that is seen only where a page waits for a person and there is one. It runs
 * what the company's page brings: without a preload, in a sandbox, and in a session that holds nothing else.
 */
export class Attempt {
  readonly result: Promise<Result<Secret>>
  readonly #provider: SamlProvider
  readonly #clock: Clock
  readonly #window: BrowserWindow
  #settle: (result: Result<Secret>) => void = () => {}
  #hasPerson: boolean
  #stopIdle = () => {}
  #stopLimit: () => void

  constructor(provider: SamlProvider, session: Session, clock: Clock, hasPerson: boolean) {
    this.#provider = provider
    this.#clock = clock
    this.#hasPerson = hasPerson
    this.result = new Promise(resolve => {
      this.#settle = resolve
    })
    this.#window = new BrowserWindow({
      width: 480,
      height: 680,
      show: false,
      autoHideMenuBar: true,
      title: `Sign in: ${provider.name}`,
      webPreferences: {
        session,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        spellcheck: false,
        devTools: false,
      },
    })
    this.#window.removeMenu()
    this.#stopLimit = clock.after(UNSEEN, () => this.#needsPerson())
    this.#watch()
    // It rejects when a navigation takes its place or the window is closed: the events say what has happened.
    this.#window.loadURL(provider.signInUrl).catch(() => {})
  }

  /** A person wants to see it. */
  show(): void {
    this.#hasPerson = true
    this.#needsPerson()
  }

  signedIn(assertion: string): void {
    this.#end(succeed(new Secret(assertion)))
  }

  cancel(): void {
    this.#fail('closed')
  }

  #watch(): void {
    const { webContents: contents } = this.#window
    // Some companies refuse what names itself as anything but a browser.
    contents.setUserAgent(contents.getUserAgent().replace(/ (?:Electron|understudy)\/\S+/gi, ''))
    contents.on('did-start-loading', () => this.#stopIdle())
    contents.on('did-stop-loading', () => {
      this.#stopIdle()
      // Not to be brought up again while a person looks elsewhere for a code.
      if (!this.#window.isVisible()) this.#stopIdle = this.#clock.after(IDLE, () => this.#needsPerson())
    })
    contents.on('did-fail-load', (_event, code, description, _url, isMainFrame) => {
      // -3: a navigation took its place, or it was the one that AWS would have got.
      if (isMainFrame && code !== -3) this.#fail('unreachable', description)
    })
    contents.on('render-process-gone', () => this.#fail('unreachable', 'its page has crashed'))
    // Whoever types a password must see where it goes, whatever the page calls itself.
    this.#window.on('page-title-updated', event => event.preventDefault())
    contents.on('did-navigate', (_event, url) =>
      this.#window.setTitle(`${new URL(url).host} – ${this.#provider.name}`),
    )
    this.#window.on('closed', () => this.#fail('closed'))
  }

  #needsPerson(): void {
    if (!this.#hasPerson) this.#fail('needed')
    else if (!this.#window.isDestroyed()) this.#showWindow()
  }

  #showWindow(): void {
    // A page that a person works on loads again and again, and its time goes on.
    if (!this.#window.isVisible()) {
      this.#stopLimit()
      this.#stopLimit = this.#clock.after(PATIENCE, () => this.#fail('timed-out'))
    }
    this.#window.show()
    this.#window.focus()
  }

  #fail(reason: Reason, detail = ''): void {
    this.#end(fail({ kind: 'sign-in', reason, provider: this.#provider.name, detail }))
  }

  #end(result: Result<Secret>): void {
    this.#stopIdle()
    this.#stopLimit()
    this.#settle(result)
    if (!this.#window.isDestroyed()) this.#window.destroy()
  }
}
