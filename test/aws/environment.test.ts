import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DemoWorld, demoWorld } from '../local-aws/demo-world.ts'
import { type LocalAws, startLocalAws } from '../local-aws/server.ts'
import { runTool } from '../support/desktop-process.ts'

let demo: DemoWorld
let aws: LocalAws
let folder: string
/** Counts whoever is led astray. */
let trap: Server
let trapped = 0
let trapUrl = ''

beforeEach(async () => {
  demo = demoWorld()
  aws = await startLocalAws({ world: demo.world })
  folder = mkdtempSync(path.join(tmpdir(), 'us-env-'))
  mkdirSync(path.join(folder, '.aws'))
  trapped = 0
  trap = createServer(socket => {
    trapped++
    socket.destroy()
  })
  await new Promise<void>(resolve => trap.listen(0, '127.0.0.1', resolve))
  const address = trap.address()
  if (address === null || typeof address === 'string') throw new Error('the trap has no port')
  trapUrl = `http://127.0.0.1:${address.port}`
})
afterEach(async () => {
  await aws.close()
  trap.close()
  rmSync(folder, { recursive: true })
})

async function oneCall(env: Readonly<Record<string, string>>): Promise<unknown> {
  const args = ['--import', 'tsx', path.join(import.meta.dirname, 'one-call.ts')]
  const { code, stdout, stderr } = await runTool(process.execPath, args, {
    env: { PATH: process.env['PATH'], HOME: folder, ...env },
    input: JSON.stringify({ ...demo.alice, url: aws.url }),
    timeoutMs: 20_000,
  })
  if (code !== 0) throw new Error(`the call’s process ended with ${code}: ${stderr}`)
  return JSON.parse(stdout)
}

const good = () => ({ ok: true, arn: demo.alice.arn })
const callers = () => aws.calls().map(({ accessKeyId, region }) => [accessKeyId, region])
const onlyAlice = () => [[demo.alice.accessKeyId, 'eu-central-1']]

describe('nothing is taken from', () => {
  it('variables that name another STS, other keys or another Region', async () => {
    const result = await oneCall({
      AWS_ENDPOINT_URL: trapUrl,
      AWS_ENDPOINT_URL_STS: trapUrl,
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false',
      AWS_ACCESS_KEY_ID: 'AKIAAAAAAAAAAAAAAAAA',
      AWS_SECRET_ACCESS_KEY: 'x'.repeat(40),
      AWS_SESSION_TOKEN: 'stolen',
      AWS_REGION: 'us-west-2',
      AWS_DEFAULT_REGION: 'us-west-2',
      AWS_STS_REGIONAL_ENDPOINTS: 'legacy',
      AWS_USE_FIPS_ENDPOINT: 'true',
      AWS_USE_DUALSTACK_ENDPOINT: 'true',
      AWS_DEFAULTS_MODE: 'nonsense',
      AWS_RETRY_MODE: 'nonsense',
      AWS_MAX_ATTEMPTS: '0',
      AWS_PROFILE: 'no-such-profile',
      AWS_AUTH_SCHEME_PREFERENCE: 'noAuth',
      AWS_SDK_UA_APP_ID: 'x'.repeat(60),
    })
    expect(result).toEqual(good())
    expect(callers()).toEqual(onlyAlice())
    expect(trapped).toBe(0)
  })

  it.each(['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'])(
    'the variable %s: proxies are Chromium’s matter',
    async name => {
      expect(await oneCall({ [name]: trapUrl })).toEqual(good())
      expect(trapped).toBe(0)
    },
  )

  it('a config file that runs a program and names another STS', async () => {
    const touched = path.join(folder, 'touched')
    const config = path.join(folder, 'config')
    const lines = [
      `credential_process = touch ${touched}`,
      `endpoint_url = ${trapUrl}`,
      'region = us-west-2',
      'use_fips_endpoint = true',
      'retry_mode = nonsense',
      'services = elsewhere',
    ]
    const sections = ['[default]', ...lines, '[profile evil]', ...lines]
    const services = ['[services elsewhere]', 'sts =', `  endpoint_url = ${trapUrl}`]
    const text = [...sections, ...services, ''].join('\n')
    for (const file of [config, path.join(folder, '.aws/config')]) writeFileSync(file, text)
    writeFileSync(path.join(folder, '.aws/credentials'), `[evil]\ncredential_process = touch ${touched}\n`)
    for (const more of [{}, { AWS_PROFILE: 'evil' }, { AWS_PROFILE: 'evil', AWS_CONFIG_FILE: config }])
      expect(await oneCall({ ...more, AWS_SDK_LOAD_CONFIG: '1' })).toEqual(good())
    expect(callers()).toEqual([...onlyAlice(), ...onlyAlice(), ...onlyAlice()])
    expect(trapped).toBe(0)
    expect(existsSync(touched)).toBe(false)
  })

  it('the files of ~/.aws, which are not even opened: who reads a pipe that nobody writes to waits for good', async () => {
    for (const name of ['config', 'credentials']) {
      const made = await runTool('mkfifo', [path.join(folder, '.aws', name)], { env: process.env })
      expect(made.code).toBe(0)
    }
    expect(await oneCall({})).toEqual(good())
  })
})

it('the trap of this test catches who is led there', async () => {
  const answer = runTool('curl', ['--silent', trapUrl], { env: { PATH: process.env['PATH'] } })
  expect([(await answer).code === 0, trapped]).toEqual([false, 1])
})
