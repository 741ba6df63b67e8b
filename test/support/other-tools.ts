import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import path from 'node:path'
import { Variant } from '@jellybrick/dbus-next'
import { type BusClient, type Call, connectBus, plain } from './desktop-bus.ts'
import type { Keyring } from './keyring.ts'

/*
 * What Leapp and aws-vault leave on a machine, written from what is known of their formats and from nothing of the
 * app's.
 */

export interface StoredKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** A session as Leapp serializes it: its id, name and type, and what its type has. */
export interface LeappSessionFile {
  readonly sessionId: string
  readonly sessionName: string
  readonly type: string
  readonly [member: string]: unknown
}

/** A workspace with the members that Leapp 0.26 writes, of which most have nothing to do with keys and roles. */
export function leappWorkspace(
  sessions: readonly unknown[],
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    _pinned: [],
    _sessions: sessions,
    _folders: [],
    _segments: [],
    _defaultRegion: 'us-east-1',
    _defaultLocation: 'eastus',
    _macOsTerminal: 'Terminal',
    _idpUrls: [],
    _profiles: [{ id: 'profile-1', name: 'default' }],
    _remoteWorkspacesSettingsMap: {},
    _pluginsStatus: [],
    _extensionEnabled: false,
    _awsSsoIntegrations: [],
    _azureIntegrations: [],
    _proxyConfiguration: { proxyProtocol: 'https', proxyPort: '8080' },
    _notifications: [],
    _credentialMethod: 'credential-file-method',
    _samlRoleSessionDuration: 3600,
    _ssmRegionBehaviour: 'No',
    _workspaceVersion: 7,
    ...more,
  }
}

/** Leapp’s file in a home folder, as Leapp on this machine would have written it. */
export async function writeLeapp(home: string, workspace: unknown): Promise<string> {
  const folder = path.join(home, '.Leapp')
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, 'Leapp-lock.json')
  await writeFile(file, encryptAsLeapp(JSON.stringify(workspace), leappPassphrase(thisMachinesId())))
  return file
}

export function leappPassphrase(machineId: string): string {
  return createHash('sha256').update(machineId).digest('hex')
}

/** As `cat /var/lib/dbus/machine-id /etc/machine-id || hostname`, of which the first line counts. */
function thisMachinesId(): string {
  const file = ['/var/lib/dbus/machine-id', '/etc/machine-id'].find(existsSync)
  return file === undefined ? hostname().toLowerCase() : readFileSync(file, 'utf8').trim().toLowerCase()
}

/** CryptoJS's AES with a passphrase: `openssl enc -aes-256-cbc -md md5 -base64 -A`. */
export function encryptAsLeapp(text: string, passphrase: string, salt: Buffer = randomBytes(8)): string {
  const md5 = (...parts: readonly (Buffer | string)[]) => {
    const hash = createHash('md5')
    for (const part of parts) hash.update(part)
    return hash.digest()
  }
  const first = md5(passphrase, salt)
  const second = md5(first, passphrase, salt)
  const iv = md5(second, passphrase, salt)
  const cipher = createCipheriv('aes-256-cbc', Buffer.concat([first, second]), iv)
  const content = [cipher.update(text.trim(), 'utf8'), cipher.final()]
  return Buffer.concat([Buffer.from('Salted__'), salt, ...content]).toString('base64')
}

/** The two items of a Leapp IAM user. */
export async function storeLeappKey(keyring: Keyring, sessionId: string, key: StoredKey): Promise<void> {
  const item = `${sessionId}-iam-user-aws-session`
  await keyring.store('Leapp', `${item}-access-key-id`, key.accessKeyId)
  await keyring.store('Leapp', `${item}-secret-access-key`, key.secretAccessKey)
}

const service = { destination: 'org.freedesktop.secrets', path: '/org/freedesktop/secrets' }
const SERVICE = 'org.freedesktop.Secret.Service'
const COLLECTION = 'org.freedesktop.Secret.Collection'
const ITEM = 'org.freedesktop.Secret.Item'
const BACK_DOOR = 'org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface'
const AWS_VAULT = '/org/freedesktop/secrets/collection/awsvault'

/** A keyring has a password of its own; here it is not the one of the default keyring. */
export const AWS_VAULT_PASSWORD = 'only for aws-vault'

/** A key as `aws-vault add` keeps it, in a collection of aws-vault’s own, which is made if need be. */
export function storeAwsVaultKey(
  busAddress: string,
  name: string,
  key: StoredKey,
  sessionToken = '',
): Promise<void> {
  const data = {
    AccessKeyID: key.accessKeyId,
    SecretAccessKey: key.secretAccessKey,
    SessionToken: sessionToken,
    Source: '',
    CanExpire: false,
    Expires: '0001-01-01T00:00:00Z',
    AccountID: '',
  }
  const item = {
    Key: name,
    Data: Buffer.from(JSON.stringify(data)).toString('base64'),
    Label: `aws-vault (${name})`,
    Description: '',
    KeychainNotTrustApplication: true,
    KeychainNotSynchronizable: false,
  }
  return storeAwsVaultItem(busAddress, name, JSON.stringify(item))
}

/** Any item in aws-vault’s collection, such as a session that it has cached. */
export function storeAwsVaultItem(busAddress: string, name: string, value: string): Promise<void> {
  return onBus(busAddress, async (client, session) => {
    const all = await client.property(service, SERVICE, 'Collections')
    if (!(Array.isArray(all) && all.includes(AWS_VAULT)))
      await call(client, service.path, BACK_DOOR, 'CreateWithMasterPassword', 'a{sv}(oayays)', [
        { [`${COLLECTION}.Label`]: new Variant('s', 'awsvault') },
        secretOf(session, AWS_VAULT_PASSWORD),
      ])
    const properties = {
      [`${ITEM}.Label`]: new Variant('s', name),
      [`${ITEM}.Attributes`]: new Variant('a{ss}', { profile: name }),
    }
    await call(client, AWS_VAULT, COLLECTION, 'CreateItem', 'a{sv}(oayays)b', [
      properties,
      secretOf(session, value),
      true,
    ])
  })
}

export function lockAwsVault(busAddress: string): Promise<void> {
  return onBus(busAddress, async client => {
    await call(client, service.path, SERVICE, 'Lock', 'ao', [[AWS_VAULT]])
  })
}

/** Past the dialog. */
export function unlockAwsVault(busAddress: string): Promise<void> {
  return onBus(busAddress, async (client, session) => {
    const secret = secretOf(session, AWS_VAULT_PASSWORD)
    await call(client, service.path, BACK_DOOR, 'UnlockWithMasterPassword', 'o(oayays)', [AWS_VAULT, secret])
  })
}

/** Every unlocked item of every collection with all that is known of it, to see whether anything was changed. */
export function allItems(busAddress: string): Promise<readonly unknown[]> {
  return onBus(busAddress, async (client, session) => {
    const found: unknown[] = []
    for (const collection of strings(await client.property(service, SERVICE, 'Collections')))
      for (const item of strings(
        await client.property({ ...service, path: collection }, COLLECTION, 'Items'),
      )) {
        const [properties] = await call(client, item, 'org.freedesktop.DBus.Properties', 'GetAll', 's', [
          ITEM,
        ])
        const [secret] = await call(client, item, ITEM, 'GetSecret', 'o', [session])
        const value = Array.isArray(secret) ? String(secret[2]) : null
        found.push({ collection, item, properties: plain(properties), value })
      }
    return found
  })
}

async function onBus<T>(
  busAddress: string,
  work: (client: BusClient, session: string) => Promise<T>,
): Promise<T> {
  const client = await connectBus(busAddress)
  try {
    const body = ['plain', new Variant('s', '')]
    const [, session] = await call(client, service.path, SERVICE, 'OpenSession', 'sv', body)
    return await work(client, String(session))
  } finally {
    client.close()
  }
}

function call(
  client: BusClient,
  at: string,
  iface: string,
  member: string,
  signature: string,
  body: unknown[],
) {
  const message: Call = { ...service, path: at, interface: iface, member, signature, body }
  return client.call(message)
}

function secretOf(session: string, value: string): unknown[] {
  return [session, Buffer.alloc(0), Buffer.from(value), 'application/json']
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}
