import type { EventEmitter } from 'node:events'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Message, type MessageBus, MessageType, sessionBus } from '@jellybrick/dbus-next'
import { type Group, startGroup } from './desktop-process.ts'
import { until, within } from './desktop-wait.ts'

/**
 * No service folders: nothing starts by itself, so that "no keyring" means none. And higher limits than the
 * defaults, which end at 256 connections for each user.
 */
const config = (
  socket: string,
) => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
  <limit name="max_completed_connections">10000</limit>
  <limit name="max_incomplete_connections">10000</limit>
  <limit name="max_connections_per_user">10000</limit>
  <limit name="max_names_per_connection">10000</limit>
  <limit name="max_match_rules_per_connection">10000</limit>
  <limit name="max_replies_per_connection">10000</limit>
  <limit name="reply_timeout">300000</limit>
</busconfig>
`

export async function startBusDaemon(
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<{ group: Group; address: string }> {
  const file = path.join(folder, 'bus.conf')
  await writeFile(file, config(path.join(folder, 'bus')))
  const group = startGroup(
    'dbus-daemon',
    [`--config-file=${file}`, '--nofork', '--nopidfile', '--print-address=1'],
    { env },
  )
  const address = await until(
    'dbus-daemon tells its address',
    () => /^unix:path=\S+$/m.exec(group.output())?.[0],
    { details: group.output },
  )
  return { group, address }
}

export interface Call {
  destination: string
  path: string
  interface: string
  member: string
  signature?: string
  body?: unknown[]
  timeoutMs?: number
}

export interface BusClient {
  readonly bus: MessageBus
  /** The reply's body. Rejects with the bus's error, or when there is no reply in time. */
  call(call: Call): Promise<unknown[]>
  property(target: Pick<Call, 'destination' | 'path'>, iface: string, name: string): Promise<unknown>
  close(): void
}

export async function connectBus(busAddress: string): Promise<BusClient> {
  const bus = sessionBus({ busAddress })
  // The library's types leave its error event out.
  const events: EventEmitter = bus
  const failed = new Promise<never>((_resolve, reject) => events.on('error', reject))
  // After the connection is up, a bus that goes away shows in the calls; an error event must not end the tests.
  failed.catch(() => undefined)
  const connected = new Promise<void>(resolve => bus.once('connect', () => resolve()))
  await within(`a connection to ${busAddress}`, 20_000, Promise.race([connected, failed]))

  const call = async ({ timeoutMs = 20_000, ...message }: Call) => {
    const what = `a reply of ${message.destination} to ${message.interface}.${message.member}`
    const reply = await within(
      what,
      timeoutMs,
      bus.call(new Message({ ...message, type: MessageType.METHOD_CALL })),
    )
    return reply?.body ?? []
  }
  return {
    bus,
    call,
    async property(target, iface, name) {
      const [value] = await call({
        ...target,
        interface: 'org.freedesktop.DBus.Properties',
        member: 'Get',
        signature: 'ss',
        body: [iface, name],
      })
      return plain(value)
    },
    close: () => bus.disconnect(),
  }
}

/** Takes the type tags off, at every depth. */
export function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value
  if (Array.isArray(value)) return value.map(plain)
  if ('signature' in value && 'value' in value) return plain(value.value)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
}
