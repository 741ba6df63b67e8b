import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { Snapshot } from '../../main/core/snapshot/snapshot.ts'
import type { Desktop } from '../support/desktop.ts'
import { startGroup } from '../support/desktop-process.ts'
import { until } from '../support/desktop-wait.ts'
import { fetchCredentials } from '../support/endpoint-client.ts'
import { setScene } from '../support/scene.ts'
import { connectTray, type Tray } from '../support/tray.ts'

let close: (() => Promise<void>) | undefined
afterEach(async () => {
  await close?.()
  close = undefined
})

/** A desktop's panel, as a process. */
async function startHost(desktop: Desktop) {
  const program = join(import.meta.dirname, '../support/tray-host-process.ts')
  const args = ['--import', 'tsx', program, desktop.busAddress]
  const host = startGroup(process.execPath, args, { env: desktop.env })
  desktop.own(host)
  await until('there is a host', () => host.output().includes('ready'), { details: host.output })
  return host
}

const tells =
  (title: string | null) =>
  ({ system }: Snapshot) =>
    (system.tray?.title ?? null) === title

const NO_HOST = 'There is no tray icon: nothing on this desktop shows one.'

async function hasMenu(tray: Tray): Promise<void> {
  await tray.waitForMenu(menu => menu.at(-1)?.label === 'Quit and Stop Serving Credentials', 'its end')
}

test('without a tray the window opens, says why, and does all; a tray that comes later has the icon', async () => {
  const scene = await setScene({ beforeApp: async () => {} })
  close = scene.close
  const { person, desktop } = scene
  const page = await person.manager()
  await page.getByText(NO_HOST).waitFor()
  await person.click('dev-readonly', 'Start')
  await person.waitForState('dev-readonly', 'live')
  expect((await fetchCredentials(await person.connectionOf('dev-readonly'))).status).toBe(200)

  const tray = await connectTray(desktop.busAddress, { host: true })
  await hasMenu(tray)
  await person.waitFor('that there is a tray', tells(null))
  await page.getByText(NO_HOST).waitFor({ state: 'detached' })
  await tray.click(/^dev-readonly/)
  await person.waitFor('it is current', ({ sessions }) => sessions.some(each => each.current))

  // A panel that crashes takes the watcher along, and may do so more than once.
  let latest = tray
  for (const _round of [1, 2]) {
    latest.close()
    await person.waitFor('that there is none', tells(NO_HOST))
    latest = await connectTray(desktop.busAddress, { host: true })
    await hasMenu(latest)
    await person.waitFor('that there is one again', tells(null))
  }
  await latest.click('Stop dev-readonly')
  await person.waitForState('dev-readonly', 'off')
  latest.close()
  expect(scene.app.stderr()).not.toMatch(/\w*Error\b|Unhandled/)
})

test('a tray that hangs keeps the app from nothing, and has the icon when it goes on', async () => {
  let host: Awaited<ReturnType<typeof startHost>> | undefined
  let startedAt = 0
  const scene = await setScene({
    furnished: false,
    beforeApp: async desktop => {
      host = await startHost(desktop)
      host.signal('SIGSTOP')
      startedAt = Date.now()
    },
  })
  close = scene.close
  const { person } = scene
  const page = await person.manager()
  await page.getByText(NO_HOST).waitFor()
  // The app gives the tray 5 s, and a client of D-Bus that sets no limit gives it 25 s. What is between is for the
  // start of a process on a machine that has other work.
  expect(Date.now() - startedAt, 'the window came late').toBeLessThan(25_000)
  host?.signal('SIGCONT')
  await person.waitFor('that there is a tray', tells(null))
  await hasMenu(scene.tray)
  await scene.tray.click('Settings…')
  await page.getByRole('heading', { name: 'Settings' }).first().waitFor()
})

test('without a bus the window says so, and the endpoint serves', async () => {
  const scene = await setScene({
    beforeApp: async () => {},
    app: { env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' } },
    furnished: false,
  })
  close = scene.close
  const { system, endpoint } = await (await scene.person.manager()).evaluate(() =>
    window.understudy.getSnapshot(),
  )
  expect(system.tray?.title).toBe('There is no tray icon: no session bus (D-Bus) can be reached.')
  expect(endpoint.kind).toBe('listening')
})

test('at login the panel may come after the app: no window opens meanwhile', async () => {
  const scene = await setScene({
    beforeApp: async () => {},
    app: { args: ['--at-login'] },
    furnished: false,
  })
  close = scene.close
  const { app, desktop } = scene
  // Its endpoint is there when it has looked for a tray, or just before.
  await until('the app is there', () => existsSync(join(app.profileDir, 'tools')))
  const tray = await connectTray(desktop.busAddress, { host: true })
  await hasMenu(tray)
  // What comes up when it is asked for comes after all that would have come by itself.
  await tray.activate()
  await app.window(/switcher/)
  expect(app.windows()).toHaveLength(1)
  tray.close()
})
