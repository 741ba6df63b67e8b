import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { activityOf, askBeforeUse } from '../support/commands.ts'
import { DEBIAN_AWS, DEBIAN_PYTHON, type Ran, runProgram } from '../support/debian-clients.ts'
import { until } from '../support/desktop-wait.ts'
import { setScene } from '../support/scene.ts'

let scene: Awaited<ReturnType<typeof setScene>>
let home: string
let env: Readonly<Record<string, string>>

/** A dead port: whoever goes there with anything fails. */
const DEAD = 'http://127.0.0.1:9'

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'us process-'))
  const profileDir = join(home, "a user's $HOME", 'Under study')
  await mkdir(profileDir, { recursive: true })
  scene = await setScene({ app: { profileDir } })
  const { sessions } = await scene.person.snapshot()
  const profiles = sessions.flatMap(({ session, connection }) => [
    `[profile ${session.name}]`,
    `credential_process = ${connection?.credentialProcess}`,
    `region = ${connection?.region}`,
  ])
  await mkdir(join(home, '.aws'))
  await writeFile(join(home, '.aws/config'), `${profiles.join('\n')}\n`)
  // All of these would take curl elsewhere, or its output, or its token.
  await writeFile(
    join(home, '.curlrc'),
    ['proxy = 127.0.0.1:9', 'user = "a:b"', 'include', 'output = "/dev/null"', 'fail-early', ''].join('\n'),
  )
  env = {
    PATH: '/usr/bin:/bin',
    HOME: home,
    LC_ALL: 'C.UTF-8',
    AWS_PAGER: '',
    AWS_MAX_ATTEMPTS: '1',
    AWS_EC2_METADATA_DISABLED: 'true',
    http_proxy: DEAD,
    https_proxy: DEAD,
    ALL_PROXY: DEAD,
    // The tools themselves may reach the local AWS. Their curl has no such list from us.
    NO_PROXY: scene.aws.url.replace('http://', ''),
    no_proxy: scene.aws.url.replace('http://', ''),
  }
})
afterAll(async () => {
  await scene?.close()
  await rm(home, { recursive: true, force: true })
})

/** Runs a line in a bash, as a person does. */
const inBash = (line: string, more: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  runProgram('/bin/bash', ['-c', `${line}; exit $?`], { ...env, ...more })

const whoAmI = (profile: string, more = {}) =>
  inBash(`${DEBIAN_AWS} --profile ${profile} --endpoint-url ${scene.aws.url} sts get-caller-identity`, more)

const arnOf = ({ stdout, stderr }: Ran): string => {
  if (stdout === '') throw new Error(stderr)
  const { Arn }: { Arn: string } = JSON.parse(stdout)
  return Arn
}

describe('a profile with credential_process', () => {
  test('works in the awscli of Debian, whatever .curlrc and the proxies say', async () => {
    expect(arnOf(await whoAmI('dev-readonly'))).toMatch(/:assumed-role\/dev-readonly\//)
    const signed = scene.aws.calls().filter(call => call.operation === 'GetCallerIdentity')
    const given = scene.aws.issued().filter(({ arn }) => arn.includes('/dev-readonly/'))
    expect(signed.at(-1)?.accessKeyId).toBe(given.at(-1)?.accessKeyId)
  })

  test('works in the boto3 of Debian', async () => {
    const script = [
      'import boto3, sys',
      'sts = boto3.Session(profile_name="dev-readonly").client("sts", endpoint_url=sys.argv[1])',
      'import json; print(json.dumps({"Arn": sts.get_caller_identity()["Arn"]}))',
    ]
    const file = join(home, 'who am i.py')
    await writeFile(file, script.join('\n'))
    const ran = await inBash(`${DEBIAN_PYTHON} '${file}' ${scene.aws.url}`)
    expect(arnOf(ran)).toMatch(/:assumed-role\/dev-readonly\//)
    const [entry] = await activityOf(scene.person)
    expect(entry?.tool).toMatchObject({ name: 'who am i.py', script: file })
  })

  test('waits while the user enters a code, and then goes on', async () => {
    const { person, aws, alice } = scene
    const running = whoAmI('prod-admin')
    const snapshot = await person.waitFor('a prompt is open', ({ prompts }) => prompts.length === 1)
    expect(snapshot.prompts).toMatchObject([{ sessions: ['prod-admin'], asker: 'tool' }])
    const named = await person.waitFor('it names aws', ({ prompts }) => prompts[0]?.tool?.name === 'aws')
    expect(named.prompts[0]?.tool?.pid).toBeGreaterThan(0)
    await scene.tray.click(/^MFA code needed for alice/)
    expect(await person.promptText()).toMatch(/aws/)
    await person.typeCode(aws.code(alice.mfaSerial))
    expect(arnOf(await running)).toMatch(/:assumed-role\/prod-admin\//)
  })

  test('tells in the terminal what to do where it gives nothing', async () => {
    await scene.person.click('prod-admin', 'Stop')
    await scene.person.waitForState('prod-admin', 'off')
    const { exitCode, stderr } = await whoAmI('prod-admin')
    expect(exitCode).not.toBe(0)
    expect(stderr).toContain("prod-admin was stopped. Start it in Understudy's window")
  })

  test('is recorded with the tool and its shell, by this way and by the other', async () => {
    const { person } = scene
    expect(arnOf(await whoAmI('dev-readonly'))).toMatch(/dev-readonly/)
    const { url, tokenFile } = await person.connectionOf('dev-readonly')
    const container = {
      AWS_CONFIG_FILE: '/nonexistent',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: url,
      AWS_DEFAULT_REGION: 'eu-central-1',
    }
    const line = `AWS_CONTAINER_AUTHORIZATION_TOKEN=$(cat '${tokenFile.replaceAll("'", "'\\''")}') ${DEBIAN_AWS} --endpoint-url ${scene.aws.url} sts get-caller-identity`
    expect(arnOf(await inBash(line, container))).toMatch(/dev-readonly/)
    const byAws = (route: string, kind: string) =>
      until(`the record has ${kind} by ${route}`, async () =>
        (await activityOf(person)).find(
          entry => entry.route === route && entry.tool?.name === 'aws' && entry.result.kind === kind,
        ),
      )
    const expected = {
      tool: { name: 'aws', script: DEBIAN_AWS, executable: expect.stringMatching(/^\/usr\/bin\/python3/) },
      parent: { name: 'bash', executable: expect.stringMatching(/\/bash$/) },
      session: { name: 'dev-readonly' },
    }
    expect(await byAws('process', 'handed-out')).toMatchObject(expected)
    expect(await byAws('container', 'handed-out')).toMatchObject(expected)
    expect(await byAws('process', 'refused')).toMatchObject({
      session: { name: 'prod-admin' },
      parent: { name: 'bash' },
      result: { reason: expect.stringContaining('prod-admin was stopped.') },
    })
  })

  test('gives nothing when the app is quit, says so, and answers at once who waits', async () => {
    const { person, app } = scene
    const { tokenFile } = await person.connectionOf('dev-readonly')
    await askBeforeUse(person, 'dev-readonly', 'first-use')
    const waiting = whoAmI('dev-readonly')
    await person.waitFor('it waits for an answer', ({ questions }) => questions.length === 1)
    await app.quit()
    expect((await waiting).stderr).toContain('Understudy was quit.')
    await expect(stat(tokenFile)).rejects.toThrow('ENOENT')
    const { stderr } = await whoAmI('dev-readonly')
    expect(stderr).toContain('Understudy is not running. Start it, then run this again.')
  })
})
