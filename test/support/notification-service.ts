import { Message } from '@jellybrick/dbus-next'
import { connectBus } from './desktop-bus.ts'

const name = 'org.freedesktop.Notifications'
const path = '/org/freedesktop/Notifications'

interface ShownNotification {
  readonly id: number
  readonly title: string
  readonly body: string
  readonly isOpen: boolean
}

export interface NotificationService {
  /** All that was ever shown, the first one first. */
  shown(): readonly ShownNotification[]
  /** The user clicks on it, and as on most desktops it is gone by that. */
  click(id: number): void
}

/** Why a notification is gone, in the words of the specification. */
const DISMISSED = 2
const CLOSED_BY_CALL = 3

/** Shows an app's notifications to the tests, on a private bus. It ends with the bus. */
export async function startNotificationService(busAddress: string): Promise<NotificationService> {
  const { bus } = await connectBus(busAddress)
  const shown = new Map<number, ShownNotification>()

  const notify = ([, replaced, , title, body]: unknown[]): number => {
    const id = typeof replaced === 'number' && replaced > 0 ? replaced : shown.size + 1
    shown.set(id, { id, title: String(title), body: String(body), isOpen: true })
    return id
  }
  const close = (id: number, reason: number) => {
    const known = shown.get(id)
    if (known?.isOpen !== true) return
    shown.set(id, { ...known, isOpen: false })
    bus.send(Message.newSignal(path, name, 'NotificationClosed', 'uu', [id, reason]))
  }

  bus.addMethodHandler((message: Message) => {
    if (message.path !== path || message.interface !== name) return false
    const reply = (signature = '', body: unknown[] = []) =>
      bus.send(Message.newMethodReturn(message, signature, body))
    switch (message.member) {
      case 'GetServerInformation':
        reply('ssss', ['tests', 'tests', '1', '1.2'])
        return true
      case 'GetCapabilities':
        reply('as', [['actions', 'body']])
        return true
      case 'Notify':
        reply('u', [notify(message.body)])
        return true
      case 'CloseNotification':
        reply()
        close(Number(message.body[0]), CLOSED_BY_CALL)
        return true
      default:
        return false
    }
  })
  await bus.requestName(name)
  return {
    shown: () => [...shown.values()],
    click(id) {
      bus.send(Message.newSignal(path, name, 'ActionInvoked', 'us', [id, 'default']))
      close(id, DISMISSED)
    },
  }
}
