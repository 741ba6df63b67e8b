import { pathToFileURL } from 'node:url'
import { Message, Variant } from '@jellybrick/dbus-next'
import { connectBus } from './desktop-bus.ts'

const PORTAL = 'org.freedesktop.portal.Desktop'
const CHOOSER = 'org.freedesktop.portal.FileChooser'
const MANAGER = 'org.freedesktop.FileManager1'

export interface FileDialogs {
  /** What the next dialog is answered with: a path, or null for Cancel. */
  answer(path: string | null): void
  /** The titles of the dialogs that came, the first one first. */
  asked(): readonly string[]
  /** The addresses of the files that a file manager was to show. */
  shown(): readonly string[]
}

/** Chooses files for the tests, in the place of a desktop's portal, and notes what a file manager would show. */
export async function startFileDialogs(busAddress: string): Promise<FileDialogs> {
  const { bus } = await connectBus(busAddress)
  const asked: string[] = []
  const shown: string[] = []
  let next: string | null = null

  const choose = (message: Message): void => {
    const [, title, options] = message.body as [string, string, Record<string, Variant<string> | undefined>]
    asked.push(title)
    const sender = (message.sender ?? '').slice(1).replaceAll('.', '_')
    const handle = `/org/freedesktop/portal/desktop/request/${sender}/${options['handle_token']?.value ?? 't'}`
    bus.send(Message.newMethodReturn(message, 'o', [handle]))
    const uris = next === null ? [] : [pathToFileURL(next).href]
    const body = [next === null ? 1 : 0, { uris: new Variant('as', uris) }]
    bus.send(Message.newSignal(handle, 'org.freedesktop.portal.Request', 'Response', 'ua{sv}', body))
  }

  bus.addMethodHandler((message: Message) => {
    if (message.interface === MANAGER && message.member === 'ShowItems') {
      const [uris] = message.body as [readonly string[]]
      shown.push(...uris)
      bus.send(Message.newMethodReturn(message))
      return true
    }
    if (message.interface === 'org.freedesktop.DBus.Properties' && message.body[0] === CHOOSER) {
      // The first one that takes a folder to begin in, which Electron asks for.
      const version = new Variant('u', 4)
      if (message.member === 'Get') bus.send(Message.newMethodReturn(message, 'v', [version]))
      else bus.send(Message.newMethodReturn(message, 'a{sv}', [{ version }]))
      return true
    }
    if (message.interface !== CHOOSER) return false
    choose(message)
    return true
  })
  await bus.requestName(PORTAL)
  await bus.requestName(MANAGER)
  return {
    answer(path) {
      next = path
    },
    asked: () => asked,
    shown: () => shown,
  }
}
