import { type Clock, MINUTE, SECOND } from '../../core/clock.ts'
import { type Bus, NoAnswer } from './bus.ts'

/** What is used of a bus. */
export type HostBus = Pick<Bus, 'property' | 'onSignal'>

const NAME = 'org.kde.StatusNotifierWatcher'
/** Between two questions to one that hangs (ms): longer each time, and no longer than the last. */
const PAUSES = [5 * SECOND, 15 * SECOND, MINUTE] as const
const WATCHER = { destination: NAME, path: '/StatusNotifierWatcher', interface: NAME }

/**
 * Tells whether this desktop shows tray icons, now and whenever that changes.
 * Source: https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierWatcher/
 */
export async function watchTrayHost(
  bus: HostBus,
  clock: Pick<Clock, 'after'>,
  tell: (isThere: boolean) => void,
): Promise<void> {
  let latest = 0
  let unanswered = 0
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
    if (!(answer instanceof NoAnswer)) {
      unanswered = 0
      return
    }
    const pause = PAUSES[Math.min(unanswered, PAUSES.length - 1)] ?? MINUTE
    unanswered += 1
    clock.after(pause, () => {
      // A signal may have led to another look meanwhile.
      if (mine === latest) void look()
    })
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
