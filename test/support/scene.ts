import { type DemoWorld, demoWorld } from '../local-aws/demo-world.ts'
import { type LocalAws, startLocalAws } from '../local-aws/server.ts'
import { type App, type AppOptions, launchApp } from './app.ts'
import { type Desktop, type DesktopOptions, startDesktop } from './desktop.ts'
import { giveAll } from './given.ts'
import { Person } from './person.ts'
import { connectTray, type Tray } from './tray.ts'

/** Where the app runs: a desktop of the tests, or the user's own. */
export type Place = AppOptions['desktop']

export interface SceneOptions {
  /** Seconds that the local AWS lets role credentials live; null for what is asked. */
  readonly lifeSeconds?: number | null
  readonly desktop?: DesktopOptions
  /** Called when there is a desktop and before the app is there: the tray's host must come first. */
  readonly beforeApp?: (desktop: Desktop) => Promise<void>
  /** Starts what else is to be on the desktop's bus; the app looks for some of it only once, when it starts. */
  readonly services?: (desktop: Desktop) => Promise<void>
  readonly app?: Omit<AppOptions, 'desktop'>
  /** What there is in the local AWS: alice and three roles, unless said otherwise. */
  readonly world?: DemoWorld
  /** Whether the key of alice and the three sessions are there; by default they are. `typed`: by way of the forms. */
  readonly furnished?: boolean | 'typed'
}

/** The app with a throwaway profile, a local AWS with alice's key and roles, and somebody to click. */
export interface Scene {
  readonly app: App
  readonly aws: LocalAws
  readonly alice: DemoWorld['alice']
  readonly roles: DemoWorld['roles']
  readonly person: Person
  close(): Promise<void>
}

/** Closes what was opened, the last first; all of it, also where one of them fails. */
export class Closers {
  readonly #closers: (() => unknown)[] = []

  add(close: () => unknown): void {
    this.#closers.push(close)
  }

  readonly close = async (): Promise<void> => {
    const failures: unknown[] = []
    for (const close of this.#closers.splice(0).reverse()) {
      try {
        await close()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
  }
}

/** A scene on a desktop of its own. */
export async function setScene(
  options: SceneOptions = {},
): Promise<Scene & { readonly desktop: Desktop; readonly tray: Tray }> {
  const closers = new Closers()
  try {
    const desktop = await startDesktop(options.desktop)
    closers.add(desktop.close)
    await options.services?.(desktop)
    await options.beforeApp?.(desktop)
    const tray = await connectTray(desktop.busAddress, { host: options.beforeApp === undefined })
    closers.add(() => tray.close())
    const scene = await setSceneIn(desktop, options)
    closers.add(scene.close)
    return { ...scene, desktop, tray, close: closers.close }
  } catch (error) {
    await closers.close()
    throw error
  }
}

/** A scene in a given place, which stays when it is closed. */
export async function setSceneIn(place: Place, options: SceneOptions = {}): Promise<Scene> {
  const { world, alice, roles } = options.world ?? demoWorld()
  const closers = new Closers()
  try {
    const { lifeSeconds = null, furnished = true } = options
    const life = lifeSeconds === null ? {} : { roleLifeSeconds: lifeSeconds }
    const aws = await startLocalAws({ world, ...life })
    closers.add(() => aws.close())
    const app = await launchApp({ ...options.app, desktop: place })
    closers.add(() => app.quit())
    const person = new Person(app)
    if (furnished) await (furnished === 'typed' ? furnish : giveAll)(person, alice, roles, aws.url)
    return { app, aws, alice, roles, person, close: closers.close }
  } catch (error) {
    await closers.close()
    throw error
  }
}

export async function furnish(
  person: Person,
  alice: DemoWorld['alice'],
  roles: DemoWorld['roles'],
  stsUrl: string,
): Promise<void> {
  await person.addKey({ ...alice, stsUrl })
  await person.addSession({ name: 'dev-readonly', roleArn: roles.devReadonly, mfa: 'No MFA' })
  await person.addSession({ name: 'prod-admin', roleArn: roles.prodAdmin, mfa: 'One code for all roles' })
  await person.addSession({
    name: 'audit-chained',
    roleArn: roles.auditChained,
    source: 'Session prod-admin',
  })
}
