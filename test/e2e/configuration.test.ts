import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, launchApp } from '../support/app.ts'
import { command } from '../support/commands.ts'
import { until } from '../support/desktop-wait.ts'
import { type FileDialogs, startFileDialogs } from '../support/file-dialogs.ts'
import { Person } from '../support/person.ts'
import { setScene } from '../support/scene.ts'

let scene: Awaited<ReturnType<typeof setScene>>
let dialogs: FileDialogs
let file: string
beforeAll(async () => {
  scene = await setScene({
    services: async desktop => {
      dialogs = await startFileDialogs(desktop.busAddress)
    },
  })
  file = join(scene.desktop.folder, 'team.json')
})
afterAll(() => scene?.close())

async function settingsOf(person: Person) {
  return (await person.show('Settings')).getByRole('region', { name: 'Configuration' })
}

test('the whole configuration goes into a file that only its user can read, with no secret in it', async () => {
  const { person, alice, aws } = scene
  await command(person, 'addGrant', {
    grant: { name: 'agent', target: { kind: 'current' }, sessionPolicies: null },
  })
  const settings = await settingsOf(person)
  dialogs.answer(null)
  await settings.getByRole('button', { name: 'Export…' }).click()
  await until('the first dialog is there', () => dialogs.asked().length === 1)
  await settings.getByRole('button', { name: 'Export…' }).click()
  await until('the next dialog is there, the first one over', () => dialogs.asked().length === 2)
  await expect(stat(file)).rejects.toThrow('ENOENT')

  await writeFile(file, 'an older one', { mode: 0o644 })
  dialogs.answer(file)
  await settings.getByRole('button', { name: 'Export…' }).click()
  await until('the file is shown in its folder', () => dialogs.shown().length === 1)
  expect(dialogs.shown()[0]).toContain('team.json')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const text = await readFile(file, 'utf8')
  expect(JSON.parse(text)).toMatchObject({
    format: 'understudy-configuration',
    version: 1,
    identities: [{ kind: 'iam-user', name: 'alice', mfaSerial: alice.mfaSerial, stsUrl: aws.url }],
    sessions: [
      { name: 'dev-readonly', source: { identity: 'alice' } },
      { name: 'prod-admin', mfa: 'session-token' },
      { name: 'audit-chained', source: { session: 'prod-admin' } },
    ],
    tools: [{ name: 'agent', target: 'current' }],
  })
  const kept = await readFile(join(scene.app.profileDir, 'understudy.json'), 'utf8')
  const ids = [...kept.matchAll(/"(?:id|keychainAccount|accessKeyHint)": "([^"]+)"/g)].map(each => each[1])
  expect(ids.length).toBeGreaterThan(5)
  for (const secret of [...ids, alice.secretAccessKey, alice.accessKeyId]) expect(text).not.toContain(secret)
})

test('on another computer it is shown, added at a click, and works as soon as the key is entered', async () => {
  const { desktop, alice, aws } = scene
  await scene.app.quit()
  const app: App = await launchApp({ desktop })
  const person = new Person(app)
  await (await person.manager()).getByRole('heading', { name: 'Welcome to Understudy' }).waitFor()
  const settings = await settingsOf(person)
  dialogs.answer(file)
  await settings.getByRole('button', { name: 'Import…' }).click()
  const form = (await person.manager()).getByRole('dialog', { name: 'Import team.json' })
  await form.getByRole('heading', { name: 'To be added (5)' }).waitFor()
  await form.getByText('It has no key yet: enter one under Identities.').waitFor()
  await form.getByText('MFA codes would be sent there').waitFor()
  expect((await person.snapshot()).identities).toEqual([])
  await form.getByRole('button', { name: 'Import' }).click()
  await form.waitFor({ state: 'detached' })

  const { sessions, grants, current } = await person.snapshot()
  expect(sessions.map(each => [each.session.name, each.state.kind, each.current])).toEqual([
    ['dev-readonly', 'off', false],
    ['prod-admin', 'off', false],
    ['audit-chained', 'off', false],
  ])
  expect(current?.region ?? null).toBeNull()
  expect(grants.some(each => each.grant.name === 'agent')).toBe(true)
  await person.click('dev-readonly', 'Start')
  await person.waitForState('dev-readonly', 'failed')
  const page = await person.show('Sessions')
  await page.getByText('The keychain has no key of alice.').first().waitFor()

  const keys = await person.show('Identities')
  const row = keys.getByRole('listitem', { name: 'alice' })
  await row.getByText('No key yet').waitFor()
  await row.getByRole('button', { name: 'Enter Key…' }).click()
  const entered = keys.getByRole('dialog')
  await entered.getByLabel('Access key ID').fill(alice.accessKeyId)
  await entered.getByLabel('Secret access key').fill(alice.secretAccessKey)
  await entered.getByLabel('STS endpoint').selectOption('custom')
  await entered.getByLabel('STS URL').fill(aws.url)
  await entered.getByRole('button', { name: 'Save' }).click()
  await entered.waitFor({ state: 'detached' })
  await row.getByRole('button', { name: 'Enter Key…' }).waitFor({ state: 'detached' })
  await person.waitForState('dev-readonly', 'live')

  await (await settingsOf(person)).getByRole('button', { name: 'Import…' }).click()
  const again = (await person.manager()).getByRole('dialog', { name: 'Import team.json' })
  await again.getByText('There is nothing in it that could be added.').waitFor()
  await again.getByRole('heading', { name: 'Here already (5)' }).waitFor()
  await again.getByRole('button', { name: 'Close' }).click()

  await writeFile(file, '{\n  "format": "understudy-configuration",\n  "version": 1,\n}')
  await (await settingsOf(person)).getByRole('button', { name: 'Import…' }).click()
  await (await settingsOf(person))
    .getByText('team.json is no JSON: it goes wrong in line 4, character 1.')
    .waitFor()
  expect(app.pageErrors()).toEqual([])
  await app.quit()
})
