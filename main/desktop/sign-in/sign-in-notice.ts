import { listedInShort } from '../../core/listed.ts'
import type { SessionId } from '../../core/sessions/session.ts'
import type { SignInView } from '../../core/snapshot/sign-in-views.ts'

export interface NoticeSurface {
  readonly show: (words: { readonly title: string; readonly body: string }, click: () => void) => void
  readonly end: () => void
}

/** Says once that a company's page wants to see its user. The tray says so for as long as it is so. */
export class SignInNotice {
  readonly #surface: NoticeSurface
  readonly #start: (id: SessionId) => void
  #told: readonly string[] = []

  /** @param start brings the page up, for a session that waits for it */
  constructor(surface: NoticeSurface, start: (id: SessionId) => void) {
    this.#surface = surface
    this.#start = start
  }

  show(signIns: readonly SignInView[]): void {
    const waiting = signIns.filter(each => each.isNews)
    const fresh = waiting.filter(each => !this.#told.includes(each.provider))
    this.#told = waiting.map(each => each.provider)
    const [first] = fresh
    if (first !== undefined) this.#tell(first)
    else if (waiting.length === 0) this.#surface.end()
  }

  #tell({ provider, session, sessions }: SignInView): void {
    this.#surface.show(
      {
        title: `Sign in at ${provider}`,
        body: `${listedInShort(sessions)} ${sessions.length === 1 ? 'waits' : 'wait'} for it. Click to sign in.`,
      },
      () => this.#start(session),
    )
  }
}
