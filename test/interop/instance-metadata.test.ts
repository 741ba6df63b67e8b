import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { activityOf, command } from '../support/commands.ts'
import { DEBIAN_AWS, runProgram } from '../support/debian-clients.ts'
import { until } from '../support/desktop-wait.ts'
import { setScene } from '../support/scene.ts'
import { type Client, jsV3, newAwscli, newBoto3 } from './clients.ts'

let scene: Awaited<ReturnType<typeof setScene>>
let url: string
let env: Readonly<Record<string, string>>

async function serve(name: string | null): Promise<string | null> {
  const { sessions } = await scene.person.snapshot()
  const id = sessions.find(each => each.session.name === name)?.session.id ?? null
  await command(scene.person, 'serveInstanceMetadata', { id })
  const { instanceMetadata } = await scene.person.waitFor(
    `${name} is served`,
    snapshot => (snapshot.instanceMetadata?.session ?? null) === id,
  )
  return instanceMetadata?.url ?? null
}

beforeAll(async () => {
  scene = await setScene()
  await scene.person.click('dev-readonly', 'Start')
  await scene.person.waitForState('dev-readonly', 'live')
  url = (await serve('dev-readonly')) ?? ''
  env = {
    PATH: '/usr/bin:/bin',
    HOME: scene.desktop.folder,
    LC_ALL: 'C.UTF-8',
    AWS_PAGER: '',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_CONFIG_FILE: '/nonexistent',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    AWS_EC2_METADATA_SERVICE_ENDPOINT: url,
  }
})
afterAll(() => scene?.close())

const debianAws: Client = (stsUrl, more) =>
  runProgram(DEBIAN_AWS, ['--endpoint-url', stsUrl, 'sts', 'get-caller-identity'], more)

describe('a session as instance metadata', () => {
  test.each<[string, Client]>([
    ['the awscli of Debian', debianAws],
    ['the new awscli', newAwscli],
    ['the new boto3', newBoto3],
    ['AWS JS v3', jsV3],
  ])('is used by %s, which know no token file', async (_, client) => {
    const ran = await client(scene.aws.url, env)
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 })
    expect(ran.stdout).toContain('assumed-role/dev-readonly/')
  })

  test('is in the record', async () => {
    const entry = await until('the record has it', async () =>
      (await activityOf(scene.person)).find(each => each.tool?.name === 'aws'),
    )
    expect(entry).toMatchObject({ route: 'instance-metadata', session: { name: 'dev-readonly' } })
  })

  test('is another one when the user chooses another, on the same port; and none when it is turned off', async () => {
    expect(await serve('prod-admin')).toBe(url)
    expect((await debianAws(scene.aws.url, env)).exitCode).not.toBe(0)
    expect(await serve(null)).toBeNull()
    await until('nobody listens there', () =>
      runProgram('/usr/bin/curl', ['-q', '--max-time', '5', url], env).then(ran => ran.exitCode === 7),
    )
    expect(await serve('dev-readonly')).toBe(url)
    expect((await debianAws(scene.aws.url, env)).stdout).toContain('assumed-role/dev-readonly/')
  })
})
