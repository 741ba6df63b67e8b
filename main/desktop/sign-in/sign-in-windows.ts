import { randomUUID } from 'node:crypto'
import { type Session, session } from 'electron'
import type { SignIns } from '../../core/broker/acquire.ts'
import type { Asker } from '../../core/broker/mfa.ts'
import type { IdentityId, SamlProvider } from '../../core/catalog/identity.ts'
import type { Clock } from '../../core/clock.ts'
import type { Result } from '../../core/failures/failure.ts'
import type { Secret } from '../../core/secret.ts'
import { Attempt } from './attempt.ts'
import { fenceSignIn } from './sign-in-session.ts'

/** A company's page, with what it keeps of its user. */
interface Page {
  readonly signInUrl: string
  readonly session: Session
}

/**
 * Signs in at companies' pages: one try at a time for each provider, which all who wait for it share. What a page
 * keeps of its user, so that the next time needs nobody, is in memory alone.
 */
export class SignInWindows implements SignIns {
  readonly #clock: Clock
  /** So that what holds the app's own pages in does not hold these. */
  readonly #outside: WeakSet<Session>
  readonly #onChange: () => void
  readonly #pages = new Map<IdentityId, Page>()
  readonly #attempts = new Map<IdentityId, Attempt>()

  /** @param onChange a page has come before the user's eyes */
  constructor(clock: Clock, outside: WeakSet<Session>, onChange: () => void) {
    this.#clock = clock
    this.#outside = outside
    this.#onChange = onChange
  }

  assertion(provider: SamlProvider, asker: Asker): Promise<Result<Secret>> {
    const hasPerson = asker === 'you'
    const open = this.#attempts.get(provider.id)
    if (open !== undefined) {
      if (hasPerson) open.show()
      return open.result
    }
    const attempt = new Attempt(provider, hasPerson, {
      session: this.#sessionOf(provider),
      clock: this.#clock,
      onChange: this.#onChange,
    })
    this.#attempts.set(provider.id, attempt)
    return attempt.result.finally(() => {
      // Another may have taken its place by now.
      if (this.#attempts.get(provider.id) === attempt) this.#attempts.delete(provider.id)
    })
  }

  raise(id: IdentityId): void {
    this.#attempts.get(id)?.show()
  }

  isOpen(id: IdentityId): boolean {
    return this.#attempts.get(id)?.isOpen === true
  }

  withdraw(id: IdentityId): void {
    this.#attempts.get(id)?.fail('closed')
    // At once, so that whoever asks anew does not join what has just ended.
    this.#attempts.delete(id)
  }

  keepOnly(providers: readonly SamlProvider[]): void {
    const addresses = new Map(providers.map(({ id, signInUrl }) => [id, signInUrl]))
    for (const [id, { signInUrl, session: gone }] of this.#pages) {
      if (addresses.get(id) === signInUrl) continue
      this.withdraw(id)
      this.#pages.delete(id)
      // Not awaited: nothing asks for it any more, and a new address has a session of its own.
      void forgetUser(gone)
    }
  }

  /** No page knows its user any more. */
  async forget(): Promise<void> {
    this.close()
    await Promise.all([...this.#pages.values()].map(each => forgetUser(each.session)))
  }

  close(): void {
    for (const id of this.#attempts.keys()) this.withdraw(id)
  }

  #sessionOf({ id, signInUrl }: SamlProvider): Session {
    const known = this.#pages.get(id)
    if (known !== undefined) return known.session
    // Not `persist:`, which would write the page's cookies to the disk.
    const made = session.fromPartition(`sign-in-${randomUUID()}`, { cache: false })
    this.#outside.add(made)
    const attempt = () => (this.#pages.get(id)?.session === made ? this.#attempts.get(id) : undefined)
    fenceSignIn(made, {
      assertion: assertion => attempt()?.signedIn(assertion),
      refused: (reason, detail) => attempt()?.fail(reason, detail),
    })
    this.#pages.set(id, { signInUrl, session: made })
    return made
  }
}

async function forgetUser(of: Session): Promise<void> {
  await Promise.all([of.clearStorageData(), of.clearAuthCache()])
}
