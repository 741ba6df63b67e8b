import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { GrantId } from '../../main/core/tools/grants.ts'
import type { Curl } from '../../main/endpoint/curl.ts'
import { awsConfig, containerUrl, credentialProcess, curlConfig } from '../../main/endpoint/grant-files.ts'
import { freePort } from './raw.ts'

const GRANT = 'b4a6c1f0-0b0e' as GrantId
const TOKEN = 'a-token-with_32-bytes-a-token-with_32-bytes'
const newCurl: Curl = { path: '/usr/bin/curl', printsHeaders: true }

let root: string
let server: Server
let port: number
let asked: { readonly url: string | undefined; readonly headers: IncomingHttpHeaders }[]
let status: number

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'us-files-'))
  asked = []
  status = 200
  server = createServer(({ url, headers }, response) => {
    asked.push({ url, headers })
    response.writeHead(status, { 'X-Message': 'What to do now.' }).end('{"Version":1}')
  })
  port = await freePort()
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
})
afterEach(() => {
  server.close()
  rmSync(root, { recursive: true })
})

interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** With all that could lead curl astray. */
function run(file: string, args: readonly string[]): Promise<Ran> {
  const dead = 'http://127.0.0.1:9'
  const env = { PATH: '/usr/bin:/bin', HOME: root, http_proxy: dead, ALL_PROXY: dead, LC_ALL: 'C.UTF-8' }
  writeFileSync(join(root, '.curlrc'), 'proxy = 127.0.0.1:9\noutput = /dev/null\ninclude\n')
  return new Promise((resolve, reject) => {
    execFile(file, [...args], { env, cwd: root, timeout: 30_000 }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') reject(error)
      else resolve({ code: Number(error?.code ?? 0), stdout, stderr })
    })
  })
}

/** As botocore splits it. */
async function splitByPython(line: string): Promise<readonly string[]> {
  const script = 'import json, shlex, sys; print(json.dumps(shlex.split(sys.argv[1])))'
  const { stdout } = await run('/usr/bin/python3', ['-c', script, line])
  return JSON.parse(stdout)
}

function configured(text: string, folder = root): string {
  const file = join(folder, 'curl')
  writeFileSync(file, text)
  return file
}
const fetchWith = (text: string) => run('/usr/bin/curl', ['-q', '--config', configured(text)])

describe('the configuration of curl', () => {
  it('fetches with the token, past proxies and the user’s own configuration', async () => {
    expect(await fetchWith(curlConfig(port, GRANT, TOKEN, newCurl))).toEqual({
      code: 0,
      stdout: '{"Version":1}',
      stderr: 'What to do now.',
    })
    expect(asked).toMatchObject([{ url: `/process/${GRANT}`, headers: { authorization: TOKEN } }])
  })

  it('brings the one line of a refusal to the terminal, and no body', async () => {
    status = 403
    const { code, stdout, stderr } = await fetchWith(curlConfig(port, GRANT, TOKEN, newCurl))
    expect([code, stdout]).toEqual([22, ''])
    expect(stderr).toContain('What to do now.')
  })

  it.each([null, { path: '/usr/bin/curl', printsHeaders: false }])('works in an old curl: %o', async curl => {
    const text = curlConfig(port, GRANT, TOKEN, curl)
    expect(text).not.toContain('write-out')
    expect(await fetchWith(text)).toMatchObject({ code: 0, stdout: '{"Version":1}', stderr: '' })
  })

  it('waits longer than the app lets a person take, and not for ever', () => {
    const [, seconds] = /^max-time = (\d+)$/m.exec(curlConfig(port, GRANT, TOKEN, newCurl)) ?? []
    expect(Number(seconds)).toBeGreaterThan(60)
    expect(Number(seconds)).toBeLessThan(75)
  })

  it('of an app that does not run says so, and gives a squatter of the port nothing', async () => {
    const text = curlConfig(port, GRANT, null, newCurl)
    status = 404
    const squatted = await fetchWith(text)
    // Not even asked: with an answer of its own it could have the tool work in an account of its choice.
    expect(asked).toEqual([])
    server.close()
    const alone = await fetchWith(text)
    for (const { code, stdout, stderr } of [squatted, alone]) {
      expect([code > 0, stdout]).toEqual([true, ''])
      expect(stderr).toContain('Understudy is not running. Start it, then run this again.\n')
    }
  })
})

describe('the line for credential_process', () => {
  const nasty = [
    'plain',
    'a user',
    "a user's",
    'a "quoted" user',
    '$HOME $(touch pwned) `touch pwned`',
    'back\\slash\\',
    '-q',
    '~',
    'semi;colon & pipe | # hash',
    'ünï€',
    '*?[a]',
    "''",
  ]

  it.each(nasty)('means the same to botocore, to a shell and to curl: %j', async name => {
    const folder = join(root, name)
    mkdirSync(folder)
    const path = join(folder, 'curl program')
    symlinkSync('/usr/bin/curl', path)
    const file = configured(curlConfig(port, GRANT, TOKEN, newCurl), folder)
    const line = credentialProcess({ path, printsHeaders: true }, file)

    const split = await splitByPython(line)
    expect(split).toEqual([path, '-q', '--config', file])
    const [program = '', ...args] = split
    expect(await run(program, args)).toMatchObject({ code: 0, stdout: '{"Version":1}' })
    expect(await run('/bin/sh', ['-c', line])).toMatchObject({ code: 0, stdout: '{"Version":1}' })
    expect(asked).toHaveLength(2)
    // What a shell would have run has left no file.
    const { stdout } = await run('/usr/bin/find', [root, '-name', 'pwned'])
    expect(stdout).toBe('')
  })

  it('has -q first, or the user’s .curlrc would count', () => {
    expect(credentialProcess(newCurl, '/home/alice/x/curl')).toBe(
      '/usr/bin/curl -q --config /home/alice/x/curl',
    )
  })

  it('has double quotes on Windows', () => {
    const curl = { path: 'C:\\Windows\\System32\\curl.exe', printsHeaders: true }
    expect(credentialProcess(curl, 'C:\\Users\\A User\\curl')).toBe(
      '"C:\\Windows\\System32\\curl.exe" -q --config "C:\\Users\\A User\\curl"',
    )
  })
})

describe('the configuration of AWS tools', () => {
  it('has a Region and no keys, for [default] and for a profile of ours', () => {
    expect(awsConfig({ id: GRANT, region: 'eu-central-1' })).toBe(
      '[default]\nregion = eu-central-1\n[profile understudy]\nregion = eu-central-1\n',
    )
    expect(awsConfig({ id: GRANT, region: null })).toBe('[default]\n[profile understudy]\n')
  })
})

it('the address is the only one that all SDKs take', () => {
  expect(containerUrl(23_456, GRANT)).toBe(`http://127.0.0.1:23456/container/${GRANT}`)
})
