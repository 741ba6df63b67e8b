import type { SignIns } from '../../main/core/broker/acquire.ts'
import type { Asker } from '../../main/core/broker/mfa.ts'
import type { IdentityId, SamlProvider } from '../../main/core/catalog/identity.ts'
import { nameOfSource, type TokenReader, type TokenSource } from '../../main/core/catalog/token-source.ts'
import { type Failure, fail, type Result, succeed } from '../../main/core/failures/failure.ts'
import { Secret } from '../../main/core/secret.ts'
import { Gate } from './fakes.ts'

/** Sources of tokens, each with another token at each reading: `hidden-1 of /run/token`, `hidden-2 of /run/token`. */
export class FakeTokens implements TokenReader {
  /** The sources that were read, in order. */
  readonly readings: string[] = []
  failure: Failure | null = null
  readonly gate = new Gate()
  /** In the place of a new token. */
  gives: string | null = null

  async read(source: TokenSource): Promise<Result<Secret>> {
    const name = nameOfSource(source)
    this.readings.push(name)
    await this.gate.pass()
    const { failure, gives } = this
    const token = gives ?? `hidden-${this.readings.length} of ${name}`
    return failure === null ? succeed(new Secret(token)) : fail(failure)
  }
}

/** Sign-in pages that know the user, until they are told otherwise. */
export class FakeSignIns implements SignIns {
  /** Which provider was asked for whom. */
  readonly asked: (readonly [provider: string, asker: Asker])[] = []
  failure: Failure | null = null
  /** Whose page is before the user's eyes. */
  readonly open = new Set<IdentityId>()
  readonly raised: IdentityId[] = []
  readonly withdrawn: IdentityId[] = []
  /** As it was told last. */
  kept: readonly SamlProvider[] = []
  forgotten = 0
  readonly gate = new Gate()

  async assertion(provider: SamlProvider, asker: Asker): Promise<Result<Secret>> {
    this.asked.push([provider.name, asker])
    await this.gate.pass()
    const { failure } = this
    return failure === null ? succeed(new Secret(`hidden-assertion-${this.asked.length}`)) : fail(failure)
  }

  raise(id: IdentityId): void {
    this.raised.push(id)
  }

  isOpen(id: IdentityId): boolean {
    return this.open.has(id)
  }

  withdraw(id: IdentityId): void {
    this.withdrawn.push(id)
  }

  keepOnly(providers: readonly SamlProvider[]): void {
    this.kept = providers
  }

  async forget(): Promise<void> {
    this.forgotten += 1
  }
}
