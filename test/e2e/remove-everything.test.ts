import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { command } from '../support/commands.ts'
import { runTool } from '../support/desktop-process.ts'
import { until } from '../support/desktop-wait.ts'
import { setScene } from '../support/scene.ts'

let scene: Awaited<ReturnType<typeof setScene>> | undefined
afterEach(async () => {
  await scene?.close()
  scene = undefined
})

const BEFORE = '# mine\r\n[profile other]\nregion = eu-west-1\n\n\n[sso-session corp]\nsso_region = us-east-1'

/** Writes a profile of ours, as the page of profiles does. */
async function writeProfile({ person }: Awaited<ReturnType<typeof setScene>>, name: string): Promise<void> {
  const page = await person.manager()
  const { sessions } = await person.snapshot()
  const session = sessions.find(each => each.session.name === 'dev-readonly')?.session
  if (session === undefined) throw new Error('There is no dev-readonly.')
  const profile = { name, target: { kind: 'session', id: session.id }, region: null, output: null } as const
  const plan = await page.evaluate(
    given => window.understudy.lookUp.previewChange({ change: { kind: 'set-profile', profile: given } }),
    profile,
  )
  if (!plan.ok) throw new Error(plan.explanation.title)
  const confirmed = plan.value.confirmations.map(each => each.kind)
  await command(person, 'applyPlan', { id: plan.value.id, confirmed })
}

/** Every item of ours that the keyring has, whoever knows of it. */
async function itemsIn(env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { stdout, stderr } = await runTool('secret-tool', ['search', '--all', 'service', 'understudy'], {
    env,
  })
  return `${stdout}\n${stderr}`.match(/attribute\.account = .*/g) ?? []
}

async function removeEverything({ person }: Awaited<ReturnType<typeof setScene>>): Promise<void> {
  const page = await person.show('Settings')
  await page.getByRole('button', { name: 'Remove Everything…' }).click()
  const form = page.getByRole('dialog', { name: 'Remove everything?' })
  await form.getByRole('button', { name: 'Remove and Quit' }).click()
  await form.getByText('Say yes to this too, or cancel.').first().waitFor()
  for (const box of await form.getByRole('checkbox').all()) await box.check()
  await form.getByRole('button', { name: 'Remove and Quit' }).click()
}

test('all that the app has put on a computer goes, and what others have stays as it was', async () => {
  scene = await setScene()
  const { app, desktop, person, aws, alice } = scene
  const aws_ = join(desktop.env['HOME'] ?? '', '.aws')
  await mkdir(aws_)
  await writeFile(join(aws_, 'config'), BEFORE)
  await writeProfile(scene, 'dev')
  await writeProfile(scene, 'dev-2')
  expect(await readFile(join(aws_, 'config'), 'utf8')).toContain('credential_process')
  await person.click('prod-admin', 'Start')
  await person.typeCode(aws.code(alice.mfaSerial))
  await person.waitForState('prod-admin', 'live')
  await until(
    'a key and a session token are in the keyring',
    async () => (await itemsIn(desktop.env)).length >= 2,
  )
  await writeFile(join(app.profileDir, 'notes.txt'), 'mine')

  const page = await person.show('Settings')
  await page.getByRole('button', { name: 'Remove Everything…' }).click()
  const form = page.getByRole('dialog', { name: 'Remove everything?' })
  await form.getByText(`dev and dev-2 in ${join(aws_, 'config')}.`).waitFor()
  await form.getByText('The key of alice and 1 session token.').waitFor()
  await form.getByText('What others have put into that folder: notes.txt.').waitFor()
  await form.getByRole('button', { name: 'Cancel' }).click()
  expect((await itemsIn(desktop.env)).length).toBeGreaterThanOrEqual(2)

  await removeEverything(scene)
  await app.exited
  expect(await readdir(app.profileDir)).toEqual(['notes.txt'])
  expect(await readFile(join(aws_, 'config'), 'utf8')).toBe(BEFORE)
  expect(await readdir(aws_)).toEqual(['config'])
  expect(await itemsIn(desktop.env)).toEqual([])
})

test('a folder and a file that the app has made go as a whole', async () => {
  scene = await setScene()
  const { app, desktop } = scene
  const aws_ = join(desktop.env['HOME'] ?? '', '.aws')
  await writeProfile(scene, 'dev')
  await removeEverything(scene)
  await app.exited
  expect(existsSync(app.profileDir) ? await readdir(app.profileDir) : null).toBeNull()
  expect(existsSync(join(aws_, 'config'))).toBe(false)
  expect(await itemsIn(desktop.env)).toEqual([])
})

test('where the file can’t be changed nothing goes; where the keychain is locked the settings stay', async () => {
  scene = await setScene()
  const { app, desktop, person } = scene
  await writeProfile(scene, 'dev')
  const config = join(desktop.env['HOME'] ?? '', '.aws/config')
  const written = await readFile(config, 'utf8')
  await writeFile(config, `${written}\n[profile dev]\nregion = us-east-1\n`)
  await removeEverything(scene)
  const form = (await person.manager()).getByRole('dialog', { name: 'Remove everything?' })
  await form.getByText(/The profile dev is in .* more than once/).waitFor()
  expect(await itemsIn(desktop.env)).not.toEqual([])
  expect(existsSync(join(app.profileDir, 'understudy.json'))).toBe(true)

  await writeFile(config, written)
  await desktop.keyring.lock()
  await form.getByRole('button', { name: 'Remove and Quit' }).click()
  await form.getByText(/Not all could be removed\. .*keychain/).waitFor({ timeout: 60_000 })
  await form.getByText(/Left: the key of alice/).waitFor()
  expect(existsSync(config)).toBe(false)

  await desktop.keyring.unlock()
  await form.getByRole('button', { name: 'Remove and Quit' }).click()
  await app.exited
  expect(existsSync(app.profileDir) ? await readdir(app.profileDir) : null).toBeNull()
  expect(await itemsIn(desktop.env)).toEqual([])
})
