import { Message, Variant } from '@jellybrick/dbus-next'
import type { BusClient } from './desktop-bus.ts'

export const watcherName = 'org.kde.StatusNotifierWatcher'
export const watcherPath = '/StatusNotifierWatcher'

/** Makes this connection the desktop's tray, as a panel would be: apps register with it, and it forgets those that go. */
export async function becomeTrayHost({ bus, call }: BusClient): Promise<void> {
  /** item → its owner */
  const items = new Map<string, string>()
  const properties = () => ({
    RegisteredStatusNotifierItems: new Variant('as', [...items.keys()]),
    IsStatusNotifierHostRegistered: new Variant('b', true),
    ProtocolVersion: new Variant('i', 0),
  })
  const tell = (signal: string, item: string) =>
    bus.send(Message.newSignal(watcherPath, watcherName, signal, 's', [item]))

  // By hand, not through the library's service classes: an item may give no more than its object path, and then
  // the sender, which those do not tell, is its address.
  bus.addMethodHandler((message: Message) => {
    if (message.path !== watcherPath) return false
    const [first, second] = message.body
    if (message.member === 'RegisterStatusNotifierItem') {
      const given = String(first)
      const item = given.startsWith('/') ? message.sender + given : `${given}/StatusNotifierItem`
      items.set(item, message.sender)
      bus.send(Message.newMethodReturn(message))
      tell('StatusNotifierItemRegistered', item)
      return true
    }
    if (message.member === 'RegisterStatusNotifierHost') {
      bus.send(Message.newMethodReturn(message))
      return true
    }
    if (message.member === 'GetAll' && first === watcherName) {
      bus.send(Message.newMethodReturn(message, 'a{sv}', [properties()]))
      return true
    }
    const wanted = Object.entries(properties()).find(([name]) => name === second)
    if (message.member !== 'Get' || first !== watcherName || wanted === undefined) return false
    bus.send(Message.newMethodReturn(message, 'v', [wanted[1]]))
    return true
  })

  bus.on('message', (message: Message) => {
    if (message.member !== 'NameOwnerChanged' || message.interface !== 'org.freedesktop.DBus') return
    const [name, , newOwner] = message.body
    if (newOwner !== '') return
    for (const [item, owner] of items) {
      if (owner !== name && !item.startsWith(`${String(name)}/`)) continue
      items.delete(item)
      tell('StatusNotifierItemUnregistered', item)
    }
  })
  await call({
    destination: 'org.freedesktop.DBus',
    path: '/org/freedesktop/DBus',
    interface: 'org.freedesktop.DBus',
    member: 'AddMatch',
    signature: 's',
    body: ["type='signal',interface='org.freedesktop.DBus',member='NameOwnerChanged'"],
  })
  await bus.requestName(`org.kde.StatusNotifierHost-${process.pid}`)
  await bus.requestName(watcherName)
}
