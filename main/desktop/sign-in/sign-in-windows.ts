import { type Session, session } from 'electron'
import type { SignIns } from '../../core/acquire.ts'
import type { Clock } from '../../core/clock.ts'
import type { Result } from '../../core/failure.ts'
import type { IdentityId, SamlProvider } from '../../core/identity.ts'
import type { Asker } from '../../core/mfa.ts'
import type { Secret } from '../../core/secret.ts'
import { Attempt } from './attempt.ts'
import { fenceSignIn } from './sign-in-session.ts'

/**
 * Signs in at companies' pages: one try at a time for each provider, which all who wait for it share. What a page
 * keeps of its user, so that the next time needs nobody, is in memory alone.
 */
export class SignInWindows implements SignIns {
  readonly #clock: Clock
  /** So that what holds the app's own pages in does not hold these. */
  readonly #outside: WeakSet<Session>
  readonly #onChange: () => void
  readonly #sessions = new Map<IdentityId, Session>()
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
    return attempt.result.finally(() => this.#attempts.delete(provider.id))
  }

  raise(id: IdentityId): void {
    this.#attempts.get(id)?.show()
  }

  isOpen(id: IdentityId): boolean {
    return this.#attempts.get(id)?.isOpen === true
  }

  withdraw(id: IdentityId): void {
    this.#attempts.get(id)?.fail('closed')
  }

  /** No page knows its user any more. */
  async forget(): Promise<void> {
    this.close()
    const known = [...this.#sessions.values()]
    await Promise.all(known.flatMap(each => [each.clearStorageData(), each.clearAuthCache()]))
  }

  close(): void {
    for (const attempt of this.#attempts.values()) attempt.fail('closed')
  }

  #sessionOf({ id }: SamlProvider): Session {
    const known = this.#sessions.get(id)
    if (known !== undefined) return known
    // Not `persist:`, which would write the page's cookies to the disk.
    const made = session.fromPartition(`sign-in-${id}`, { cache: false })
    this.#outside.add(made)
    fenceSignIn(made, {
      assertion: assertion => this.#attempts.get(id)?.signedIn(assertion),
      refused: (reason, detail) => this.#attempts.get(id)?.fail(reason, detail),
    })
    this.#sessions.set(id, made)
    return made
  }
}
