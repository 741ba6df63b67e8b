import { Message, Variant } from '@jellybrick/dbus-next'
import { connectBus } from './desktop-bus.ts'
import { until } from './desktop-wait.ts'

const name = 'org.freedesktop.login1'
const managerPath = '/org/freedesktop/login1'
const sessionPath = '/org/freedesktop/login1/session/_32'
const sessionInterface = `${name}.Session`

/** What a desktop and the computer tell logind, and logind tells everyone. */
export interface Logind {
  /** As a desktop that sets the hint when its screen was locked or unlocked. */
  setLockedHint(locked: boolean): Promise<void>
  /** As `loginctl lock-session` and `unlock-session`. */
  ask(what: 'Lock' | 'Unlock'): Promise<void>
  /** The computer goes to sleep, and is back. */
  sleepAndResume(): Promise<void>
}

/** Plays logind on a private bus, with one session, which everybody is in. It ends with the bus. */
export async function startLogind(busAddress: string): Promise<Logind> {
  const { bus } = await connectBus(busAddress)
  let locked = false
  let isWatched = false

  bus.addMethodHandler((message: Message) => {
    const [first, second] = message.body
    if (message.path === managerPath && message.member === 'GetSessionByPID') {
      bus.send(Message.newMethodReturn(message, 'o', [sessionPath]))
      return true
    }
    if (message.path !== sessionPath || first !== sessionInterface || second !== 'LockedHint') return false
    bus.send(Message.newMethodReturn(message, 'v', [new Variant('b', locked)]))
    isWatched = true
    return true
  })
  await bus.requestName(name)

  const emit = async (...[path, from, member, signature, body]: Parameters<typeof Message.newSignal>) => {
    // A signal that is sent before anybody listens is lost, and the app reads the hint when it listens to all.
    await until('the app has asked logind whether the screen is locked', () => isWatched)
    bus.send(Message.newSignal(path, from, member, signature, body))
  }
  return {
    async setLockedHint(isLocked) {
      locked = isLocked
      const changed = { LockedHint: new Variant('b', isLocked) }
      const body = [sessionInterface, changed, []]
      await emit(sessionPath, 'org.freedesktop.DBus.Properties', 'PropertiesChanged', 'sa{sv}as', body)
    },
    ask: what => emit(sessionPath, sessionInterface, what),
    async sleepAndResume() {
      for (const isBefore of [true, false])
        await emit(managerPath, `${name}.Manager`, 'PrepareForSleep', 'b', [isBefore])
    },
  }
}
