import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { shellLines } from '../../main/core/connect.ts'

const URL = 'http://127.0.0.1:9911/container/2f1c-44'

/** What a real shell has in its variables after the lines. */
function afterLines(tokenFile: string): Record<string, string | undefined> {
  const script = `${shellLines({ url: URL, tokenFile })}\nenv -0`
  const output = execFileSync('bash', ['--norc', '-eu', '-c', script], {
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      AWS_ACCESS_KEY_ID: 'AKIAOLD',
      AWS_SECRET_ACCESS_KEY: 'old',
      AWS_SESSION_TOKEN: 'old',
      AWS_PROFILE: 'old',
      AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/old',
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'old',
      AWS_REGION: 'eu-central-1',
    },
  })
  return Object.fromEntries(
    output.split('\0').map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
}

describe('the lines for a shell', () => {
  it.each([
    '/home/alice/.config/understudy/tokens/2f1c-44',
    '/Users/alice/Library/Application Support/Understudy/tokens/2f1c-44',
    '/home/o\'hara/$(touch x)/`id`/tokens/"2f1c"',
    '/home/álîce/tokens/2f;1c&44\n5',
  ])('set the address and the file %s in bash', tokenFile => {
    const variables = afterLines(tokenFile)
    expect(variables['AWS_CONTAINER_CREDENTIALS_FULL_URI']).toBe(URL)
    expect(variables['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE']).toBe(tokenFile)
  })

  it('take away what would win over them, and nothing else', () => {
    const variables = afterLines('/home/alice/token')
    expect(
      Object.keys(variables)
        .filter(name => name.startsWith('AWS_'))
        .sort(),
    ).toEqual(['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', 'AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_REGION'])
  })
})
