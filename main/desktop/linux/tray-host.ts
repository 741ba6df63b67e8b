import type { Bus } from './bus.ts'

/** What is used of a bus. */
export type HostBus = Pick<Bus, 'property' | 'onSignal'>

const NAME = 'org.kde.StatusNotifierWatcher'
const WATCHER = { destination: NAME, path: '/StatusNotifierWatcher', interface: NAME }

/**
 * Tells whether this desktop shows tray icons, now and whenever that changes.
 * Source: https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierWatcher/
 */
export async function watchTrayHost(bus: HostBus, tell: (isThere: boolean) => void): Promise<void> {
  const look = async (): Promise<void> => {
    // Nobody owns the name where there is no tray.
    const isThere = await bus.property(WATCHER, 'IsStatusNotifierHostRegistered').catch(() => false)
    tell(isThere === true)
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
