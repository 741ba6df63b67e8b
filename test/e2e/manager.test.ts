import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { command } from '../support/commands.ts'
import { askUntilGot, fetchCredentials } from '../support/endpoint-client.ts'
import { setScene } from '../support/scene.ts'

let scene: Awaited<ReturnType<typeof setScene>>

beforeAll(async () => {
  scene = await setScene()
})
afterAll(() => scene?.close())

const settings = () => readFile(`${scene.app.profileDir}/understudy.json`, 'utf8')
const keychainAccount = async () => /access-key\/[\w-]+/.exec(await settings())?.[0] ?? ''

describe('the manager', () => {
  test('an edited session goes on with its new parameters, and the old ones are served no more', async () => {
    const { person, aws, roles } = scene
    await person.click('dev-readonly', 'Start')
    const { sessions } = await person.waitFor('it is on', state =>
      state.sessions.some(each => each.state.kind === 'live'),
    )
    const connection = sessions[0]?.connection
    if (!connection) throw new Error('dev-readonly has no connection.')
    const before = await fetchCredentials(connection)

    await person.click('dev-readonly', 'Edit')
    const form = (await person.manager()).getByRole('dialog')
    expect(await form.getByLabel('Role ARN').inputValue()).toBe(roles.devReadonly)
    await form.getByLabel('Role session name').fill('on-call')
    await form.getByRole('button', { name: 'Save' }).click()
    await form.waitFor({ state: 'detached' })
    await person.waitFor('it is on again', state => state.sessions.some(each => each.state.kind === 'live'))
    const after = await fetchCredentials(connection)
    expect(after.body['AccessKeyId']).not.toBe(before.body['AccessKeyId'])
    expect(aws.issued().at(-1)?.arn).toBe('arn:aws:sts::111122223333:assumed-role/dev-readonly/on-call')
  })

  test('a session that another starts from is not removed, and says which', async () => {
    const { person } = scene
    await person.click('prod-admin', 'Remove')
    const form = (await person.manager()).getByRole('dialog')
    await form.getByRole('button', { name: 'Remove' }).click()
    await form.getByText('prod-admin is where audit-chained starts from.').waitFor()
    await form.getByRole('button', { name: 'Cancel' }).click()
    await form.waitFor({ state: 'detached' })
    expect((await person.snapshot()).sessions).toHaveLength(3)
  })

  test('a key’s name and device can be changed without the key, which stays where it is', async () => {
    const { person, alice } = scene
    const account = await keychainAccount()
    const window = await person.show('Identities')
    await window.getByRole('listitem', { name: 'alice' }).getByRole('button', { name: 'Edit' }).click()
    const form = window.getByRole('dialog')
    expect(await form.getByLabel('Secret access key').inputValue()).toBe('')
    await form.getByLabel('Name').fill('Alice at work')
    await form.getByRole('button', { name: 'Save' }).click()
    await form.waitFor({ state: 'detached' })
    expect((await person.snapshot()).identities).toMatchObject([
      { name: 'Alice at work', mfaSerial: alice.mfaSerial },
    ])
    expect(await keychainAccount()).toBe(account)
  })

  test('a replaced key is a new item in the keyring, and the old item is gone', async () => {
    const { person, alice, aws, desktop } = scene
    const old = await keychainAccount()
    const calls = aws.calls().length
    const window = await person.show('Identities')
    await window.getByRole('listitem').getByRole('button', { name: 'Edit' }).click()
    const form = window.getByRole('dialog')
    await form.getByLabel('Access key ID').fill(alice.accessKeyId)
    await form.getByLabel('Secret access key').fill(alice.secretAccessKey)
    await form.getByRole('button', { name: 'Save' }).click()
    await form.waitFor({ state: 'detached' })
    const account = await keychainAccount()
    expect(account).not.toBe(old)
    expect(await desktop.keyring.lookup('understudy', account)).toContain(alice.secretAccessKey)
    expect(await desktop.keyring.lookup('understudy', old)).toBeNull()
    expect(aws.calls()[calls]?.operation).toBe('GetCallerIdentity')
  })

  test('when all sessions are removed the key can be, and nothing is left in the keyring', async () => {
    const { person, desktop } = scene
    const account = await keychainAccount()
    for (const name of ['audit-chained', 'prod-admin', 'dev-readonly']) {
      await person.click(name, 'Remove')
      const form = (await person.manager()).getByRole('dialog')
      await form.getByRole('button', { name: 'Remove' }).click()
      await form.waitFor({ state: 'detached' })
    }
    await (await person.manager()).getByText('No sessions yet').waitFor()
    const window = await person.show('Identities')
    await window.getByRole('listitem').getByRole('button', { name: 'Remove' }).click()
    const form = window.getByRole('dialog')
    await form.getByRole('button', { name: 'Remove' }).click()
    await form.waitFor({ state: 'detached' })
    await window.getByText('No keys yet').waitFor()
    expect(await desktop.keyring.lookup('understudy', account)).toBeNull()
    expect(await settings()).not.toContain('access-key/')
    expect(scene.app.pageErrors()).toEqual([])
  })

  test('the lines for a shell name the address and the file that let a tool in, and can be copied', async () => {
    const { person, alice, roles, aws } = scene
    await person.addKey({ ...alice, stsUrl: aws.url })
    await person.addSession({ name: 'again', roleArn: roles.devReadonly, mfa: 'No MFA' })
    await (await person.accessOf('again')).getByRole('button', { name: 'Connect…' }).click()
    const window = await person.manager()
    const lines = await window.locator('pre').innerText()
    expect(lines).toMatch(/^unset AWS_ACCESS_KEY_ID /)
    const [, url = ''] = /AWS_CONTAINER_CREDENTIALS_FULL_URI=(.*)/.exec(lines) ?? []
    const [, tokenFile = ''] = /AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=(.*)/.exec(lines) ?? []
    expect((await askUntilGot(url, { Authorization: await readFile(tokenFile, 'utf8') })).status).toBe(200)
    await window.getByRole('button', { name: 'Copy' }).click()
    await window.getByText('Copied. No secret is in these lines.').waitFor()
  })

  test('many sessions can be filtered, and one that is to be removed says what goes with it', async () => {
    const { person } = scene
    await (await person.manager()).getByRole('button', { name: 'Close' }).click()
    const [first] = (await person.snapshot()).sessions
    if (first === undefined) throw new Error('There is no session.')
    const { id: _, ...session } = first.session
    for (const name of ['one', 'two', 'three', 'four', 'five', 'six'])
      await command(person, 'addSession', { session: { ...session, name } })
    const window = await person.show('Sessions')
    const filter = window.getByRole('searchbox', { name: 'Search by name, role or account' })
    await filter.fill('DEV-READONLY 1111 six')
    await window.getByText('1 of 7').waitFor()
    const rows = window.getByRole('list', { name: 'Sessions' }).getByRole('listitem')
    expect(await rows.allInnerTexts()).toEqual([expect.stringMatching(/^six/)])
    const six = (await person.snapshot()).sessions.find(each => each.session.name === 'six')
    if (six === undefined) throw new Error('There is no session six.')
    const target = { kind: 'session', id: six.session.id } as const
    await command(person, 'addGrant', { grant: { name: 'Agent', target, sessionPolicies: null } })
    await command(person, 'serveInstanceMetadata', { id: target.id })
    await person.click('six', 'Remove')
    await window.getByText('With it goes the access that you gave to Agent.').waitFor()
    await window.getByText('Nothing is served as instance metadata any more.').waitFor()
    await window.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await window.getByText('Nothing matches “DEV-READONLY 1111 six”.').waitFor()
    await window.getByRole('button', { name: 'Clear' }).click()
    await rows.nth(5).waitFor()
    expect(await rows.count()).toBe(6)
  })
})
