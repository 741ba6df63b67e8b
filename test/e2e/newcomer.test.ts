import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeBrowserStandIn } from '../support/browser-stand-in.ts'
import { command } from '../support/commands.ts'
import { containerEnvironment, DEBIAN_AWS, runProgram } from '../support/debian-clients.ts'
import { type Desktop, startDesktop } from '../support/desktop.ts'
import { printFigure } from '../support/figures.ts'
import { Closers, type Scene, setSceneIn } from '../support/scene.ts'
import { connectTray, type Tray } from '../support/tray.ts'

/*
 * The way of somebody who has keys and roles in ~/.aws, from the first start to `aws` at work, to another role, and to
 * the console. Each click and each key is counted; a code is six keys, and a pasted text two.
 */

const closers = new Closers()
let desktop: Desktop
let scene: Scene
let tray: Tray
let browserFolder: string

beforeAll(async () => {
  desktop = await startDesktop()
  closers.add(desktop.close)
  tray = await connectTray(desktop.busAddress, { host: true })
  closers.add(() => tray.close())
  browserFolder = join(desktop.folder, 'bin')
  await mkdir(browserFolder)
  const home = desktop.env['HOME'] ?? ''
  scene = await setSceneIn(desktop, {
    furnished: false,
    app: { env: { PATH: `${browserFolder}:${desktop.env['PATH']}` } },
  })
  closers.add(scene.close)
  const { alice, roles, person } = scene
  await mkdir(join(home, '.aws'))
  await writeFile(
    join(home, '.aws/credentials'),
    `[alice]\naws_access_key_id = ${alice.accessKeyId}\naws_secret_access_key = ${alice.secretAccessKey}\n`,
  )
  const role = (name: string, arn: string) =>
    `[profile ${name}]\nsource_profile = alice\nrole_arn = ${arn}\nmfa_serial = ${alice.mfaSerial}\nregion = eu-central-1\n`
  await writeFile(
    join(home, '.aws/config'),
    `${role('prod', roles.prodAdmin)}${role('dev', roles.devReadonly)}`,
  )
  await command(person, 'lookAtAwsFiles', {})
})
afterAll(closers.close)

class Hand {
  clicks = 0
  keys = 0

  async click(target: Locator): Promise<void> {
    await target.click()
    this.clicks += 1
  }

  /** In the tray a menu is opened by a click, and its entry is another. */
  async clickInTray(label: RegExp | string): Promise<void> {
    await tray.click(label)
    this.clicks += 2
  }

  typed(text: string): void {
    this.keys += text.length
  }
}

const ASK = ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text']

async function ask(env: Readonly<Record<string, string>>, ...more: readonly string[]): Promise<string> {
  const words = [...ASK, '--endpoint-url', scene.aws.url, ...more]
  const ran = await runProgram(DEBIAN_AWS, words, { PATH: '/usr/bin:/bin', ...env })
  return ran.stdout.trim() || ran.stderr
}

/** Whom a shell is that follows the tray. */
async function whoIsCurrent(): Promise<string> {
  const { current } = await scene.person.snapshot()
  if (current === null) throw new Error('Nothing follows the tray.')
  return ask(await containerEnvironment(current, desktop.folder))
}

test('from the first start to aws at work', async () => {
  const { person, app, aws, alice } = scene
  const hand = new Hand()
  const page = await person.manager()
  await hand.click(page.getByRole('button', { name: 'Import from ~/.aws…' }))
  const dialog = page.getByRole('dialog')
  // Where the stand-in for AWS is, is no part of anybody's way.
  await dialog.getByText('Region where none is named').click()
  await dialog.getByLabel('STS endpoint').selectOption('custom')
  await dialog.getByLabel('STS URL').fill(aws.url)
  // Until something was found the button does nothing.
  await dialog.getByRole('listitem', { name: 'dev', exact: true }).waitFor()
  await hand.click(dialog.getByRole('button', { name: 'Next' }))
  await hand.click(dialog.getByRole('button', { name: 'Import', exact: true }))
  await dialog.waitFor({ state: 'detached' })

  // As it was run before: the profile gets its credentials from Understudy now, and aws waits while a code is typed.
  const answer = ask({ HOME: desktop.env['HOME'] ?? '' }, '--profile', 'dev')
  await app.window(/prompts/)
  const code = aws.code(alice.mfaSerial)
  await person.typeCode(code)
  hand.typed(code)
  expect(await answer).toContain(':assumed-role/dev-readonly/')
  await page.getByText('got its first credentials.').waitFor()

  printFigure(`from the first start to aws at work: ${hand.clicks} clicks and ${hand.keys} keys`)
  expect({ ...hand }).toEqual({ clicks: 3, keys: 6 })
})

test('to another role', async () => {
  const hand = new Hand()
  await hand.clickInTray(/^prod /)
  await scene.person.waitForState('prod', 'live')
  expect(await whoIsCurrent()).toContain(':assumed-role/prod-admin/')
  expect({ ...hand }).toEqual({ clicks: 2, keys: 0 })
})

test('to the console', async () => {
  const browser = await makeBrowserStandIn(browserFolder, 'xdg-open')
  const hand = new Hand()
  await hand.clickInTray('Open Console as prod')
  const [visit] = await browser.visits(1)
  expect(visit?.page).toContain('assumed-role/prod-admin/')
  expect({ ...hand }).toEqual({ clicks: 2, keys: 0 })
})
