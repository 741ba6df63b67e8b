/** The session bus. */
export interface SessionBus {
  /** Rejects if there is no answer. */
  call(call: {
    readonly destination: string
    readonly path: string
    readonly interface: string
    readonly member: string
    readonly signature: string
    readonly body: unknown[]
  }): Promise<readonly unknown[]>
}

/** A bus that also tells when a dialog of the Secret Service was answered. */
export interface PromptingBus extends SessionBus {
  /** @returns what ends it */
  onSignal(
    signal: { readonly interface: string; readonly member: string; readonly path: string },
    listener: (body: readonly unknown[]) => void,
  ): Promise<() => void>
}

export const SERVICE = { destination: 'org.freedesktop.secrets', path: '/org/freedesktop/secrets' }

/** A property of an object of the Secret Service, without its type tag. */
export async function secretProperty(
  bus: SessionBus,
  path: string,
  iface: 'Service' | 'Collection' | 'Item',
  name: string,
): Promise<unknown> {
  const [tagged] = await bus.call({
    ...SERVICE,
    path,
    interface: 'org.freedesktop.DBus.Properties',
    member: 'Get',
    signature: 'ss',
    body: [`org.freedesktop.Secret.${iface}`, name],
  })
  return typeof tagged === 'object' && tagged !== null && 'value' in tagged ? tagged.value : null
}

/** `no-keyring`: the service has none that new items would go to. `silent`: it did not answer, or not as it should. */
export type KeyringState = 'no-service' | 'no-keyring' | 'locked' | 'open' | 'silent'

/** How the keyring is, without a dialog. */
export async function keyringState(bus: SessionBus): Promise<KeyringState> {
  try {
    if (!(await isOnBus(bus))) return 'no-service'
    const collection = await defaultCollection(bus)
    if (collection === null) return 'no-keyring'
    const isLocked = await secretProperty(bus, collection, 'Collection', 'Locked')
    return typeof isLocked === 'boolean' ? (isLocked ? 'locked' : 'open') : 'silent'
  } catch {
    return 'silent'
  }
}

/** Whether there is a Secret Service, or one that the bus would start. */
async function isOnBus(bus: SessionBus): Promise<boolean> {
  const ask = {
    destination: 'org.freedesktop.DBus',
    path: '/org/freedesktop/DBus',
    interface: 'org.freedesktop.DBus',
  }
  const [hasOwner] = await bus.call({
    ...ask,
    member: 'NameHasOwner',
    signature: 's',
    body: [SERVICE.destination],
  })
  if (hasOwner === true) return true
  const [names] = await bus.call({ ...ask, member: 'ListActivatableNames', signature: '', body: [] })
  return Array.isArray(names) && names.includes(SERVICE.destination)
}

/** The one that new items go to; null where there is none. */
async function defaultCollection(bus: SessionBus): Promise<string | null> {
  const [collection] = await bus.call({
    ...SERVICE,
    interface: 'org.freedesktop.Secret.Service',
    member: 'ReadAlias',
    signature: 's',
    body: ['default'],
  })
  return typeof collection === 'string' && collection !== '/' ? collection : null
}

/**
 * Whether the keyring is locked, asked of the Secret Service itself, which opens no dialog; null where it does not
 * tell. Source: Secret Service API, org.freedesktop.Secret.Collection.
 */
export async function isKeyringLocked(bus: SessionBus | null): Promise<boolean | null> {
  if (bus === null) return null
  try {
    const collection = await defaultCollection(bus)
    if (collection === null) return null
    const value = await secretProperty(bus, collection, 'Collection', 'Locked')
    return typeof value === 'boolean' ? value : null
  } catch {
    return null
  }
}
