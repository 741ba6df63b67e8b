import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { READ_ONLY } from '../../main/core/sessions/session-policies.ts'
import type { Connection } from '../../main/core/snapshot/snapshot.ts'
import { command, connectionOfTool } from '../support/commands.ts'
import {
  containerEnvironment,
  DEBIAN_AWS,
  DEBIAN_PYTHON,
  type Ran,
  runProgram,
} from '../support/debian-clients.ts'
import { askEndpoint, fetchCredentials } from '../support/endpoint-client.ts'
import { setScene } from '../support/scene.ts'

let scene: Awaited<ReturnType<typeof setScene>>
beforeAll(async () => {
  scene = await setScene()
  const { person, aws, alice } = scene
  await person.click('prod-admin', 'Start')
  await person.typeCode(aws.code(alice.mfaSerial))
  await person.waitForState('prod-admin', 'live')
})
afterAll(() => scene?.close())

const sessionOf = async (name: string) => {
  const { sessions } = await scene.person.snapshot()
  const session = sessions.find(each => each.session.name === name)?.session
  if (session === undefined) throw new Error(`There is no session ${name}.`)
  return session
}

async function sns(connection: Connection, ...args: readonly string[]): Promise<Ran> {
  const env = await containerEnvironment(connection, scene.desktop.folder)
  return runProgram(DEBIAN_AWS, ['--endpoint-url', scene.aws.url, 'sns', ...args], env)
}

test('a read-only grant carries the policy to AWS, and with its credentials nothing can be written', async () => {
  const { person } = scene
  const { id } = await sessionOf('prod-admin')
  const grant = { name: 'agent', target: { kind: 'session', id }, sessionPolicies: READ_ONLY } as const
  await command(person, 'addGrant', { grant })
  const agent = await connectionOfTool(person, 'agent')

  expect(await sns(agent, 'list-topics')).toMatchObject({ exitCode: 0 })
  const written = await sns(agent, 'create-topic', '--name', 'by-agent')
  expect(written.exitCode).not.toBe(0)
  expect(written.stderr).toContain('because no session policy allows the SNS:CreateTopic action')
  const sent = scene.aws.calls().flatMap(({ sessionPolicies }) => sessionPolicies ?? [])
  expect(sent.filter(each => each.policyArns.length > 0)).toEqual([READ_ONLY])

  const whole = await person.connectionOf('prod-admin')
  expect(await sns(whole, 'create-topic', '--name', 'by-hand')).toMatchObject({ exitCode: 0 })
})

test('a grant tells when it was used last and by which program; one that is revoked opens nothing at once', async () => {
  const { person } = scene
  const agent = await connectionOfTool(person, 'agent')
  const { grants } = await person.waitFor('aws has used it', snapshot =>
    snapshot.grants.some(each => each.grant.name === 'agent' && each.lastUse?.tool === 'aws'),
  )
  const [view] = grants.filter(each => each.grant.name === 'agent')
  if (view === undefined) throw new Error('The grant is gone.')
  const token = await readFile(agent.tokenFile, 'utf8')
  await command(person, 'revokeGrant', { id: view.grant.id })
  expect((await askEndpoint(agent.url, { Authorization: token })).status).toBe(403)
  expect((await fetchCredentials(await person.connectionOf('prod-admin'))).status).toBe(200)
})

test('a session token can’t be bounded, and the reason is told', async () => {
  const { person } = scene
  await person.addSession({ name: 'day', operation: 'GetSessionToken', mfa: 'No MFA' })
  const { id } = await sessionOf('day')
  const grant = { name: 'bounded', target: { kind: 'session', id }, sessionPolicies: READ_ONLY } as const
  await expect(command(person, 'addGrant', { grant })).rejects.toThrow('which takes no session policies')
})

/** A process that asks who it is each time that it is told to, as a long job does. */
class Job {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #lines: AsyncIterator<string>

  constructor(env: Readonly<Record<string, string>>, stsUrl: string) {
    const script = [
      'import boto3, sys',
      'for line in sys.stdin:',
      // A new session each time: nothing is held back, each asks the endpoint.
      `  sts = boto3.Session().client("sts", endpoint_url="${stsUrl}")`,
      '  print(sts.get_caller_identity()["Arn"], flush=True)',
    ]
    this.#child = spawn(DEBIAN_PYTHON, ['-c', script.join('\n')], { env: { ...env } })
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
  }

  async whoAmI(): Promise<string> {
    this.#child.stdin.write('\n')
    const { value } = await this.#lines.next()
    return String(value)
  }

  end(): void {
    this.#child.kill()
  }
}

test('a long job on the current session keeps its account through three switches; new ones follow the tray', async () => {
  const { person, tray } = scene
  await tray.click(/^prod-admin/)
  const { current } = await person.waitFor('prod-admin is current', ({ sessions }) =>
    sessions.some(each => each.current && each.session.name === 'prod-admin'),
  )
  if (current === null) throw new Error('There is no connection for the current session.')
  const env = await containerEnvironment(current, scene.desktop.folder)
  const start = () => new Job(env, scene.aws.url)
  const job = start()
  try {
    expect(await job.whoAmI()).toContain('/prod-admin/')
    for (const name of ['dev-readonly', 'audit-chained', 'dev-readonly']) {
      await tray.click(new RegExp(`^${name}`))
      await person.waitFor(`${name} is current`, ({ sessions }) =>
        sessions.some(each => each.current && each.session.name === name && each.state.kind === 'live'),
      )
      const other = start()
      expect(await other.whoAmI()).toContain(`/${name}/`)
      other.end()
      expect(await job.whoAmI()).toContain('/prod-admin/')
    }
  } finally {
    job.end()
  }
})
