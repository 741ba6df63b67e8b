import type { PowerEvents } from '../power-events.ts'
import { type Bus, untagged } from './bus.ts'

/** What is used of a bus. */
export type PowerBus = Pick<Bus, 'call' | 'property' | 'onSignal'>

const LOGIND = 'org.freedesktop.login1'
const MANAGER = { destination: LOGIND, path: '/org/freedesktop/login1', interface: `${LOGIND}.Manager` }
const SESSION = `${LOGIND}.Session`

/** Each desktop has its own; they all tell of the lock in the same way. */
const SCREENSAVERS = [
  'org.freedesktop.ScreenSaver',
  'org.gnome.ScreenSaver',
  'org.cinnamon.ScreenSaver',
  'org.mate.ScreenSaver',
  'org.xfce.ScreenSaver',
]

/** Sleep and the screen's lock, of which Electron does not tell on Linux: from logind and the desktop's screensaver. */
export async function watchLinux(
  system: PowerBus | null,
  session: PowerBus | null,
  events: PowerEvents,
): Promise<void> {
  const locked = new Set<string>()
  const tell = (who: string, isLocked: unknown): void => {
    const before = locked.size > 0
    if (isLocked === true) locked.add(who)
    else locked.delete(who)
    // Told each time: some lockers never tell of the unlock, and then the next lock is as good as the first.
    if (isLocked === true) events.screenLocked(true)
    else if (before && locked.size === 0) events.screenLocked(false)
  }
  // Where there is no logind or no screensaver, the others still tell.
  const watches = [
    ...(system === null ? [] : [watchSleep(system, events), watchLogind(system, tell)]),
    ...(session === null ? [] : SCREENSAVERS.map(name => watchScreensaver(session, name, tell))),
  ]
  await Promise.allSettled(watches)
}

async function watchSleep(bus: PowerBus, events: PowerEvents): Promise<void> {
  await bus.onSignal({ interface: MANAGER.interface, member: 'PrepareForSleep' }, ([before]) => {
    if (before === false) events.resumed()
  })
}

async function watchLogind(bus: PowerBus, tell: (who: string, isLocked: unknown) => void): Promise<void> {
  const path = await ownSession(bus)
  const say = (isLocked: unknown): void => tell(LOGIND, isLocked)
  // `Lock` asks a desktop to lock, and not every one sets the hint when it did.
  await bus.onSignal({ interface: SESSION, member: 'Lock', path }, () => say(true))
  await bus.onSignal({ interface: SESSION, member: 'Unlock', path }, () => say(false))
  const changed = { interface: 'org.freedesktop.DBus.Properties', member: 'PropertiesChanged', path }
  await bus.onSignal(changed, ([, properties]) => {
    if (typeof properties === 'object' && properties !== null && 'LockedHint' in properties)
      say(untagged(properties.LockedHint))
  })
  say(await bus.property({ destination: LOGIND, path, interface: SESSION }, 'LockedHint'))
}

/** The session that the user sees. An app that systemd has started for the user is in none of its own. */
async function ownSession(bus: PowerBus): Promise<string> {
  try {
    const [path] = await bus.call({
      ...MANAGER,
      member: 'GetSessionByPID',
      signature: 'u',
      body: [process.pid],
    })
    return String(path)
  } catch {
    const user = {
      destination: LOGIND,
      path: '/org/freedesktop/login1/user/self',
      interface: `${LOGIND}.User`,
    }
    const display = await bus.property(user, 'Display')
    return Array.isArray(display) ? String(display[1]) : ''
  }
}

async function watchScreensaver(
  bus: PowerBus,
  name: string,
  tell: (who: string, isLocked: unknown) => void,
): Promise<void> {
  await bus.onSignal({ interface: name, member: 'ActiveChanged' }, ([active]) => tell(name, active))
}
