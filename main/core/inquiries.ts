import type { KeySource, SignIns } from './broker/acquire.ts'
import type { Broker } from './broker/broker.ts'
import { endpointOf, type StsEndpoint } from './broker/chain.ts'
import type { AccessKey, Signer } from './broker/credentials.ts'
import {
  type CatalogData,
  findIamUser,
  findIdentity,
  findSession,
  identityAtStart,
} from './catalog/catalog-data.ts'
import type { EndpointSettings, IdentityId } from './catalog/identity.ts'
import { checkAccessKeyId, checkEndpoint, checkSecretAccessKey } from './catalog/identity-rules.ts'
import { fail, type Result, succeed } from './failures/failure.ts'
import type { Secret } from './secret.ts'
import type { SessionId } from './sessions/session.ts'
import type { Caller, Lookups } from './sts/lookups.ts'
import type { SamlAssertion, SamlRole } from './sts/saml.ts'

export interface InquiryParts {
  readonly catalog: () => CatalogData
  readonly broker: Broker
  readonly keys: KeySource
  readonly lookups: Lookups
  readonly signIns: SignIns
  /** Null where it can't be read. */
  readonly readAssertion: (assertion: Secret) => SamlAssertion | null
}

/** What a person wants to know of AWS. Nothing that the app does depends on the answers. */
export class Inquiries {
  readonly #parts: InquiryParts

  constructor(parts: InquiryParts) {
    this.#parts = parts
  }

  /** Whom AWS takes the session's credentials for. Starts it where it is not on. */
  async whoAmI(id: SessionId): Promise<Result<Caller>> {
    const signing = await this.#signingOf(id)
    return signing.ok ? this.#parts.lookups.whoAmI(signing.value.signer, signing.value.endpoint) : signing
  }

  /** What a service has refused to the session, in AWS's words: JSON. */
  async decode(id: SessionId, message: string): Promise<Result<string>> {
    const signing = await this.#signingOf(id)
    if (!signing.ok) return signing
    const { signer, endpoint } = signing.value
    return this.#parts.lookups.decode(message.trim(), signer, endpoint)
  }

  /**
   * The serial numbers of the MFA devices that a user has.
   * @param key as it was typed, or null for the one that is kept of this identity
   */
  async mfaDevices(
    settings: EndpointSettings,
    key: AccessKey | null,
    id: IdentityId | null,
  ): Promise<Result<readonly string[]>> {
    const problems = [
      ...checkEndpoint(settings),
      ...(key === null ? [] : checkAccessKeyId('accessKeyId', key.accessKeyId)),
      ...(key === null ? [] : checkSecretAccessKey('secretAccessKey', key.secretAccessKey.reveal())),
    ]
    if (problems.length > 0) return fail({ kind: 'invalid', problems })
    const known = key === null ? await this.#kept(id) : succeed(key)
    if (!known.ok) return known
    return this.#parts.lookups.mfaDevices({ ...known.value, sessionToken: null }, endpointOf(settings))
  }

  /** The roles that a company's sign-in gives its user, who may have to sign in for it. */
  async samlRoles(id: IdentityId): Promise<Result<readonly SamlRole[]>> {
    const found = findIdentity(this.#parts.catalog(), id)
    if (!found.ok) return found
    if (found.value.kind !== 'saml-provider') return fail({ kind: 'not-found', what: 'identity' })
    const assertion = await this.#parts.signIns.assertion(found.value, 'you')
    if (!assertion.ok) return assertion
    const read = this.#parts.readAssertion(assertion.value)
    if (read !== null) return succeed(read.roles)
    return fail({ kind: 'sign-in', reason: 'unreadable', provider: found.value.name, detail: '' })
  }

  async #kept(id: IdentityId | null): Promise<Result<AccessKey>> {
    if (id === null) return fail({ kind: 'not-found', what: 'identity' })
    const user = findIamUser(this.#parts.catalog(), id)
    return user.ok ? this.#parts.keys.read(user.value) : user
  }

  async #signingOf(
    id: SessionId,
  ): Promise<Result<{ readonly signer: Signer; readonly endpoint: StsEndpoint }>> {
    const { broker, catalog } = this.#parts
    const session = findSession(catalog(), id)
    if (!session.ok) return session
    const identity = identityAtStart(catalog(), session.value.source)
    if (identity === null) return fail({ kind: 'not-found', what: 'identity' })
    const held = await broker.obtain(id)
    return held.ok ? succeed({ signer: held.value.credentials, endpoint: endpointOf(identity) }) : held
  }
}
