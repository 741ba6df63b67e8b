import { type Bus, NoAnswer } from './bus.ts'

/** What is used of a bus. */
export type HostBus = Pick<Bus, 'property' | 'onSignal'>

const NAME = 'org.kde.StatusNotifierWatcher'
const WATCHER = { destination: NAME, path: '/StatusNotifierWatcher', interface: NAME }

/**
 * Tells whether this desktop shows tray icons, now and whenever that changes.
 * Source: https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierWatcher/
 */
export async function watchTrayHost(bus: HostBus, tell: (isThere: boolean) => void): Promise<void> {
  let latest = 0
  const look = async (): Promise<void> => {
    latest += 1
    const mine = latest
    const answer = await bus
      .property(WATCHER, 'IsStatusNotifierHostRegistered')
      .catch((error: unknown) => error)
    // A later look knows better, whichever is answered first.
    if (mine !== latest) return
    // Nobody owns the name where there is no tray.
    tell(answer === true)
    // One that hangs tells nobody when it goes on: it is asked until it does, or is gone.
    if (answer instanceof NoAnswer) void look()
  }
  await Promise.allSettled([
    bus.onSignal({ interface: NAME, member: 'StatusNotifierHostRegistered' }, () => void look()),
    bus.onSignal({ interface: NAME, member: 'StatusNotifierHostUnregistered' }, () => void look()),
    bus.onSignal({ interface: 'org.freedesktop.DBus', member: 'NameOwnerChanged' }, ([name]) => {
      if (name === NAME) void look()
    }),
  ])
  await look()
}
