import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inspect } from 'node:util'
import type { Locator, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { addBob, type DemoUser } from '../local-aws/demo-world.ts'
import { DEBIAN_AWS, runProgram } from '../support/debian-clients.ts'
import {
  allItems,
  encryptAsLeapp,
  leappPassphrase,
  leappWorkspace,
  lockAwsVault,
  storeAwsVaultItem,
  storeAwsVaultKey,
  storeLeappKey,
  unlockAwsVault,
  writeLeapp,
} from '../support/other-tools.ts'
import { setScene } from '../support/scene.ts'

let scene: Awaited<ReturnType<typeof setScene>>
let home: string

beforeAll(async () => {
  scene = await setScene({ furnished: false })
  home = scene.desktop.env['HOME'] ?? ''
  await mkdir(join(home, '.aws'), { mode: 0o700 })
})
afterAll(() => scene?.close())
// What went wrong in one dialog is not to keep the next from being opened.
afterEach(async () => (await scene.person.manager()).keyboard.press('Escape'))

const VAULT = 'AWS files and aws-vault’s keyring'
const configFile = () => join(home, '.aws', 'config')

const candidate = (dialog: Locator, name: string) => dialog.getByRole('listitem', { name, exact: true })
const verbOf = (dialog: Locator) => dialog.getByRole('button', { name: 'Import', exact: true })

async function openImport(from: string): Promise<{ readonly page: Page; readonly dialog: Locator }> {
  const page = await scene.person.show('Profiles')
  await page.getByRole('button', { name: 'Import…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Import' })
  await dialog.getByLabel(from, { exact: true }).check()
  return { page, dialog }
}

/** As far as the change is shown. */
async function next(dialog: Locator): Promise<void> {
  // Until something was found the button does nothing.
  await dialog.getByRole('listitem').first().waitFor()
  await dialog.getByText('Region where none is named').click()
  await dialog.getByLabel('STS endpoint').selectOption('custom')
  await dialog.getByLabel('STS URL').fill(scene.aws.url)
  await dialog.getByRole('button', { name: 'Next' }).click()
  await verbOf(dialog).waitFor()
}

/** What awscli is told that it is, started from a dock: it knows its home and nothing else. */
async function whoIs(profile: string): Promise<string> {
  const args = ['sts', 'get-caller-identity', '--profile', profile, '--endpoint-url', scene.aws.url]
  const { stdout, stderr } = await runProgram(DEBIAN_AWS, [...args, '--output', 'json'], { HOME: home })
  if (stdout === '') throw new Error(stderr)
  return String(JSON.parse(stdout).Arn)
}

/** What is in all keyrings with all that is known of it, Understudy’s own items apart from the others. */
async function items(): Promise<{ readonly ours: readonly string[]; readonly others: readonly string[] }> {
  const all = (await allItems(scene.desktop.busAddress)).map(item => inspect(item, { depth: null })).sort()
  const isOurs = (item: string) => item.includes("service: 'understudy'")
  return { ours: all.filter(isOurs), others: all.filter(item => !isOurs(item)) }
}

describe('a key that only aws-vault has', () => {
  const written = () =>
    [
      '[profile work]',
      'region = eu-central-1',
      '',
      '[profile dev]',
      'source_profile = work',
      `role_arn = ${scene.roles.devReadonly}`,
      'region = eu-central-1',
      '',
      '[profile prod]',
      'source_profile = work',
      `role_arn = ${scene.roles.prodAdmin}`,
      `mfa_serial = ${scene.alice.mfaSerial}`,
      'region = eu-central-1',
      '',
    ].join('\n')

  beforeAll(async () => {
    const { busAddress } = scene.desktop
    await writeFile(configFile(), written())
    await storeAwsVaultKey(busAddress, 'work', scene.alice)
    await storeAwsVaultItem(busAddress, 'sts.GetSessionToken,d29yaw,,1700000000', '{}')
  })

  test('is not looked for before it is asked for', async () => {
    const page = await scene.person.show('Profiles')
    await page.getByRole('button', { name: 'Import…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Import' })
    await dialog.getByText('Not taken (2)').waitFor()
    expect(await dialog.getByRole('listitem', { name: 'dev', exact: true }).count()).toBe(0)
  })

  test('is not there to see after a login until its keyring is open, which is said with what helps', async () => {
    const { keyring, busAddress } = scene.desktop
    await keyring.restart()
    const { dialog } = await openImport(VAULT)
    await dialog.getByText('The keyring of aws-vault is locked.').waitFor()
    await dialog.getByLabel('AWS files', { exact: true }).check()
    await dialog.getByText('The keyring of aws-vault is locked.').waitFor({ state: 'detached' })
    await dialog.getByLabel(VAULT, { exact: true }).check()
    // It has been looked for by then.
    await dialog.getByRole('button', { name: 'Try Again' }).waitFor()
    await unlockAwsVault(busAddress)
    await dialog.getByRole('button', { name: 'Try Again' }).click()
    await candidate(dialog, 'work').getByText('IAM user, with its key').waitFor()
  })

  test('stays there, and all files as they are, if its keyring is not opened; the dialog goes on', async () => {
    const { busAddress } = scene.desktop
    await lockAwsVault(busAddress)
    const { dialog } = await openImport(VAULT)
    await next(dialog)
    // No program here can show the keyring’s own dialog, so that it is dismissed.
    await verbOf(dialog).click()
    await dialog.getByRole('alert').getByText('The keyring of aws-vault is locked.').waitFor()
    expect(await readFile(configFile(), 'utf8')).toBe(written())
    const { identities, sessions } = await scene.person.snapshot()
    expect([identities, sessions]).toEqual([[], []])
    await dialog.getByRole('button', { name: 'Back' }).click()
    expect(await candidate(dialog, 'dev').getByRole('checkbox').first().isChecked()).toBe(true)
    await unlockAwsVault(busAddress)
  })

  test('gets into the keychain, opens its roles to awscli, and stays in aws-vault as it was', async () => {
    const { alice, person, aws } = scene
    const { others, ours } = await items()
    expect(others).toHaveLength(2)
    expect(ours.join()).not.toContain(alice.secretAccessKey)
    const { page, dialog } = await openImport(VAULT)
    await next(dialog)
    await verbOf(dialog).click()
    await page
      .getByRole('status')
      .getByText('1 key and 2 roles were imported. 3 profiles use Understudy now.')
      .waitFor()

    expect((await person.snapshot()).identities).toMatchObject([{ name: 'work', arn: alice.arn }])
    expect((await items()).ours.join()).toContain(alice.secretAccessKey)
    expect(await readFile(configFile(), 'utf8')).not.toContain(alice.secretAccessKey)
    expect(await whoIs('dev')).toMatch(/:assumed-role\/dev-readonly\//)
    const prod = whoIs('prod')
    await person.typeCode(aws.code(alice.mfaSerial))
    expect(await prod).toMatch(/:assumed-role\/prod-admin\//)
    expect((await items()).others).toEqual(others)
  })
})

describe('a workspace of Leapp', () => {
  const leappFile = () => join(home, '.Leapp', 'Leapp-lock.json')
  let bob: DemoUser
  beforeAll(() => {
    bob = addBob({ world: scene.aws.world, roles: scene.roles })
  })
  const sessionsOfBob = () => {
    const common = { status: 0, region: 'eu-central-1', profileId: 'profile-1' }
    const chained = { ...common, type: 'awsIamRoleChained', roleSessionName: 'assumed-from-leapp' }
    const { prodAdmin, auditChained } = scene.roles
    return [
      { ...common, sessionId: 'u1', sessionName: 'bob', type: 'awsIamUser', mfaDevice: bob.mfaSerial },
      { ...chained, sessionId: 'c1', sessionName: 'admin', roleArn: prodAdmin, parentSessionId: 'u1' },
      { ...chained, sessionId: 'c2', sessionName: 'audit', roleArn: auditChained, parentSessionId: 'c1' },
      { ...common, sessionId: 's1', sessionName: 'portal', type: 'awsSsoRole' },
    ]
  }

  test('that is damaged, or of another computer, is said so, and what was looked at stays at hand', async () => {
    await mkdir(join(home, '.Leapp'))
    await writeFile(leappFile(), 'U2FsdGVkX1')
    const { dialog } = await openImport('Leapp')
    const alert = dialog.getByRole('alert')
    await alert.getByText('can’t be read (it is not what Leapp writes).').waitFor()
    const moved = JSON.stringify(leappWorkspace([]))
    await writeFile(leappFile(), encryptAsLeapp(moved, leappPassphrase('another computer')))
    await dialog.getByRole('button', { name: 'Try Again' }).click()
    await alert.getByText('can’t be decrypted with this computer’s id.').waitFor()
    await alert.getByText('It comes from another computer, or it is damaged.').waitFor()
    await dialog.getByLabel('AWS files', { exact: true }).check()
    await alert.waitFor({ state: 'detached' })
    await dialog.getByText('There is nothing to import in').waitFor()
  })

  test('whose key is missing leaves all as it was', async () => {
    const { identities } = await scene.person.snapshot()
    await writeLeapp(home, leappWorkspace(sessionsOfBob()))
    const { dialog } = await openImport('Leapp')
    await next(dialog)
    await verbOf(dialog).click()
    await dialog.getByRole('alert').getByText('The keychain has no access key that Leapp calls').waitFor()
    expect((await scene.person.snapshot()).identities).toEqual(identities)
  })

  test('gives its user and its chain, which awscli gets by a profile, and stays as it was', async () => {
    const { person, aws, desktop } = scene
    const file = await readFile(await writeLeapp(home, leappWorkspace(sessionsOfBob())))
    await storeLeappKey(desktop.keyring, 'u1', bob)
    const { others } = await items()
    expect(others.join()).toContain(bob.secretAccessKey)
    const { page, dialog } = await openImport('Leapp')
    await dialog.getByText('Not taken (1)').waitFor()
    await next(dialog)
    await dialog.getByText('Nothing in the files changes').waitFor()
    await verbOf(dialog).click()
    await page.getByRole('status').getByText('1 key and 2 roles were imported.').waitFor()

    await page.getByRole('button', { name: 'Add Profile' }).click()
    const profile = page.getByRole('dialog', { name: 'Add Profile' })
    await profile.getByLabel('Gives the credentials of').selectOption({ label: 'audit' })
    await profile.getByLabel('Region').fill('eu-central-1')
    await profile.getByRole('button', { name: 'Next' }).click()
    await profile.getByRole('button', { name: 'Write', exact: true }).click()
    await page.getByRole('status').getByText('The profile audit was written.').waitFor()
    const audit = whoIs('audit')
    await person.typeCode(aws.code(bob.mfaSerial))
    expect(await audit).toMatch(/:assumed-role\/audit-chained\/assumed-from-leapp$/)

    const now = await items()
    expect(now.others).toEqual(others)
    expect(now.ours.join()).toContain(bob.secretAccessKey)
    expect(await readFile(leappFile())).toEqual(file)
    expect(await page.locator('body').innerText()).not.toContain(bob.secretAccessKey)
    expect(scene.app.pageErrors()).toEqual([])
  })
})
