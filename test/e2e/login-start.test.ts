import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { command } from '../support/commands.ts'
import { setScene } from '../support/scene.ts'

let scene: Awaited<ReturnType<typeof setScene>>
let file: string

beforeAll(async () => {
  scene = await setScene({ furnished: false })
  file = join(scene.desktop.env['XDG_CONFIG_HOME'] ?? '', 'autostart/understudy.desktop')
})
afterAll(() => scene?.close())

const startsAtLogin = async () => (await scene.person.snapshot()).system.startsAtLogin

test('it is on when it was chosen, and off when another tool has turned it off', async () => {
  const { person } = scene
  await person.manager()
  expect([await startsAtLogin(), existsSync(file)]).toEqual([false, false])
  await command(person, 'setStartAtLogin', { on: true })
  const written = await readFile(file, 'utf8')
  expect(await startsAtLogin()).toBe(true)
  expect(written).toMatch(/^Exec="\/\S+\/electron" "\/\S+" "--at-login"/m)
  for (const line of ['Hidden=true', 'X-GNOME-Autostart-enabled=false']) {
    await writeFile(file, written.replace('X-GNOME-Autostart-enabled=true', line))
    expect(await startsAtLogin()).toBe(false)
  }
  await command(person, 'setStartAtLogin', { on: true })
  expect(await readFile(file, 'utf8')).toBe(written)
  await command(person, 'setStartAtLogin', { on: false })
  expect([await startsAtLogin(), existsSync(file)]).toEqual([false, false])
})

test('with everything it is removed too, and the dialog says so before', async () => {
  const { person, app } = scene
  await command(person, 'setStartAtLogin', { on: true })
  const page = await person.show('Settings')
  await page.getByRole('button', { name: 'Remove Everything…' }).click()
  const form = page.getByRole('dialog', { name: 'Remove everything?' })
  await form.getByText(`And ${file}, which starts Understudy at login.`).waitFor()
  for (const box of await form.getByRole('checkbox').all()) await box.check()
  await form.getByRole('button', { name: 'Remove and Quit' }).click()
  await app.exited
  expect(existsSync(file)).toBe(false)
})
