import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connectBus } from '../support/desktop-bus.ts'
import { until } from '../support/desktop-wait.ts'

const KEYRING = 'org.freedesktop.secrets'
/** Of a message: byte order, type, flags, version, and the lengths of the body and, behind it, of the header's fields. */
const HEAD_BYTES = 16

export interface BusMonitor {
  /** Ends it, and gives each message as it went over the bus, but those to and from the keyring. */
  stop(): Promise<readonly Buffer[]>
}

/** Hears all that is said on a session bus. */
export async function monitorBus(busAddress: string): Promise<BusMonitor> {
  const keyrings = new Set<string>([KEYRING])
  const client = await connectBus(busAddress)
  const bus = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' }
  const ask = { ...bus, interface: 'org.freedesktop.DBus', member: 'GetNameOwner', signature: 's' }
  // Answers come from the keyring's own name on the bus and not from the known one. A new daemon has another one.
  const noteOwner = async () => {
    const [owner] = await client.call({ ...ask, body: [KEYRING] }).catch(() => [])
    if (typeof owner === 'string') keyrings.add(owner)
  }
  await noteOwner()

  // It becomes a monitor (BecomeMonitor) and prints what comes as it is.
  const child = spawn('dbus-monitor', ['--address', busAddress, '--binary'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const parts: Buffer[] = []
  child.stdout.on('data', (part: Buffer) => parts.push(part))
  await until('the monitor hears the bus', async () => {
    await noteOwner()
    return parts.length > 0
  })
  return {
    async stop() {
      await noteOwner()
      client.close()
      // What was said last is on its way.
      await new Promise(resolve => setTimeout(resolve, 300))
      child.kill('SIGTERM')
      await ended
      return messagesOf(Buffer.concat(parts)).filter(message => !isOfKeyring(message, keyrings))
    },
  }
}

function messagesOf(stream: Buffer): readonly Buffer[] {
  const found: Buffer[] = []
  for (let at = 0; at + HEAD_BYTES <= stream.length; ) {
    const length = headLength(stream, at) + number(stream, at, 4)
    found.push(stream.subarray(at, at + length))
    at += length
  }
  return found
}

function number(stream: Buffer, at: number, offset: number): number {
  return stream[at] === 0x6c ? stream.readUInt32LE(at + offset) : stream.readUInt32BE(at + offset)
}

/** The body begins at a multiple of eight bytes. */
const headLength = (stream: Buffer, at: number): number =>
  Math.ceil((HEAD_BYTES + number(stream, at, 12)) / 8) * 8

function isOfKeyring(message: Buffer, names: ReadonlySet<string>): boolean {
  const head = message.subarray(0, headLength(message, 0)).toString('latin1')
  // Sender and destination are strings, each with a NUL at its end.
  return [...names].some(name => head.includes(`${String.fromCharCode(name.length)}\0\0\0${name}\0`))
}
