import { afterEach, expect, test } from 'vitest'
import { type App, launchApp, startApp } from '../support/app.ts'
import { until } from '../support/desktop-wait.ts'
import { setScene } from '../support/scene.ts'

let scene: Awaited<ReturnType<typeof setScene>> | undefined
let again: App | undefined
afterEach(async () => {
  await again?.quit()
  await scene?.close()
  scene = undefined
  again = undefined
})

type Set = NonNullable<typeof scene>

const keyboardIs = ({ desktop }: Set, title: string) =>
  until(`${title} has the keyboard`, async () => (await desktop.windowWithKeyboard()) === title)

const pages = (app: App) => app.windows().map(page => /windows\/(\w+)\//.exec(page.url())?.[1])

/** What a person does who starts the program once more. */
async function startAgain({ desktop, app }: Set, ...args: string[]): Promise<void> {
  const second = startApp({ desktop, profileDir: app.profileDir, args })
  expect(await second.exited, second.output()).toBe(0)
}

/** Ends the app and starts it anew over the same settings. */
async function restart({ desktop, app, tray }: Set, ...args: string[]): Promise<App> {
  await app.quit()
  again = await launchApp({ desktop, profileDir: app.profileDir, args })
  await tray.waitForMenu(menu => menu.length > 0, 'anything')
  return again
}

/** Nothing else has come up by the time that something which was asked for later is there. */
async function onlySwitcher(of: Set, app: App): Promise<void> {
  await of.tray.activate()
  await keyboardIs(of, 'Switch Session')
  // The tests' driver may hear of it after the screen has it.
  await app.window(/switcher/)
  expect(pages(app)).toEqual(['switcher'])
}

test('a second start brings the manager up, with --switch the switcher, and at login nothing', async () => {
  scene = await setScene()
  await startAgain(scene, '--switch')
  await keyboardIs(scene, 'Switch Session')
  await startAgain(scene, '--at-login')
  await startAgain(scene)
  await keyboardIs(scene, 'Understudy')
  await scene.app.window(/switcher/)
  expect(pages(scene.app).toSorted()).toEqual(['manager', 'switcher'])
})

test('a first start with --switch brings the switcher up and nothing else', async () => {
  scene = await setScene()
  const app = await restart(scene, '--switch')
  await keyboardIs(scene, 'Switch Session')
  await onlySwitcher(scene, app)
})

test('a first start with --switch is as quiet where there is nothing to switch to', async () => {
  scene = await setScene({ furnished: false })
  const app = await restart(scene, '--switch')
  await keyboardIs(scene, 'Switch Session')
  await onlySwitcher(scene, app)
})

test('a start at login opens no window, though there is nothing to serve yet', async () => {
  scene = await setScene({ furnished: false })
  await scene.app.window(/manager/)
  const app = await restart(scene, '--at-login')
  expect(pages(app)).toEqual([])
  await onlySwitcher(scene, app)
})

test('a start by hand opens none either, once there are sessions', async () => {
  scene = await setScene()
  const app = await restart(scene)
  expect(pages(app)).toEqual([])
  await onlySwitcher(scene, app)
})
