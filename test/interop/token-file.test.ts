import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { setScene } from '../support/scene.ts'
import { type Client, jsV3, newAwscli, newBoto3, tokenFileEnvironment } from './clients.ts'
import { type DeadProxy, startDeadProxy } from './dead-proxy.ts'

let scene: Awaited<ReturnType<typeof setScene>>
let env: Readonly<Record<string, string>>
let proxy: DeadProxy

beforeAll(async () => {
  scene = await setScene()
  const connection = await scene.person.connectionOf('dev-readonly')
  env = tokenFileEnvironment(connection, scene.desktop.folder)
})
afterAll(() => scene?.close())
beforeEach(async () => {
  proxy = await startDeadProxy()
})
afterEach(() => proxy.close())

const ROLE_SESSION = /^arn:aws:sts::111122223333:assumed-role\/dev-readonly\//

/** The key that the app was given for the role: the only one, however many clients ask. */
function theKey(): string {
  const keys = scene.aws.issued().filter(({ arn }) => ROLE_SESSION.test(arn))
  expect(keys).toHaveLength(1)
  return keys[0]?.accessKeyId ?? ''
}

/** Runs a client that must succeed, and tells the calls that the local AWS saw meanwhile. */
async function succeed(client: Client, more: Readonly<Record<string, string>> = {}) {
  const before = scene.aws.calls().length
  const ran = await client(scene.aws.url, { ...env, ...more })
  expect(ran, ran.stderr).toMatchObject({ exitCode: 0 })
  const { Arn }: { Arn: string } = JSON.parse(ran.stdout)
  expect(Arn).toMatch(ROLE_SESSION)
  return scene.aws
    .calls()
    .slice(before)
    .filter(call => call.operation === 'GetCallerIdentity')
    .map(({ accessKeyId, outcome }) => [accessKeyId, outcome])
}

describe.each<[string, Client]>([
  ['the new awscli', newAwscli],
  ['the new boto3', newBoto3],
  ['AWS JS v3', jsV3],
])('%s', (_, client) => {
  test('takes its token from the file and signs with what the app was given', async () => {
    const calls = await succeed(client)
    expect(calls).toEqual([[theKey(), 'ok']])
  })

  test('is past every proxy where NO_PROXY says so', async () => {
    const calls = await succeed(client, { ...proxy.env, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' })
    expect(calls).toEqual([[theKey(), 'ok']])
    expect(proxy.asked()).toEqual([])
  })
})

describe('with a proxy that is down, and no NO_PROXY', () => {
  test.each<[string, Client]>([
    ['awscli', newAwscli],
    ['boto3', newBoto3],
  ])('the new %s gets credentials past it, and sends only its call to AWS there', async (_, client) => {
    const ran = await client(scene.aws.url, { ...env, ...proxy.env, AWS_MAX_ATTEMPTS: '1' })
    expect(ran.exitCode).not.toBe(0)
    expect(ran.stderr).toContain('proxy')
    const line = `POST ${scene.aws.url}/ HTTP/1.1`
    expect(proxy.asked()).toEqual([{ line, accessKeyId: theKey() }])
  })

  test('AWS JS v3 takes no notice of it', async () => {
    const calls = await succeed(jsV3, proxy.env)
    expect(calls).toEqual([[theKey(), 'ok']])
    expect(proxy.asked()).toEqual([])
  })
})
