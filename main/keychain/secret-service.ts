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

/**
 * Whether the keyring is locked, asked of the Secret Service itself, which opens no dialog; null where it does not
 * tell. Source: Secret Service API, org.freedesktop.Secret.Collection.
 */
export async function isKeyringLocked(bus: SessionBus | null): Promise<boolean | null> {
  if (bus === null) return null
  try {
    const [collection] = await bus.call({
      ...SERVICE,
      interface: 'org.freedesktop.Secret.Service',
      member: 'ReadAlias',
      signature: 's',
      body: ['default'],
    })
    if (typeof collection !== 'string' || collection === '/') return null
    const value = await secretProperty(bus, collection, 'Collection', 'Locked')
    return typeof value === 'boolean' ? value : null
  } catch {
    return null
  }
}
