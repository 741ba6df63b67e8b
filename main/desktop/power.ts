import type { PowerMonitor } from 'electron'
import type { Clock } from '../core/clock.ts'
import { Bus } from './linux/bus.ts'
import { watchLinux } from './linux/power.ts'
import type { PowerEvents } from './power-events.ts'

/** The buses of a Linux desktop; null where there is none. */
export interface Buses {
  readonly system: Promise<Bus | null>
  readonly session: Promise<Bus | null>
}

export function connectBuses(platform: NodeJS.Platform, clock: Clock): Buses | null {
  if (platform !== 'linux') return null
  return { system: Bus.connect('system', clock), session: Bus.connect('session', clock) }
}

/** Tells of sleep and of the screen's lock, for as long as the app runs. */
export function watchPower(monitor: PowerMonitor, buses: Buses | null, events: PowerEvents): void {
  if (buses !== null) {
    // Each of its watches is on its own, and one that fails is one that tells nothing.
    void Promise.all([buses.system, buses.session]).then(([system, session]) =>
      watchLinux(system, session, events),
    )
    return
  }
  monitor.on('resume', () => events.resumed())
  monitor.on('lock-screen', () => events.screenLocked(true))
  monitor.on('unlock-screen', () => events.screenLocked(false))
}
