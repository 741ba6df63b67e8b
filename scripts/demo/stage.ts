import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import keytar from 'keytar'
import { type DemoWorld, demoWorld } from '../../test/local-aws/demo-world.ts'
import { type LocalAws, startLocalAws } from '../../test/local-aws/server.ts'
import { type App, type AppOptions, launchApp } from '../../test/support/app.ts'
import { type Desktop, startDesktop } from '../../test/support/desktop.ts'
import type { Group } from '../../test/support/desktop-process.ts'
import { Person } from '../../test/support/person.ts'

/** Everything that the demo plays on: the app with a throwaway profile, a local AWS, and somebody to click. */
export interface Stage {
  readonly app: App
  readonly aws: LocalAws
  readonly alice: DemoWorld['alice']
  readonly roles: DemoWorld['roles']
  readonly person: Person
  /** The environment of the app and its clients. */
  readonly env: Readonly<Record<string, string>>
  /** Null where the user's own desktop is used. */
  readonly desktop: Desktop | null
  close(): Promise<void>
}

export interface StageOptions {
  readonly lifeSeconds: number | null
  /** Called when there is a desktop and before the app is there: the tray's host must come first. */
  readonly beforeApp?: (desktop: Desktop) => Promise<void>
  readonly onOwnScreen: boolean
}

export async function setStage({ lifeSeconds, beforeApp, onOwnScreen }: StageOptions): Promise<Stage> {
  const { world, alice, roles } = demoWorld()
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    for (const each of closers.splice(0).reverse()) await each()
  }
  try {
    const aws = await startLocalAws({
      world,
      ...(lifeSeconds === null ? {} : { roleLifeSeconds: lifeSeconds }),
    })
    closers.push(() => aws.close())
    const desktop = onOwnScreen ? null : await startDesktop({ size: '1280x800' })
    if (desktop !== null) {
      closers.push(() => desktop.close())
      await beforeApp?.(desktop)
    }
    const place: AppOptions['desktop'] = desktop ?? (await ownDesktop(closers))
    const app = await launchApp({ desktop: place })
    closers.push(async () => {
      await app.quit().catch(() => app.kill())
      if (onOwnScreen) await forgetKeys(app.profileDir)
    })
    const person = new Person(app)
    await person.addKey({ ...alice, stsUrl: aws.url })
    await person.addSession({ name: 'dev-readonly', roleArn: roles.devReadonly, mfa: 'No MFA' })
    await person.addSession({ name: 'prod-admin', roleArn: roles.prodAdmin, mfa: 'One code for all roles' })
    await person.addSession({
      name: 'audit-chained',
      roleArn: roles.auditChained,
      source: 'Session prod-admin',
    })
    return { app, aws, alice, roles, person, env: place.env, desktop, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The user's own screen, bus and keyring, with a folder that goes away. */
async function ownDesktop(closers: (() => Promise<void>)[]): Promise<AppOptions['desktop']> {
  const folder = await mkdtemp(join(tmpdir(), 'understudy-demo-'))
  closers.push(() => rm(folder, { recursive: true, force: true }))
  const env = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  const groups: Group[] = []
  closers.push(async () => {
    for (const group of groups) await group.kill()
  })
  return { env, folder, own: group => void groups.push(group) }
}

/** What the demo has put into the user's own keyring is taken out again. */
async function forgetKeys(profileDir: string): Promise<void> {
  const text = await readFile(join(profileDir, 'understudy.json'), 'utf8').catch(() => '')
  for (const [account] of text.matchAll(/access-key\/[\w-]+/g))
    await keytar.deletePassword('understudy', account)
}
