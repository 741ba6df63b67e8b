import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Snapshot } from '../../main/core/snapshot/snapshot.ts'
import { type App, launchApp } from '../support/app.ts'
import { command } from '../support/commands.ts'
import { runTool } from '../support/desktop-process.ts'
import { until } from '../support/desktop-wait.ts'
import { Person } from '../support/person.ts'
import { setScene } from '../support/scene.ts'
import { windowsOnScreen } from '../support/windows-on-screen.ts'

let scene: Awaited<ReturnType<typeof setScene>>
/** Others of the same desktop, each with a profile of its own. */
const others: App[] = []

beforeAll(async () => {
  scene = await setScene({ furnished: false })
})
afterAll(async () => {
  for (const other of others) await other.quit()
  await scene?.close()
})

async function another(env: Record<string, string> = {}): Promise<Person> {
  const profileDir = await mkdtemp(join(scene.desktop.folder, 'other-'))
  const app = await launchApp({ desktop: scene.desktop, profileDir, env })
  others.push(app)
  const person = new Person(app)
  await person.manager()
  // Its window takes the keyboard when it is shown, and a switcher that has it closes. Others have the same title.
  await until('the other one’s window has the keyboard', async () => {
    const args = ['getwindowfocus', 'getwindowpid']
    return (await runTool('xdotool', args, { env: scene.desktop.env })).stdout.trim() === String(app.pid)
  })
  return person
}

const press = (keys: string) => runTool('xdotool', ['key', keys], { env: scene.desktop.env })
const keyboardIs = (title: string) =>
  until(`${title} has the keyboard`, async () => (await scene.desktop.windowWithKeyboard()) === title)

/** Sends the switcher away: while it has the keyboard, other keys of the shortcut would do the same. */
async function leaveSwitcher(): Promise<void> {
  await press('Escape')
  const switchers = () => windowsOnScreen(scene.desktop.env, 'name', '^Switch Session$')
  await until('the switcher is off the screen', async () => (await switchers()).length === 0)
}

const choose = async (person: Person, shortcut: string | null) => {
  const { preferences } = await person.snapshot()
  await command(person, 'setPreferences', { preferences: { ...preferences, shortcut } })
}

const says = (person: Person, keys: string | null, why: string | null) =>
  person.waitFor(`the shortcut is ${keys}`, ({ system: { shortcut } }: Snapshot) => {
    return shortcut.keys === keys && (shortcut.why?.title ?? null) === why
  })

const TAKEN = 'The shortcut Alt+Shift+U belongs to another program.'

test('the keys bring the switcher up, from wherever the user is', async () => {
  await scene.person.manager()
  await says(scene.person, 'Alt+Shift+U', null)
  await keyboardIs('Understudy')
  await press('alt+shift+u')
  await keyboardIs('Switch Session')
  await scene.app.window(/switcher/)
  await leaveSwitcher()
})

test('keys that another program has do nothing: the window says so, and no menu shows them', async () => {
  const other = await another()
  await says(other, 'Alt+Shift+U', TAKEN)
  await press('alt+shift+u')
  await keyboardIs('Switch Session')
  expect(others[0]?.windows().filter(page => page.url().includes('switcher'))).toEqual([])
  await leaveSwitcher()
})

test('other keys take the place of those before, which are free then', async () => {
  const [other] = others
  if (other === undefined) throw new Error('there is no other program')
  await choose(scene.person, 'Control+F9')
  await says(scene.person, 'Ctrl+F9', null)
  await press('ctrl+F9')
  await keyboardIs('Switch Session')
  await leaveSwitcher()
  // To set the same ones again is another try.
  const person = new Person(other)
  await choose(person, 'Alt+Shift+U')
  await says(person, 'Alt+Shift+U', null)
  await press('alt+shift+u')
  await until('it is the other one’s switcher', () =>
    other.windows().some(page => page.url().includes('switcher')),
  )
})

test('none is shown in the menu where none is chosen, or none works', async () => {
  const { person, aws, alice, roles, tray } = scene
  await person.addKey({ ...alice, stsUrl: aws.url })
  await person.addSession({ name: 'dev-readonly', roleArn: roles.devReadonly, mfa: 'No MFA' })
  const keysAre = (keys: string) =>
    tray.waitForMenu(
      menu => menu.some(entry => entry.label === 'Switch Session…' && entry.keys === keys),
      `the keys ${keys}`,
    )
  // The newest item in the tray is the other program's: it goes first.
  await others.shift()?.quit()
  // A panel can't write F9.
  await keysAre('')
  await choose(person, 'Control+K')
  await keysAre('Control+k')
  await choose(person, null)
  await keysAre('')
  const other = await another()
  await says(other, 'Alt+Shift+U', null)
  await choose(person, 'Alt+Shift+U')
  await says(person, 'Alt+Shift+U', TAKEN)
  await others.shift()?.quit()
  await keysAre('')
  // The app is not told that the keys are free: at the next choice it finds out.
  await choose(person, 'Alt+Shift+U')
  await keysAre('Alt+Shift+u')
})

test('under Wayland the window says what to do instead', async () => {
  const other = await another({ XDG_SESSION_TYPE: 'wayland' })
  const { system } = await says(
    other,
    'Alt+Shift+U',
    'This desktop gives the shortcut Alt+Shift+U to no program: under Wayland they can’t take one.',
  )
  expect(system.shortcut.why?.advice).toContain('“understudy --switch”')
})
