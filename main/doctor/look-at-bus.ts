import type { Clock } from '../core/clock.ts'
import type { BusFacts } from '../core/doctor/facts.ts'
import { inTime } from './time-limit.ts'

/** What is used of the session bus. */
export interface DoctorBus {
  call(call: {
    readonly destination: string
    readonly path: string
    readonly interface: string
    readonly member: string
    readonly signature: string
    readonly body: unknown[]
  }): Promise<readonly unknown[]>
  property(
    object: { readonly destination: string; readonly path: string; readonly interface: string },
    name: string,
  ): Promise<unknown>
}

const DBUS = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
}
const WATCHER = {
  destination: 'org.kde.StatusNotifierWatcher',
  path: '/StatusNotifierWatcher',
  interface: 'org.kde.StatusNotifierWatcher',
}
/** For (ms) a service that the bus has. */
const TIME_LIMIT = 3_000

export async function lookAtBus(bus: DoctorBus | null, clock: Clock): Promise<BusFacts> {
  if (bus === null) return { session: false, tray: false, notifications: false }
  const [tray, notifications] = await Promise.all([
    inTime(clock, TIME_LIMIT, hasTray(bus)),
    inTime(clock, TIME_LIMIT, canShowNotifications(bus)),
  ])
  return { session: true, tray, notifications }
}

async function hasTray(bus: DoctorBus): Promise<boolean> {
  if (!(await hasOwner(bus, WATCHER.destination))) return false
  return (await bus.property(WATCHER, 'IsStatusNotifierHostRegistered')) === true
}

/** A service for them may be started by the bus when the first one comes. */
async function canShowNotifications(bus: DoctorBus): Promise<boolean> {
  const name = 'org.freedesktop.Notifications'
  if (await hasOwner(bus, name)) return true
  const [names] = await bus.call({ ...DBUS, member: 'ListActivatableNames', signature: '', body: [] })
  return Array.isArray(names) && names.includes(name)
}

async function hasOwner(bus: DoctorBus, name: string): Promise<boolean> {
  const [owner] = await bus.call({ ...DBUS, member: 'NameHasOwner', signature: 's', body: [name] })
  return owner === true
}
