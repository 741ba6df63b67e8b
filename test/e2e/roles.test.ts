import { readFile, stat } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { containerEnvironment, DEBIAN_AWS, DEBIAN_PYTHON, runProgram } from '../support/debian-clients.ts'
import { until } from '../support/desktop-wait.ts'
import { askEndpoint, fetchCredentials } from '../support/endpoint-client.ts'
import { setScene } from '../support/scene.ts'
import { openFirstRole } from './first-role.ts'

let scene: Awaited<ReturnType<typeof setScene>>

beforeAll(async () => {
  scene = await setScene()
})
afterAll(() => scene?.close())

const connectionOf = (name: string) => scene.person.connectionOf(name)
const calls = (operation: string) => scene.aws.calls().filter(call => call.operation === operation)

describe('a key, three roles, real tools', () => {
  test('the key is in the keyring, and tried with AWS before', async () => {
    const { identities } = await scene.person.snapshot()
    expect(identities).toMatchObject([{ name: 'alice', arn: scene.alice.arn, account: '111122223333' }])
    expect(calls('GetCallerIdentity')).toHaveLength(1)
    const settings = await readFile(`${scene.app.profileDir}/understudy.json`, 'utf8')
    const account = /access-key\/[\w-]+/.exec(settings)?.[0] ?? ''
    expect(await scene.desktop.keyring.lookup('understudy', account)).toContain(scene.alice.accessKeyId)
    expect(settings).not.toContain(scene.alice.secretAccessKey)
  })

  test('200 clients at once on a cold session: one AssumeRole, and all have the same key', async () => {
    const connection = await connectionOf('dev-readonly')
    const before = calls('AssumeRole').length
    const answers = await Promise.all(Array.from({ length: 200 }, () => fetchCredentials(connection)))
    expect(answers.map(each => each.status)).toEqual(Array(200).fill(200))
    expect(new Set(answers.map(each => each.body['AccessKeyId'])).size).toBe(1)
    expect(calls('AssumeRole')).toHaveLength(before + 1)
  })

  test('the tray makes a role current, and a tool that follows it gets that role', () => openFirstRole(scene))

  test('a tool that asks for a role behind MFA is told so at once, and a prompt opens', async () => {
    const { status, body } = await fetchCredentials(await connectionOf('prod-admin'))
    expect(status).toBe(403)
    expect(body['message']).toBe(
      'prod-admin needs an MFA code of alice. Answer Understudy’s popup, or its tray menu, then run this again.',
    )
    await scene.tray.waitForMenu(
      menu => menu.some(entry => entry.label === 'MFA code needed for alice…'),
      'that a code is needed',
    )
    expect(await scene.person.promptText()).toMatch(
      /^Code for alice \(111122223333\) \/ (?:A tool asks for credentials|Asked by .+, pid \d+) · unlocks prod-admin/,
    )
  })

  test('one code opens the role and what is chained from it', async () => {
    await scene.person.typeCode(scene.aws.code(scene.alice.mfaSerial))
    await scene.person.waitFor('prod-admin is on', ({ sessions }) =>
      sessions.some(each => each.session.name === 'prod-admin' && each.state.kind === 'live'),
    )
    const answers = await Promise.all(
      ['prod-admin', 'audit-chained'].map(async name => fetchCredentials(await connectionOf(name))),
    )
    expect(answers.map(each => each.status)).toEqual([200, 200])
    expect(calls('GetSessionToken')).toMatchObject([{ mfa: true, outcome: 'ok' }])
    expect((await scene.person.snapshot()).prompts).toEqual([])
  })

  test.each([['dev-readonly'], ['prod-admin'], ['audit-chained']])('awscli and boto3 are %s', async role => {
    const env = await containerEnvironment(await connectionOf(role), scene.desktop.folder)
    const arn = `arn:aws:sts::111122223333:assumed-role/${role}/alice`
    const args = ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text']
    const cli = await runProgram(DEBIAN_AWS, [...args, '--endpoint-url', scene.aws.url], env)
    expect(cli).toMatchObject({ exitCode: 0, stdout: `${arn}\n` })
    const program = `import boto3; print(boto3.client('sts', endpoint_url='${scene.aws.url}').get_caller_identity()['Arn'])`
    const boto = await runProgram(DEBIAN_PYTHON, ['-c', program], env)
    expect(boto).toMatchObject({ exitCode: 0, stdout: `${arn}\n` })
  })

  test('100 calls of a tool cause no call of STS', async () => {
    const connection = await connectionOf('audit-chained')
    const before = scene.aws.calls().length
    for (let i = 0; i < 100; i++) expect((await fetchCredentials(connection)).status).toBe(200)
    expect(scene.aws.calls()).toHaveLength(before)
  })

  test('without the token, or with another one, nothing is given', async () => {
    const { url } = await connectionOf('dev-readonly')
    const other = await readFile((await connectionOf('prod-admin')).tokenFile, 'utf8')
    for (const headers of [{}, { Authorization: 'x' }, { Authorization: other }]) {
      const { status, body } = await askEndpoint(url, headers)
      expect(status).toBe(403)
      expect(JSON.stringify(body)).not.toMatch(/ASIA|Secret/)
    }
  })

  test('the token’s file is for the user alone', async () => {
    const { tokenFile } = await connectionOf('dev-readonly')
    expect((await stat(tokenFile)).mode & 0o777).toBe(0o600)
    expect(await readFile(tokenFile, 'utf8')).toMatch(/^[\w-]{43}$/)
  })

  test('a stopped session is refused until it is started again', async () => {
    const connection = await connectionOf('dev-readonly')
    await scene.tray.click('Stop dev-readonly')
    await scene.person.waitFor('dev-readonly is off', ({ sessions }) =>
      sessions.some(each => each.session.name === 'dev-readonly' && each.state.kind === 'off'),
    )
    const { status, body } = await fetchCredentials(connection)
    expect(status).toBe(403)
    expect(body['message']).toContain('dev-readonly was stopped. Start it in Understudy’s window')
    await scene.person.click('dev-readonly', 'Start')
    await until('it is served again', async () => (await fetchCredentials(connection)).status === 200)
  })

  test('ports, paths and sessions are the same after a restart; tokens are new', async () => {
    const before = await connectionOf('dev-readonly')
    const oldToken = await readFile(before.tokenFile, 'utf8')
    await scene.app.quit()
    await expect(stat(before.tokenFile)).rejects.toThrow('ENOENT')
    const { launchApp } = await import('../support/app.ts')
    const again = await launchApp({ desktop: scene.desktop, profileDir: scene.app.profileDir })
    try {
      await scene.tray.item()
      // 503 is what tools ask again after: the app may still be opening the keychain.
      const { status } = await until('the endpoint answers', async () => {
        const answer = await fetchCredentials(before).catch(() => null)
        return answer?.status === 503 ? null : answer
      })
      expect(status).toBe(200)
      expect((await askEndpoint(before.url, { Authorization: oldToken })).status).toBe(403)
    } finally {
      await again.quit()
    }
  })
})
