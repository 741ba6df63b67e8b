import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newAwscli, newBoto3 } from '../interop/clients.ts'
import { command, lookUp } from '../support/commands.ts'
import { DEBIAN_AWS, DEBIAN_PYTHON, type Ran, runProgram } from '../support/debian-clients.ts'
import { runTool } from '../support/desktop-process.ts'
import { until } from '../support/desktop-wait.ts'
import { setScene } from '../support/scene.ts'
import { readFolder, search } from '../support/secret-search.ts'

let scene: Awaited<ReturnType<typeof setScene>>
let home: string
const files = { config: '', credentials: '' }
const path = (name: 'config' | 'credentials') => join(home, '.aws', name)
const textOf = (name: 'config' | 'credentials') => readFile(path(name), 'utf8')

beforeAll(async () => {
  scene = await setScene({ furnished: false })
  const { alice, roles, desktop } = scene
  home = desktop.env['HOME'] ?? ''
  files.credentials = [
    '; keys of the old days',
    '[alice]',
    `aws_access_key_id=${alice.accessKeyId}`,
    `aws_secret_access_key = ${alice.secretAccessKey}`,
    '',
    '[someone-else]',
    'region = eu-west-3',
    '',
  ].join('\r\n')
  files.config = [
    '\t# mine',
    '[default]',
    'region = eu-central-1',
    's3 =',
    '  max_concurrent_requests = 20',
    '[profile dev]',
    'source_profile = alice',
    `role_arn = ${roles.devReadonly}`,
    'region = eu-west-1',
    'output=json',
    '[profile prod]',
    'source_profile=alice',
    `role_arn=${roles.prodAdmin}`,
    `mfa_serial=${alice.mfaSerial}`,
    'duration_seconds=7200',
    'region=eu-central-1',
    '[profile hostile]',
    `credential_process = touch ${join(home, 'X')}`,
  ].join('\n')
  await mkdir(join(home, '.aws'), { mode: 0o700 })
  await writeFile(path('config'), files.config, { mode: 0o640 })
  await writeFile(path('credentials'), files.credentials, { mode: 0o600 })
  await command(scene.person, 'lookAtAwsFiles', {})
})
afterAll(() => scene?.close())

/** A program started from a dock: of the user's shell it knows nothing. */
const empty = (more: Readonly<Record<string, string>> = {}) => ({ HOME: home, ...more })

const arnOf = ({ stdout, stderr }: Ran): string => {
  if (stdout === '') throw new Error(stderr)
  const { Arn }: { Arn: string } = JSON.parse(stdout)
  return Arn
}

const awsOf = (profile: string, env = empty()): Promise<Ran> => {
  const args = ['--profile', profile, '--endpoint-url', scene.aws.url, 'sts', 'get-caller-identity']
  return runProgram(DEBIAN_AWS, [...args, '--output', 'json'], env)
}

describe('taking over what is in ~/.aws', () => {
  const endpoint = () => ({
    region: 'us-east-1',
    fallbackRegion: null,
    globalSts: false,
    stsUrl: scene.aws.url,
  })

  test('what is there is seen, and none of it is run', async () => {
    const found = await lookUp(scene.person, 'findImports', { place: 'aws-files', endpoint: endpoint() })
    expect(found.candidates.map(({ name, becomes, needs }) => ({ name, becomes, needs }))).toEqual([
      { name: 'alice', becomes: 'key', needs: null },
      { name: 'dev', becomes: 'role', needs: 'alice' },
      { name: 'prod', becomes: 'role', needs: 'alice' },
    ])
    expect(found.left).toEqual([{ name: 'hostile', why: expect.stringContaining('runs a program (touch)') }])
    expect((await scene.person.snapshot()).awsFiles.importable).toBe(3)
  })

  test('the key goes into the keychain and out of the file; awscli goes on with the same profiles', async () => {
    const choices = ['alice', 'dev', 'prod'].map(name => ({ name, point: true }))
    const plan = await lookUp(scene.person, 'previewImport', {
      ask: { place: 'aws-files', choices, endpoint: endpoint() },
    })
    expect(JSON.stringify(plan)).not.toContain(scene.alice.secretAccessKey)
    expect(await textOf('credentials')).toBe(files.credentials)

    await command(scene.person, 'applyPlan', { id: plan.id, confirmed: [] })

    const { sessions, identities, awsFiles } = await scene.person.snapshot()
    expect(identities).toMatchObject([
      { name: 'alice', arn: scene.alice.arn, mfaSerial: scene.alice.mfaSerial },
    ])
    expect(sessions.map(each => each.session)).toMatchObject([
      { name: 'alice', operation: 'GetSessionToken' },
      { name: 'dev', roleArn: scene.roles.devReadonly, mfa: 'none' },
      { name: 'prod', roleArn: scene.roles.prodAdmin, mfa: 'session-token', durationSeconds: 7200 },
    ])
    expect(awsFiles.profiles.map(({ profile, why }) => [profile.name, why])).toEqual([
      ['alice', null],
      ['dev', null],
      ['prod', null],
    ])
    const items = await runTool('secret-tool', ['search', '--all', '--unlock', 'service', 'understudy'], {
      env: scene.desktop.env,
    })
    expect(items.stdout).toContain(scene.alice.secretAccessKey)
    const secret = [{ name: 'the key', value: scene.alice.secretAccessKey }]
    for (const folder of [join(home, '.aws'), scene.app.profileDir])
      for (const [file, content] of await readFolder(folder))
        expect(search(file, content, secret)).toEqual([])
    expect(await textOf('credentials')).toBe(
      '; keys of the old days\r\n\r\n[someone-else]\r\nregion = eu-west-3\r\n',
    )
    expect((await stat(path('config'))).mode & 0o777).toBe(0o640)
    expect(await readdir(join(home, '.aws'))).toEqual(['config', 'credentials'])
    expect(await readdir(home)).not.toContain('X')
  })

  test.for([
    ['awscli of Debian', (profile: string) => awsOf(profile)],
    [
      'awscli of Debian, by AWS_PROFILE',
      (profile: string) =>
        runProgram(
          DEBIAN_AWS,
          ['sts', 'get-caller-identity', '--endpoint-url', scene.aws.url],
          empty({ AWS_PROFILE: profile }),
        ),
    ],
    [
      'boto3 of Debian',
      (profile: string) => {
        const program = [
          'import boto3, json, sys',
          'sts = boto3.Session(profile_name=sys.argv[2]).client("sts", endpoint_url=sys.argv[1])',
          'print(json.dumps({"Arn": sts.get_caller_identity()["Arn"]}))',
        ].join('\n')
        return runProgram(DEBIAN_PYTHON, ['-c', program, scene.aws.url, profile], empty())
      },
    ],
    ['new awscli', (profile: string) => newAwscli(scene.aws.url, empty({ AWS_PROFILE: profile }))],
    ['new boto3', (profile: string) => newBoto3(scene.aws.url, empty({ AWS_PROFILE: profile }))],
    [
      'JavaScript SDK',
      (profile: string) =>
        runProgram(
          process.execPath,
          [join(import.meta.dirname, '../interop/who-am-i.mjs'), scene.aws.url],
          empty({ AWS_PROFILE: profile }),
        ),
    ],
  ] as const)('%s works through the profile, with an empty environment', async ([, ask]) => {
    expect(arnOf(await ask('dev'))).toMatch(/:assumed-role\/dev-readonly\//)
  })

  test('a role behind MFA waits for its code', async () => {
    const asked = awsOf('prod')
    await scene.person.typeCode(scene.aws.code(scene.alice.mfaSerial))
    expect(arnOf(await asked)).toMatch(/:assumed-role\/prod-admin\//)
  })

  test('another program that overwrites a profile is noticed, and writing it again is offered', async () => {
    const before = await textOf('config')
    const set = ['configure', 'set', 'profile.dev.credential_process', 'echo mine']
    expect(await runProgram(DEBIAN_AWS, set, empty())).toMatchObject({ exitCode: 0 })
    // Where the system has no watch left to give, it is looked each 30 s.
    const { awsFiles, notices } = await scene.person.waitFor(
      'the profile is seen to be changed',
      state => state.awsFiles.profiles.some(each => each.why !== null),
      45_000,
    )
    expect(notices.map(each => each.title).join()).toContain('has changed the profile dev')
    const dev = awsFiles.profiles.find(each => each.profile.name === 'dev')
    if (dev === undefined) throw new Error('There is no profile dev.')
    expect(dev.canMend).toBe(true)
    const change = { kind: 'set-profile', profile: dev.profile } as const
    const plan = await lookUp(scene.person, 'previewChange', { change })
    await command(scene.person, 'applyPlan', {
      id: plan.id,
      confirmed: plan.confirmations.map(each => each.kind),
    })
    expect(await textOf('config')).toBe(before)
    const [latest] = (await scene.person.snapshot()).awsFiles.edits
    expect(latest).toMatchObject({ what: 'set-profile', names: ['dev'] })
  })

  test('undoing the import brings both files back, byte for byte', async () => {
    const edit = (await scene.person.snapshot()).awsFiles.edits.find(each => each.what === 'import')
    if (edit === undefined) throw new Error('The import can’t be undone.')
    const plan = await lookUp(scene.person, 'previewChange', { change: { kind: 'undo', id: edit.id } })
    expect(JSON.stringify(plan)).not.toContain(scene.alice.secretAccessKey)
    await command(scene.person, 'applyPlan', { id: plan.id, confirmed: [] })
    expect(await textOf('config')).toBe(files.config)
    expect(await textOf('credentials')).toBe(files.credentials)
    await until('the profiles are ours no more', async () => {
      const { awsFiles } = await scene.person.snapshot()
      return awsFiles.profiles.length === 0 ? true : undefined
    })
  })
})
