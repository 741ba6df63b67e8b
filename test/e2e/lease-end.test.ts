import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { command } from '../support/commands.ts'
import { until } from '../support/desktop-wait.ts'
import { lastClick } from '../support/last-click.ts'
import { setWatchedScene, toolAsks } from './watched-scene.ts'

let scene: Awaited<ReturnType<typeof setWatchedScene>>
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'us-clock-'))
  // The wall clock of the app's own process, a quarter of an hour ahead from when the file `paused` is there: what a
  // virtual machine sees after a pause. Its other clocks stood still meanwhile.
  writeFileSync(
    join(folder, 'clock.cjs'),
    `const { existsSync } = require('node:fs')
    const now = Date.now
    Date.now = () => now() + (existsSync(${JSON.stringify(join(folder, 'paused'))}) ? 16 * 60_000 : 0)`,
  )
  scene = await setWatchedScene({ env: { NODE_OPTIONS: `--require=${join(folder, 'clock.cjs')}` } })
})
afterAll(async () => {
  await scene?.close()
  rmSync(folder, { recursive: true })
})

test('at its end a lease stops the session, brings the one before back, and says so once', async () => {
  const { person, app, tray, desktop, notifications } = scene
  const { sessions } = await person.snapshot()
  const session = sessions.find(each => each.session.name === 'dev-readonly')?.session
  if (session === undefined) throw new Error('There is no session dev-readonly.')
  const { id: _, ...fresh } = session
  await command(person, 'addSession', { session: { ...fresh, name: 'payments', production: true } })
  const isCurrent = (name: string) =>
    person.waitFor(`${name} is current`, snapshot =>
      snapshot.sessions.some(each => each.current && each.session.name === name),
    )
  await tray.click(/^dev-readonly\b/)
  await isCurrent('dev-readonly')
  await tray.click(/^payments\b/)
  const popup = await app.window(/prompts/)
  await popup.getByRole('radio', { name: '15 min' }).check()
  await lastClick(popup.locator('button:not([aria-disabled="true"])', { hasText: 'Use for 15 min' }))
  await isCurrent('payments')
  await person.waitForState('payments', 'live')
  expect((await toolAsks(scene, 'payments')).status).toBe(200)
  // Whoever has the manager before him sees it there.
  await command(person, 'openSwitcher', {})
  await until(
    'the switcher has the keyboard',
    async () => (await desktop.windowWithKeyboard()) === 'Switch Session',
  )

  writeFileSync(join(folder, 'paused'), '')
  await isCurrent('dev-readonly')
  await person.waitForState('payments', 'off')
  expect(await until('a notification', () => notifications.shown().at(-1))).toMatchObject({
    title: 'Your lease of payments has ended',
    body: 'dev-readonly is the current session.',
  })
  const { status, body } = await toolAsks(scene, 'payments')
  expect([status, body['message']]).toEqual([403, expect.stringMatching(/lease .*payments.* has ended/)])
  expect((await person.snapshot()).questions).toEqual([])
  await tray.click(/^payments\b/)
  await person.waitFor('it asks anew', ({ confirmations }) => confirmations.length === 1)
  expect(notifications.shown().filter(each => each.title.includes('lease'))).toHaveLength(1)
})
