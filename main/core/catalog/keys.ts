import type { KeySource } from '../broker/acquire.ts'
import { endpointOf } from '../broker/chain.ts'
import { type AccessKey, keyHint } from '../broker/credentials.ts'
import { done, type Failure, fail, type Result, succeed } from '../failures/failure.ts'
import type { Problem } from '../failures/problem.ts'
import { Secret } from '../secret.ts'
import type { SecretStore } from '../secret-store.ts'
import { checkMfaSerial, nameInArn } from '../sts/arns.ts'
import type { Lookups } from '../sts/lookups.ts'
import { partitionOfRegion } from '../sts/partitions.ts'
import type { Catalog } from './catalog.ts'
import { dependents, findIamUser, nameTaken } from './catalog-data.ts'
import type { EndpointSettings, IamUser, IdentityId } from './identity.ts'
import { checkAccessKeyId, checkEndpoint, checkName, checkSecretAccessKey } from './identity-rules.ts'

/** What can be seen and changed of an IAM user without the key. */
export interface KeySettings extends EndpointSettings {
  /** Empty for the IAM user's own name. */
  readonly name: string
  readonly mfaSerial: string | null
}

/** Puts access keys into the keychain, and takes them out for an STS call. */
export class Keys implements KeySource {
  readonly #store: SecretStore
  readonly #catalog: Catalog
  readonly #lookups: Lookups
  readonly #newId: () => string

  constructor(store: SecretStore, catalog: Catalog, lookups: Lookups, newId: () => string) {
    this.#store = store
    this.#catalog = catalog
    this.#lookups = lookups
    this.#newId = newId
  }

  /** Asks AWS whose key it is, so that a key which does not work is never kept. */
  async add(
    settings: KeySettings,
    key: AccessKey,
    id: IdentityId = this.#newId() as IdentityId,
  ): Promise<Result<void>> {
    const identity = await this.#keep(id, settings, key, null)
    if (!identity.ok) return identity
    const added = await this.#catalog.addIdentity(identity.value)
    // Nothing points at the item, so it would stay in the keychain for good.
    if (!added.ok) await this.#store.remove(identity.value.keychainAccount)
    return added
  }

  /** @param key null to leave the key as it is; another one must be of the same user */
  async edit(id: IdentityId, settings: KeySettings, key: AccessKey | null): Promise<Result<void>> {
    const old = findIamUser(this.#catalog.data, id)
    if (!old.ok) return old
    if (key === null) {
      const problems = checkSettings(settings)
      if (problems.length > 0) return fail({ kind: 'invalid', problems })
      return this.#catalog.editIamUser(id, current => ({
        ...current,
        ...settings,
        name: settings.name || nameInArn(current.arn),
      }))
    }
    const identity = await this.#keep(id, settings, key, old.value.arn)
    if (!identity.ok) return identity
    let unused = identity.value.keychainAccount
    const replaced = await this.#catalog.editIamUser(id, current => {
      unused = current.keychainAccount
      return identity.value
    })
    // What fails here leaves an item that nothing uses: harmless, and no reason to tell the user of a failure.
    await this.#store.remove(replaced.ok ? unused : identity.value.keychainAccount)
    return replaced
  }

  /** The keychain first: once the catalog has let go, nobody would know that there is an item to delete. */
  async remove(id: IdentityId): Promise<Result<void>> {
    const identity = findIamUser(this.#catalog.data, id)
    if (!identity.ok) return identity
    const by = dependents(this.#catalog.data, id)
    if (by.length > 0) return fail({ kind: 'in-use', name: identity.value.name, by })
    const removed = await this.#store.remove(identity.value.keychainAccount)
    return removed.ok ? this.#catalog.removeIdentity(id) : removed
  }

  async read(identity: IamUser): Promise<Result<AccessKey>> {
    const item = await this.#store.get(identity.keychainAccount)
    if (!item.ok) return item
    const key = item.value === null ? null : decode(item.value)
    if (key === null) return fail({ kind: 'keychain', reason: 'missing', detail: identity.name })
    return succeed(key)
  }

  /**
   * Checks, asks AWS, writes to a new item, and reads that back: what can't be read again was not kept.
   * @param arn whose key it must be, or null for anybody's
   */
  async #keep(
    id: IdentityId,
    settings: KeySettings,
    key: AccessKey,
    arn: string | null,
  ): Promise<Result<IamUser>> {
    const problems = [
      ...checkSettings(settings),
      ...checkAccessKeyId('accessKeyId', key.accessKeyId),
      ...checkSecretAccessKey('secretAccessKey', key.secretAccessKey.reveal()),
    ]
    if (problems.length > 0) return fail({ kind: 'invalid', problems })
    const taken = this.#checkName(settings.name, id)
    if (!taken.ok) return taken
    const who = await this.#lookups.whoAmI({ ...key, sessionToken: null }, endpointOf(settings))
    if (!who.ok) return fail(await this.#whyUnknown(who.failure, key, settings))
    const { arn: owner, account } = who.value
    if (arn !== null && owner !== arn) {
      const problem = `This key is of ${owner}, and this one is for ${arn}. Add it as a key of its own.`
      return fail({ kind: 'invalid', problems: [{ field: 'accessKeyId', problem }] })
    }
    const identity: IamUser = {
      kind: 'iam-user',
      id,
      ...settings,
      arn: owner,
      account,
      name: settings.name || nameInArn(owner),
      accessKeyHint: keyHint(key.accessKeyId),
      keychainAccount: `access-key/${this.#newId()}`,
    }
    const set = await this.#store.set(identity.keychainAccount, encode(key))
    // Nothing is there to be removed; and with a locked keychain each call may open a dialog.
    if (!set.ok) return set
    const back = await this.#readBack(identity, key)
    if (back.ok) return succeed(identity)
    await this.#store.remove(identity.keychainAccount)
    return back
  }

  /** AWS tells to anybody which account a key is of, so another key of the user's can ask. */
  async #whyUnknown(failure: Failure, key: AccessKey, settings: KeySettings): Promise<Failure> {
    if (failure.kind !== 'aws' || failure.code !== 'InvalidClientTokenId') return failure
    for (const other of this.#catalog.data.identities) {
      if (other.kind !== 'iam-user' || other.accessKeyHint === '' || !asksTheSame(other, settings)) continue
      const signer = await this.read(other)
      if (!signer.ok) return failure
      const account = await this.#lookups.accountOfKey(
        key.accessKeyId,
        { ...signer.value, sessionToken: null },
        endpointOf(other),
      )
      return account.ok
        ? { kind: 'dead-key', accessKeyHint: keyHint(key.accessKeyId), account: account.value }
        : failure
    }
    return failure
  }

  async #readBack(identity: IamUser, key: AccessKey): Promise<Result<void>> {
    const back = await this.read(identity)
    if (!back.ok) return back
    const same =
      back.value.accessKeyId === key.accessKeyId &&
      back.value.secretAccessKey.reveal() === key.secretAccessKey.reveal()
    return same ? done : fail({ kind: 'keychain', reason: 'missing', detail: identity.name })
  }

  /** Early, so that AWS is not asked in vain; the catalog has the last word. */
  #checkName(name: string, id: IdentityId): Result<void> {
    const taken = this.#catalog.data.identities.some(each => each.id !== id && each.name === name)
    return taken ? fail({ kind: 'invalid', problems: [nameTaken('identity', name)] }) : done
  }
}

/** Another partition does not know the key, and another STS URL may be that of a local AWS with accounts of its own. */
function asksTheSame(a: EndpointSettings, b: EndpointSettings): boolean {
  return a.stsUrl === b.stsUrl && partitionOfRegion(a.region) === partitionOfRegion(b.region)
}

function checkSettings(settings: KeySettings): readonly Problem[] {
  const { name, mfaSerial } = settings
  return [
    ...(name === '' ? [] : checkName('name', name)),
    ...(mfaSerial === null ? [] : checkMfaSerial('mfaSerial', mfaSerial)),
    ...checkEndpoint(settings),
  ]
}

function encode(key: AccessKey): Secret {
  return new Secret(
    JSON.stringify({ accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey.reveal() }),
  )
}

function decode(item: Secret): AccessKey | null {
  try {
    const read: unknown = JSON.parse(item.reveal())
    if (typeof read !== 'object' || read === null) return null
    if (!('accessKeyId' in read) || typeof read.accessKeyId !== 'string') return null
    if (!('secretAccessKey' in read) || typeof read.secretAccessKey !== 'string') return null
    return { accessKeyId: read.accessKeyId, secretAccessKey: new Secret(read.secretAccessKey) }
  } catch {
    return null
  }
}
