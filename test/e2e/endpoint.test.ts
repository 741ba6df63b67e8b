import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../../main/core/snapshot/snapshot.ts'
import { runMatrix } from '../endpoint/matrix-run.ts'
import { closed, open } from '../endpoint/raw.ts'
import { activityOf, command } from '../support/commands.ts'
import { type Ran, runProgram } from '../support/debian-clients.ts'
import { until, within } from '../support/desktop-wait.ts'
import { fetchCredentials } from '../support/endpoint-client.ts'
import { setScene } from '../support/scene.ts'

let scene: Awaited<ReturnType<typeof setScene>>
let dev: Connection
let token: string
let port: number
let metadata: string

beforeAll(async () => {
  scene = await setScene()
  const { person } = scene
  await person.click('dev-readonly', 'Start')
  await person.waitForState('dev-readonly', 'live')
  const { sessions } = await person.snapshot()
  const id = sessions.find(each => each.session.name === 'dev-readonly')?.session.id ?? null
  await command(person, 'serveInstanceMetadata', { id })
  const served = await person.waitFor('instance metadata is on', each => each.instanceMetadata !== null)
  metadata = served.instanceMetadata?.url ?? ''
  dev = await person.connectionOf('dev-readonly')
  token = await readFile(dev.tokenFile, 'utf8')
  port = Number(new URL(dev.url).port)
})
afterAll(() => scene?.close())

const secrets = () => [
  scene.alice.secretAccessKey,
  ...scene.aws.issued().flatMap(({ secretAccessKey, sessionToken }) => [secretAccessKey, sessionToken]),
]
function expectNoSecret({ stdout, stderr }: Ran): void {
  for (const secret of [...secrets(), token]) expect(`${stdout}${stderr}`).not.toContain(secret)
}
const env = { PATH: '/usr/bin:/bin', HOME: '/nonexistent', LC_ALL: 'C.UTF-8' }
const curl = (...args: readonly string[]) =>
  runProgram('/usr/bin/curl', ['-q', '-sS', '-i', '--max-time', '10', ...args], env)

test('every way to ask has the answer that it should have', { timeout: 240_000 }, async () => {
  const other = await scene.person.connectionOf('prod-admin')
  const { rows, wrong } = await runMatrix(
    {
      port,
      grant: dev.grant,
      token,
      otherGrant: other.grant,
      otherToken: await readFile(other.tokenFile, 'utf8'),
    },
    secrets(),
  )
  expect(rows).toBeGreaterThan(90)
  expect(wrong).toEqual([])
  // So many wrong tokens are told to the user, and once.
  const { notices } = await scene.person.waitFor('a warning', snapshot => snapshot.notices.length > 0)
  expect(notices).toHaveLength(1)
})

test('instance metadata is served as an instance does it', async () => {
  const ttl = 'X-aws-ec2-metadata-token-ttl-seconds'
  const put = await curl('-X', 'PUT', '-H', `${ttl}: 21600`, `${metadata}latest/api/token`)
  expect(put.stdout).toMatch(new RegExp(`^HTTP/1\\.1 200 [\\s\\S]*${ttl}: 21600\r\n`, 'i'))
  const [, metadataToken = ''] = put.stdout.split('\r\n\r\n')
  const get = async (path: string): Promise<readonly string[]> => {
    const { stdout } = await curl('-H', `X-aws-ec2-metadata-token: ${metadataToken}`, `${metadata}${path}`)
    const [head = '', body = ''] = stdout.split('\r\n\r\n')
    return [head.slice(0, 12), body]
  }
  const roles = 'latest/meta-data/iam/security-credentials'
  expect(await get(`${roles}/`)).toEqual(['HTTP/1.1 200', 'dev-readonly'])
  expect(await get('/latest/meta-data/placement/region')).toEqual(['HTTP/1.1 200', 'eu-central-1'])
  const [status, body = ''] = await get(`${roles}/dev-readonly`)
  expect([status, JSON.parse(body)]).toMatchObject([
    'HTTP/1.1 200',
    { Code: 'Success', AccessKeyId: scene.aws.issued().at(-1)?.accessKeyId },
  ])
  expect((await curl(`${metadata}${roles}/`)).stdout).toMatch(/^HTTP\/1\.1 401 /)
})

describe('another user of this computer', () => {
  const asNobody = (...args: readonly string[]) =>
    runProgram(
      '/usr/bin/setpriv',
      ['--reuid=65534', '--regid=65534', '--clear-groups', '/usr/bin/curl', ...args],
      env,
    )

  test('with a stolen token gets a refusal that says why, and no secret', async () => {
    const isRoot = process.getuid?.() === 0
    if (!isRoot) {
      // Only root can be somebody else: then it is shown that nobody else can read what is to be stolen.
      process.stdout.write('NOT SHOWN: that another user is refused. Run this as root to see it.\n')
      expect((await runProgram('/usr/bin/stat', ['-c', '%a', dev.tokenFile], env)).stdout).toBe('600\n')
      return
    }
    const stolen = await asNobody('-q', '-sS', '-i', '-H', `Authorization: ${token}`, dev.url)
    expect(stolen.stdout).toMatch(/^HTTP\/1\.1 403 /)
    expect(stolen.stdout).toContain('"Code":"OtherUser"')
    expect(stolen.stdout).toContain('without sudo')
    expectNoSecret(stolen)
    const byProcess = dev.url.replace('container', 'process')
    const other = await asNobody('-q', '-sS', '-i', '-H', `Authorization: ${token}`, byProcess)
    expect(other.stdout).toMatch(/^HTTP\/1\.1 403 /)
    expectNoSecret(other)
    const ttl = 'X-aws-ec2-metadata-token-ttl-seconds: 60'
    const asMetadata = await asNobody(
      '-q',
      '-sS',
      '-i',
      '-X',
      'PUT',
      '-H',
      ttl,
      `${metadata}latest/api/token`,
    )
    expect(asMetadata.stdout).toMatch(/^HTTP\/1\.1 403 /)
    const noFile = await asNobody('-q', '-sS', `file://${dev.tokenFile}`)
    expect(noFile.exitCode).not.toBe(0)
    expectNoSecret(noFile)
    const entries = await activityOf(scene.person)
    const reasons = entries.flatMap(({ result }) => (result.kind === 'refused' ? [result.reason] : []))
    expect(reasons.filter(reason => reason.includes('without sudo'))).toHaveLength(3)
  })
})

describe('the port as a proxy', () => {
  const asProxy = () => ['-x', `http://127.0.0.1:${port}`, '--noproxy', '']
  const authorization = () => ['-H', `Authorization: ${token}`, '--proxy-header', `Authorization: ${token}`]

  test.each([
    ['for itself', () => dev.url],
    ['for another site', () => 'http://evil.example/'],
    ['for the metadata service', () => 'http://169.254.169.254/latest/meta-data/'],
  ])('serves nothing: %s', async (_, url) => {
    const ran = await curl(...asProxy(), ...authorization(), url())
    expect(ran.stdout).toMatch(/^HTTP\/1\.1 403 /)
    expectNoSecret(ran)
  })

  test('makes no tunnel', async () => {
    const ran = await curl(...asProxy(), ...authorization(), '--proxytunnel', dev.url)
    expect([ran.exitCode > 0, ran.stdout]).toEqual([true, ''])
    expectNoSecret(ran)
  })

  test('is none on the port of instance metadata either', async () => {
    const ttl = ['-X', 'PUT', '-H', 'X-aws-ec2-metadata-token-ttl-seconds: 60']
    for (const url of [`${metadata}latest/api/token`, 'http://169.254.169.254/latest/api/token']) {
      const ran = await curl('-x', metadata, '--noproxy', '', ...ttl, url)
      expect(ran.stdout).toMatch(/^HTTP\/1\.1 403 /)
    }
  })
})

describe('500 slow clients', () => {
  const slow: Socket[] = []
  afterAll(() => {
    for (const socket of slow) socket.destroy()
  })

  async function p99(): Promise<number> {
    const times: number[] = []
    for (let at = 0; at < 200; at++) {
      const start = performance.now()
      expect((await fetchCredentials(dev)).status).toBe(200)
      times.push(performance.now() - start)
    }
    return times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0
  }

  test('do not keep the good ones waiting, and are gone soon after', async () => {
    await p99()
    const quiet = await p99()
    let gone = 0
    // They come again as soon as they are dropped, until they are told to stop.
    let isOn = true
    const keepSlow = async (): Promise<void> => {
      while (isOn) {
        const socket = await open(port)
        slow.push(socket.resume())
        const end = closed(socket)
        socket.write(`GET /container/${dev.grant} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`)
        const drip = setInterval(() => socket.write('X: x\r\n'), 500)
        await end.finally(() => clearInterval(drip))
        gone += 1
      }
    }
    const all = Promise.all(Array.from({ length: 500 }, keepSlow))
    await until('500 are connected', () => slow.length >= 500, { timeoutMs: 30_000 })
    const busy = await p99()
    const before = gone
    isOn = false
    const start = performance.now()
    await within('all of them are dropped', 30_000, all)
    const recovery = performance.now() - start
    process.stdout.write(
      `500 slow clients: p99 of good ones ${busy.toFixed(1)} ms (${quiet.toFixed(1)} ms without them), ` +
        `${before} dropped meanwhile, the last gone after ${recovery.toFixed(0)} ms\n`,
    )
    // The target is 20 ms; a machine that does other things as well may need more, and not seconds.
    expect(busy, 'the good ones wait for the slow ones').toBeLessThan(Math.max(50 * quiet, 1_000))
    expect(recovery, 'the slow ones stay').toBeLessThan(15_000)
    expect((await fetchCredentials(dev)).status).toBe(200)
  })
})
