import { Variant } from '@jellybrick/dbus-next'
import * as v from 'valibot'
import type { AccessKey } from '../core/broker/credentials.ts'
import type { Clock } from '../core/clock.ts'
import { codeOf, done, type Failure, fail, type Result, succeed } from '../core/failures/failure.ts'
import type { AwsVaultKeys } from '../core/import/key-readers.ts'
import { Secret } from '../core/secret.ts'
import { unlockCollection } from './secret-prompt.ts'
import { type PromptingBus, SERVICE, secretProperty } from './secret-service.ts'

/** aws-vault finds its collection by this path alone, whatever the label says. */
const COLLECTION = '/org/freedesktop/secrets/collection/awsvault'
/** Its one attribute is the item's name. */
const ATTRIBUTE = 'profile'

const paths = v.array(v.string())
/** The Secret Service's `(oayays)`: session, parameters, value, content type. */
const secretStruct = v.tuple([v.string(), v.unknown(), v.instance(Uint8Array), v.string()])
const envelope = v.object({ Data: v.pipe(v.string(), v.base64()) })
const credentials = v.object({
  AccessKeyID: v.pipe(v.string(), v.minLength(1)),
  SecretAccessKey: v.pipe(v.string(), v.minLength(1)),
  SessionToken: v.optional(v.string(), ''),
})

/**
 * The keys that aws-vault keeps in the Secret Service, which is where it keeps them on a Linux desktop unless it was told
 * otherwise. Not read are its other places: a keychain file of its own on macOS, the Credential Manager on Windows, and
 * anywhere `pass`, KWallet's own interface, the kernel's keyring and encrypted files. Nothing of it is ever changed.
 */
export class AwsVault implements AwsVaultKeys {
  readonly #bus: Promise<PromptingBus | null>
  readonly #clock: Clock

  /** @param bus null where there is no session bus: aws-vault has no keys there that could be read */
  constructor(bus: Promise<PromptingBus | null>, clock: Clock) {
    this.#bus = bus
    this.#clock = clock
  }

  async names(): Promise<Result<readonly string[]>> {
    if ((await this.#bus) === null) return succeed([])
    return this.#ask(async bus => {
      if (!(await exists(bus))) return succeed([])
      const items = v.parse(paths, await secretProperty(bus, COLLECTION, 'Collection', 'Items'))
      const names = await Promise.all(items.map(item => nameOf(bus, item)))
      // From a login until it is first unlocked, GNOME's keyring has no more than hashes of the names.
      if (names.includes(null) && (await isLocked(bus))) return fail(trouble('locked', ''))
      return succeed(names.flatMap(name => (name === null || isCache(name) ? [] : [name])).sort())
    })
  }

  unlock(): Promise<Result<void>> {
    return this.#ask(async bus => {
      if (!(await exists(bus)) || !(await isLocked(bus))) return done
      return (await unlockCollection(bus, this.#clock, COLLECTION)) ? done : fail(trouble('locked', ''))
    })
  }

  async read(name: string): Promise<Result<AccessKey>> {
    const unlocked = await this.unlock()
    if (!unlocked.ok) return unlocked
    return this.#ask(async bus => {
      const item = (await exists(bus)) ? await find(bus, name) : undefined
      if (item === undefined) return fail(trouble('no-key', name))
      return decode(await readSecret(bus, item), name)
    })
  }

  async #ask<T>(work: (bus: PromptingBus) => Promise<Result<T>>): Promise<Result<T>> {
    const bus = await this.#bus
    if (bus === null) return fail({ kind: 'keychain', reason: 'unavailable', detail: 'no session bus' })
    try {
      return await work(bus)
    } catch (error) {
      return fail({ kind: 'keychain', reason: 'unavailable', detail: codeOf(error) })
    }
  }
}

async function exists(bus: PromptingBus): Promise<boolean> {
  const all = v.parse(paths, await secretProperty(bus, SERVICE.path, 'Service', 'Collections'))
  return all.includes(COLLECTION)
}

async function isLocked(bus: PromptingBus): Promise<boolean> {
  return (await secretProperty(bus, COLLECTION, 'Collection', 'Locked')) !== false
}

async function nameOf(bus: PromptingBus, item: string): Promise<string | null> {
  const attributes = v.safeParse(
    v.record(v.string(), v.string()),
    await secretProperty(bus, item, 'Item', 'Attributes'),
  )
  return attributes.success ? (attributes.output[ATTRIBUTE] ?? null) : null
}

/**
 * Whether it is no key but something that ends by itself: a cached session (by kind, profile and MFA device in base64,
 * and its end; older releases had other forms) or a token of IAM Identity Center.
 */
function isCache(name: string): boolean {
  return (
    /^[^,]+,[\w-]+,[\w-]*,\d+$/.test(name) ||
    /^session:[^ ]+:[^ ]*:[^:]+$/.test(name) ||
    / session \(\d+\)$/.test(name) ||
    name.startsWith('oidc:')
  )
}

/** The first, as aws-vault does, should there be more than one. */
async function find(bus: PromptingBus, name: string): Promise<string | undefined> {
  const [found] = await bus.call({
    ...SERVICE,
    path: COLLECTION,
    interface: 'org.freedesktop.Secret.Collection',
    member: 'SearchItems',
    signature: 'a{ss}',
    body: [{ [ATTRIBUTE]: name }],
  })
  return v.parse(paths, found)[0]
}

/** Over the session bus as it is, as aws-vault itself reads it: whoever can listen there can ask as well. */
async function readSecret(bus: PromptingBus, item: string): Promise<unknown> {
  const [, opened] = await bus.call({
    ...SERVICE,
    interface: 'org.freedesktop.Secret.Service',
    member: 'OpenSession',
    signature: 'sv',
    body: ['plain', new Variant('s', '')],
  })
  const session = v.parse(v.string(), opened)
  try {
    const [secret] = await bus.call({
      ...SERVICE,
      path: item,
      interface: 'org.freedesktop.Secret.Item',
      member: 'GetSecret',
      signature: 'o',
      body: [session],
    })
    return secret
  } finally {
    await closeSession(bus, session)
  }
}

async function closeSession(bus: PromptingBus, path: string): Promise<void> {
  const call = { ...SERVICE, path, interface: 'org.freedesktop.Secret.Session', member: 'Close' }
  // It ends with our connection in any case.
  await bus.call({ ...call, signature: '', body: [] }).catch(() => undefined)
}

/** JSON of aws-vault's keyring library around JSON of aws-vault itself. */
function decode(secret: unknown, name: string): Result<AccessKey> {
  // Not by `parse`: its error would quote what it was given.
  const struct = v.safeParse(secretStruct, secret)
  const outer = struct.success ? v.safeParse(envelope, parseJson(struct.output[2])) : null
  const data = outer?.success === true ? parseJson(Buffer.from(outer.output.Data, 'base64')) : null
  const inner = v.safeParse(credentials, data)
  if (!inner.success) return fail(trouble('unreadable', name))
  const { AccessKeyID, SecretAccessKey, SessionToken } = inner.output
  if (SessionToken !== '' || AccessKeyID.startsWith('ASIA')) return fail(trouble('temporary', name))
  return succeed({ accessKeyId: AccessKeyID, secretAccessKey: new Secret(SecretAccessKey) })
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return null
  }
}

function trouble(reason: Extract<Failure, { kind: 'other-tool' }>['reason'], detail: string): Failure {
  return { kind: 'other-tool', tool: 'aws-vault', reason, detail }
}
