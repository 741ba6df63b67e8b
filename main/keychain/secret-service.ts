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

const SERVICE = { destination: 'org.freedesktop.secrets', path: '/org/freedesktop/secrets' }

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
    const [locked] = await bus.call({
      ...SERVICE,
      path: collection,
      interface: 'org.freedesktop.DBus.Properties',
      member: 'Get',
      signature: 'ss',
      body: ['org.freedesktop.Secret.Collection', 'Locked'],
    })
    const value = typeof locked === 'object' && locked !== null && 'value' in locked ? locked.value : null
    return typeof value === 'boolean' ? value : null
  } catch {
    return null
  }
}
