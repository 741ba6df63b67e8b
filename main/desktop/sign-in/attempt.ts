import { BrowserWindow, type Session } from 'electron'
import type { SamlProvider } from '../../core/catalog/identity.ts'
import { type Clock, MINUTE, SECOND } from '../../core/clock.ts'
import { type Failure, fail, type Result, succeed } from '../../core/failures/failure.ts'
import { Secret } from '../../core/secret.ts'
import { pageTitle } from './page-words.ts'

/** A page that has loaded and then does nothing for so long (ms) waits for a person. */
const IDLE = 3 * SECOND
/** The same where somebody has clicked and looks on: what comes up too early does no harm then. */
const IDLE_BEFORE_EYES = SECOND
/** However busy a page is, so long (ms) it may be so unseen. */
const UNSEEN = 20 * SECOND
/** The same where somebody looks on, and would think that the click was lost. */
const UNSEEN_BEFORE_EYES = 5 * SECOND
/** What a person has for it (ms). */
const PATIENCE = 10 * MINUTE

type Reason = Extract<Failure, { kind: 'sign-in' }>['reason']

export interface AttemptParts {
  /** Already fenced. */
  readonly session: Session
  readonly clock: Clock
  /** It is seen from now on. */
  readonly onChange: () => void
}

/**
 * One try to be signed in, in a window that is seen only where a page waits for a person and there is one. It runs
 * what the company's page brings: without a preload, in a sandbox, and in a session that holds nothing else.
 */
export class Attempt {
  readonly result: Promise<Result<Secret>>
  readonly #provider: SamlProvider
  readonly #clock: Clock
  readonly #window: BrowserWindow
  readonly #onChange: () => void
  #settle: (result: Result<Secret>) => void = () => {}
  #hasPerson: boolean
  #isShown = false
  #stopIdle = () => {}
  #stopLimit: () => void

  /** @param hasPerson whether somebody has clicked for it */
  constructor(provider: SamlProvider, hasPerson: boolean, { session, clock, onChange }: AttemptParts) {
    this.#provider = provider
    this.#hasPerson = hasPerson
    this.#clock = clock
    this.#onChange = onChange
    this.result = new Promise(resolve => {
      this.#settle = resolve
    })
    this.#window = new BrowserWindow({
      width: 480,
      height: 680,
      show: false,
      autoHideMenuBar: true,
      title: pageTitle(provider.signInUrl, provider.name),
      webPreferences: {
        session,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        spellcheck: false,
        devTools: false,
        // Else a page that nobody sees yet runs slowly, and one that draws itself may come to no end.
        backgroundThrottling: false,
        // An unseen page must not open a box out of nowhere.
        disableDialogs: true,
      },
    })
    this.#window.removeMenu()
    // No request tells of its packets, which could be for this computer's own ports.
    this.#window.webContents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
    this.#stopLimit = clock.after(hasPerson ? UNSEEN_BEFORE_EYES : UNSEEN, () => this.#needsPerson())
    this.#watch()
    // It rejects when a navigation takes its place or the window is closed: the events say what has happened.
    this.#window.loadURL(provider.signInUrl).catch(() => {})
  }

  /** A person wants to see it. */
  show(): void {
    this.#hasPerson = true
    this.#needsPerson()
  }

  /** Whether it is before the user's eyes. */
  get isOpen(): boolean {
    return this.#isShown && !this.#window.isDestroyed()
  }

  signedIn(assertion: string): void {
    this.#end(succeed(new Secret(assertion)))
  }

  fail(reason: Reason, detail = ''): void {
    this.#end(fail({ kind: 'sign-in', reason, provider: this.#provider.name, detail }))
  }

  #watch(): void {
    const { webContents: contents } = this.#window
    // Nobody would know where a sound comes from.
    contents.setAudioMuted(true)
    contents.on('did-start-loading', () => this.#stopIdle())
    contents.on('did-stop-loading', () => {
      this.#stopIdle()
      // Not to be brought up again while a person looks elsewhere for a code.
      const idle = this.#hasPerson ? IDLE_BEFORE_EYES : IDLE
      if (!this.#isShown) this.#stopIdle = this.#clock.after(idle, () => this.#needsPerson())
    })
    contents.on('did-fail-load', (_event, code, description, _url, isMainFrame) => {
      // -3: a navigation took its place, or it was the one that AWS would have got.
      if (isMainFrame && code !== -3)
        this.fail(description.startsWith('ERR_CERT_') ? 'untrusted' : 'unreachable', description)
    })
    // The host above the page is to stay in view.
    contents.on('content-bounds-updated', event => event.preventDefault())
    // At once, since a page that answers nothing any more would be waited for without end.
    this.#window.on('close', () => this.fail('closed'))
    // A page that asks whether to stay could keep its window open without a word.
    contents.on('will-prevent-unload', event => event.preventDefault())
    contents.on('render-process-gone', () => this.fail('unreachable', 'its page has crashed'))
    this.#window.on('page-title-updated', event => event.preventDefault())
    contents.on('did-navigate', (_event, url) => this.#window.setTitle(pageTitle(url, this.#provider.name)))
    this.#window.on('closed', () => this.fail('closed'))
  }

  #needsPerson(): void {
    if (!this.#hasPerson) this.fail('needed')
    else if (!this.#window.isDestroyed()) this.#showWindow()
  }

  #showWindow(): void {
    const isNew = !this.#isShown
    this.#isShown = true
    this.#window.webContents.setAudioMuted(false)
    this.#window.show()
    this.#window.focus()
    // A page that a person works on loads again and again, and its time goes on.
    if (!isNew) return
    this.#stopLimit()
    this.#stopLimit = this.#clock.after(PATIENCE, () => this.fail('timed-out'))
    this.#onChange()
  }

  #end(result: Result<Secret>): void {
    this.#stopIdle()
    this.#stopLimit()
    this.#settle(result)
    if (!this.#window.isDestroyed()) this.#window.destroy()
  }
}
