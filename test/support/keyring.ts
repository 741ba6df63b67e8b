import { Variant } from '@jellybrick/dbus-next'
import { connectBus } from './desktop-bus.ts'
import { type Group, runTool, startGroup } from './desktop-process.ts'
import { until } from './desktop-wait.ts'

export type KeyringMode = 'unlocked' | 'locked' | 'empty' | 'none'

export interface Keyring {
  lock(): Promise<void>
  unlock(): Promise<void>
  /** Ends the daemon; what it holds stays on disk. */
  kill(): Promise<void>
  /** Ends the daemon if it runs, and starts a new one over the same files, in the mode of the beginning. */
  restart(): Promise<void>
  /** It keeps its name on the bus and answers nothing. */
  freeze(): void
  thaw(): void
  /** As any other program sees it; null if there is no such item, or it is locked. */
  lookup(service: string, account: string): Promise<string | null>
  store(service: string, account: string, value: string): Promise<void>
}

const service = { destination: 'org.freedesktop.secrets', path: '/org/freedesktop/secrets' }
const serviceInterface = 'org.freedesktop.Secret.Service'
// Not empty: with an empty password gnome-keyring makes a keyring that cannot be locked.
const password = 'only for tests'

export async function startKeyring(
  mode: KeyringMode,
  env: NodeJS.ProcessEnv,
  own: (group: Group) => void,
): Promise<Keyring> {
  const busAddress = env['DBUS_SESSION_BUS_ADDRESS'] ?? ''
  let daemon: Group | undefined

  async function withBus<T>(
    work: (client: Awaited<ReturnType<typeof connectBus>>) => Promise<T>,
  ): Promise<T> {
    const client = await connectBus(busAddress)
    try {
      return await work(client)
    } finally {
      client.close()
    }
  }

  /** The path of the default collection, or null if there is none. */
  const collection = () =>
    withBus(async client => {
      const call = {
        ...service,
        interface: serviceInterface,
        member: 'ReadAlias',
        signature: 's',
        body: ['default'],
      }
      const [path] = await client.call(call)
      return typeof path === 'string' && path !== '/' ? path : null
    })

  const isLocked = (path: string) =>
    withBus(client =>
      client.property({ ...service, path }, 'org.freedesktop.Secret.Collection', 'Locked').then(Boolean),
    )

  const required = async () => {
    const path = await collection()
    if (path === null) throw new Error('the keyring has no default collection')
    return path
  }

  const hasOwner = () =>
    withBus(async client => {
      const bus = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' }
      const call = { ...bus, interface: 'org.freedesktop.DBus', member: 'NameHasOwner', signature: 's' }
      return (await client.call({ ...call, body: [service.destination] }))[0] === true
    })

  async function start() {
    if (mode === 'none') return
    const args = ['--foreground', '--components=secrets', ...(mode === 'empty' ? [] : ['--unlock'])]
    const group = startGroup('gnome-keyring-daemon', args, { env, input: mode === 'empty' ? '' : password })
    daemon = group
    own(group)
    const details = group.output
    await until('the keyring is on the bus', hasOwner, { details })
    if (mode === 'empty') return
    const open = async () => {
      const path = await collection()
      return path !== null && !(await isLocked(path))
    }
    await until('the default collection is unlocked', open, { details })
    if (mode === 'locked') await keyring.lock()
  }

  const keyring: Keyring = {
    async lock() {
      const path = await required()
      const call = {
        ...service,
        interface: serviceInterface,
        member: 'Lock',
        signature: 'ao',
        body: [[path]],
      }
      await withBus(client => client.call(call))
      await until('the collection is locked', () => isLocked(path))
    },
    async unlock() {
      const path = await required()
      // The only way past the password dialog, which a machine without a person cannot answer.
      const back = 'org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface'
      await withBus(async client => {
        const open = { ...service, interface: serviceInterface, member: 'OpenSession', signature: 'sv' }
        const [, session] = await client.call({ ...open, body: ['plain', new Variant('s', '')] })
        const secret = [session, Buffer.alloc(0), Buffer.from(password), 'text/plain']
        const unlock = {
          ...service,
          interface: back,
          member: 'UnlockWithMasterPassword',
          signature: 'o(oayays)',
        }
        await client.call({ ...unlock, body: [path, secret] })
      })
      await until('the collection is unlocked', async () => !(await isLocked(path)))
    },
    async kill() {
      await daemon?.kill()
      daemon = undefined
      await until('the keyring has left the bus', async () => !(await hasOwner()))
    },
    async restart() {
      await keyring.kill()
      await start()
    },
    freeze: () => daemon?.signal('SIGSTOP'),
    thaw: () => daemon?.signal('SIGCONT'),
    async lookup(name, account) {
      const args = ['lookup', 'service', name, 'account', account]
      const { code, stdout, stderr } = await runTool('secret-tool', args, { env })
      if (code === 0) return stdout
      if (stderr.trim() === '') return null
      throw new Error(`secret-tool lookup: ${stderr.trim()}`)
    },
    async store(name, account, value) {
      // libsecret finds by schema too; this is the one that keytar asks for.
      const schema = ['xdg:schema', 'org.freedesktop.Secret.Generic']
      const args = ['store', `--label=${name}/${account}`, 'service', name, 'account', account, ...schema]
      const { code, stderr } = await runTool('secret-tool', args, { env, input: value })
      if (code !== 0) throw new Error(`secret-tool store: ${stderr.trim()}`)
    },
  }
  await start()
  return keyring
}
