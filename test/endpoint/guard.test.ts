import { describe, expect, it } from 'vitest'
import type { GrantId } from '../../main/core/tools/grants.ts'
import { guard, type Verdict } from '../../main/endpoint/guard.ts'
import type { RequestHead } from '../../main/endpoint/server.ts'
import { digest } from '../../main/endpoint/tokens.ts'

const PORT = 23_456
const GRANT = 'b4a6c1f0-0b0e-4c57-8a55-2f6a3f1f9d11' as GrantId
const TOKEN = 'good-token-good-token-good-token-good-token'
const OTHER = 'another-token-another-token-another-token-x'
const tokens = new Map([
  [GRANT, digest(TOKEN)],
  ['other' as GrantId, digest(OTHER)],
])
const rules = { port: PORT, digest, digestOf: (grant: GrantId) => tokens.get(grant) ?? null }

const HOST = ['Host', `127.0.0.1:${PORT}`] as const
const AUTHORIZATION = ['Authorization', TOKEN] as const
type Header = readonly [name: string, value: string]

function request(headers: readonly Header[], more: Partial<RequestHead> = {}): RequestHead {
  return { method: 'GET', target: `/container/${GRANT}`, rawHeaders: headers.flat(), ...more }
}

const judge = (headers: readonly Header[], more: Partial<RequestHead> = {}) =>
  guard(request(headers, more), rules)

/** The verdict on what would pass but for these headers, put after the good ones and before them. */
function judgeWith(...headers: readonly Header[]): readonly Verdict[] {
  return [judge([HOST, AUTHORIZATION, ...headers]), judge([...headers, HOST, AUTHORIZATION])]
}

const allowed: Verdict = { kind: 'allow', route: 'container', grant: GRANT }
const denied = (status: number) => ({ kind: 'deny', status })

describe('a request as the SDKs send it', () => {
  it.each<[string, readonly Header[]]>([
    ['JS, which sends neither Accept nor User-Agent', [AUTHORIZATION, HOST, ['Connection', 'close']]],
    ['botocore', [HOST, ['Accept', 'application/json'], ['User-Agent', 'Botocore'], AUTHORIZATION]],
    ['localhost', [['Host', `localhost:${PORT}`], AUTHORIZATION]],
    ['Localhost', [['Host', `LocalHost:${PORT}`], AUTHORIZATION]],
    [
      'any case of names',
      [
        ['hOST', HOST[1]],
        ['AUTHORIZATION', TOKEN],
      ],
    ],
    ['an empty body', [HOST, AUTHORIZATION, ['Content-Length', '0']]],
  ])('passes: %s', (_who, headers) => {
    expect(judge(headers)).toEqual(allowed)
  })

  it('passes with 40 headers and not with 41', () => {
    const filler = Array.from({ length: 38 }, (_, at): Header => [`X-${at}`, 'x'])
    expect(judge([HOST, AUTHORIZATION, ...filler])).toEqual(allowed)
    expect(judge([HOST, AUTHORIZATION, ...filler, ['X-38', 'x']])).toMatchObject(denied(431))
  })
})

describe('the Host', () => {
  it.each([
    '127.0.0.1',
    '127.0.0.1:80',
    `127.0.0.1:${PORT}0`,
    `127.0.0.1:0${PORT}`,
    `127.0.0.2:${PORT}`,
    `0.0.0.0:${PORT}`,
    `[::1]:${PORT}`,
    `127.1:${PORT}`,
    `2130706433:${PORT}`,
    `evil.example:${PORT}`,
    `localhost.:${PORT}`,
    `localhost.evil.example:${PORT}`,
    `evil.example@127.0.0.1:${PORT}`,
    `127.0.0.1:${PORT}@evil.example`,
    ` 127.0.0.1:${PORT}`,
    `127.0.0.1:${PORT} `,
    `127.0.0.1:${PORT}, evil.example`,
    '',
  ])('must be this endpoint: %j', host => {
    expect(judge([['Host', host], AUTHORIZATION])).toMatchObject(denied(403))
  })

  it('must be there, and once', () => {
    expect(judge([AUTHORIZATION])).toMatchObject(denied(403))
    expect(judge([HOST, AUTHORIZATION, HOST])).toMatchObject(denied(403))
    expect(judge([HOST, AUTHORIZATION, ['host', 'evil.example']])).toMatchObject(denied(403))
    expect(judge([['host', 'evil.example'], HOST, AUTHORIZATION])).toMatchObject(denied(403))
  })
})

describe('what browsers and proxies send', () => {
  it.each<Header>([
    ['Origin', 'https://evil.example'],
    ['Origin', 'null'],
    ['Origin', ''],
    ['oRiGiN', `http://127.0.0.1:${PORT}`],
    ['Referer', ''],
    ['Cookie', 'a=b'],
    ['Sec-Fetch-Site', 'none'],
    ['Sec-Fetch-Mode', 'navigate'],
    ['Sec-CH-UA', '"Chromium"'],
    ['Sec-WebSocket-Key', 'x'],
    ['Sec-GPC', '1'],
    ['Access-Control-Request-Method', 'GET'],
    ['Access-Control-Request-Private-Network', 'true'],
    ['X-Forwarded-For', '127.0.0.1'],
    ['X-Forwarded-Host', `127.0.0.1:${PORT}`],
    ['X-Forwarded-Anything', ''],
    ['Forwarded', 'for=127.0.0.1'],
    ['Via', '1.1 proxy'],
    ['X-Real-IP', '127.0.0.1'],
    ['Proxy-Connection', 'Keep-Alive'],
    ['Proxy-Authorization', TOKEN],
    ['Upgrade', 'websocket'],
    ['Upgrade', 'h2c'],
    ['Transfer-Encoding', 'chunked'],
    ['Content-Length', '1'],
    ['Content-Length', '00'],
    ['Content-Length', '-0'],
    ['Content-Length', ''],
  ])('is refused even with the right token: %s: %s', (...header) => {
    for (const verdict of judgeWith(header)) expect(verdict).toMatchObject(denied(403))
  })

  it.each([
    'Origin ',
    'Origin\t',
    ' Origin',
    'Authorization ',
    'Host ',
    'X Y',
    '',
    'X:',
    'X\0',
    'Örigin',
    'X\u212a',
  ])('is refused under a name that is none, since some parsers let it pass: %j', name => {
    for (const verdict of judgeWith([name, 'x'])) expect(verdict).toMatchObject(denied(400))
  })

  it('is refused where it comes last of forty', () => {
    const filler = Array.from({ length: 37 }, (_, at): Header => [`X-${at}`, 'x'])
    const late: Header = ['Origin', 'https://evil.example']
    expect(judge([HOST, AUTHORIZATION, ...filler, late])).toMatchObject(denied(403))
  })

  it('is not mixed up with names that only look like it', () => {
    const similar: readonly Header[] = [
      ['X-Origin', 'x'],
      ['Original', 'x'],
      ['Security', 'x'],
      ['Viaduct', 'x'],
    ]
    for (const verdict of judgeWith(...similar)) expect(verdict).toEqual(allowed)
  })
})

describe('the token', () => {
  it.each<[string, readonly Header[]]>([
    ['missing', []],
    ['empty', [['Authorization', '']]],
    ['wrong', [['Authorization', `${TOKEN}x`]]],
    ['shorter', [['Authorization', TOKEN.slice(0, -1)]]],
    ['in another case', [['Authorization', TOKEN.toUpperCase()]]],
    ['with a blank', [['Authorization', ` ${TOKEN}`]]],
    ['with a line break', [['Authorization', `${TOKEN}\n`]]],
    ['as a bearer token', [['Authorization', `Bearer ${TOKEN}`]]],
    ['another grant’s', [['Authorization', OTHER]]],
    ['its digest', [['Authorization', digest(TOKEN).toString('hex')]]],
    ['doubled, the good one first', [AUTHORIZATION, ['Authorization', 'bad']]],
    ['doubled, the good one last', [['authorization', 'bad'], AUTHORIZATION]],
    ['doubled, both good', [AUTHORIZATION, AUTHORIZATION]],
    ['in another header', [['Proxy-Authorization', TOKEN]]],
    ['201 bytes long', [['Authorization', 'x'.repeat(201)]]],
  ])('opens nothing: %s', (_what, headers) => {
    expect(judge([HOST, ...headers])).toMatchObject(denied(403))
  })

  it('may be 200 characters long and no more', () => {
    const long = 'x'.repeat(200)
    const open = { ...rules, digestOf: () => digest(long) }
    expect(guard(request([HOST, ['Authorization', long]]), open)).toEqual(allowed)
    const longer = { ...rules, digestOf: () => digest(`${long}x`) }
    expect(guard(request([HOST, ['Authorization', `${long}x`]]), longer)).toMatchObject(denied(403))
  })

  it('does not open a grant that is gone, whose digest would be zeros', () => {
    const zeros = { ...rules, digest: () => Buffer.alloc(32), digestOf: () => null }
    expect(guard(request([HOST, AUTHORIZATION]), zeros)).toMatchObject(denied(403))
  })
})

describe('the path', () => {
  it.each([
    '/',
    '/container',
    '/container/',
    `/container/${GRANT}/`,
    `/container/${GRANT}?`,
    `/container/${GRANT}?role=arn:aws:iam::111122223333:role/admin`,
    `/container/${GRANT}#x`,
    `/container/%62${GRANT.slice(1)}`,
    `/container/x/../${GRANT}`,
    `/container//${GRANT}`,
    `//container/${GRANT}`,
    `/./container/${GRANT}`,
    `/%63ontainer/${GRANT}`,
    `/Container/${GRANT}`,
    `/container/${GRANT.toUpperCase()}`,
    `/container/${GRANT}\0`,
    `/container/${GRANT} `,
    '/container/other',
    '/container/__proto__',
    `/container/${'x'.repeat(65)}`,
  ])('is exact: %j looks like a wrong token', target => {
    const wrongToken = judge([HOST, ['Authorization', 'bad']])
    expect(judge([HOST, AUTHORIZATION], { target })).toEqual(wrongToken)
  })

  it.each([
    '',
    '*',
    `\\container\\${GRANT}`,
    `http://127.0.0.1:${PORT}/container/${GRANT}`,
    `http://evil.example/container/${GRANT}`,
    `127.0.0.1:${PORT}`,
  ])('is a path and not what a proxy is asked for: %j', target => {
    const verdict = judge([HOST, AUTHORIZATION], { target })
    expect(verdict).toMatchObject({ ...denied(403), wrongToken: false })
    expect(verdict).toHaveProperty('message', expect.stringMatching(/nor proxies/))
  })

  it.each(['POST', 'PUT', 'HEAD', 'OPTIONS', 'DELETE', 'PATCH', 'TRACE', 'get', ''])(
    'answers GET and not %j',
    method => {
      expect(judge([HOST, AUTHORIZATION], { method })).toMatchObject(denied(405))
      // Without the token it is not even told that the method is wrong.
      expect(judge([HOST], { method })).toMatchObject(denied(403))
    },
  )
})

it('the order: each fault hides those that come after it', () => {
  const many = Array.from({ length: 41 }, (): Header => ['X', 'x'])
  const origin: Header = ['Origin', 'x']
  const bad: Header = ['Authorization', 'bad']
  const wrongHost: Header = ['Host', 'evil.example']
  const messages = [
    judge([...many, wrongHost, origin, bad], { method: 'POST', target: '/' }),
    judge([wrongHost, origin, bad, bad], { method: 'POST', target: '/' }),
    judge([HOST, origin, bad, bad], { method: 'POST', target: '/' }),
    judge([HOST, ['Content-Length', '3'], bad, bad], { method: 'POST', target: '/' }),
    judge([HOST, bad, bad], { method: 'POST', target: '/' }),
    judge([HOST, bad], { method: 'POST', target: '/' }),
    judge([HOST, AUTHORIZATION], { method: 'POST' }),
  ].map(verdict => (verdict.kind === 'deny' ? verdict.message : 'allowed'))
  expect(messages).toEqual([
    expect.stringMatching(/too many headers/),
    expect.stringMatching(/Host header/),
    expect.stringMatching(/neither browsers nor proxies/),
    expect.stringMatching(/no body/),
    expect.stringMatching(/exactly once.*too old to read it needs the lines for older tools/),
    expect.stringMatching(/not that of this URL/),
    expect.stringMatching(/GET and nothing else/),
  ])
})

it('tells a revoked tool so, whatever the path, and takes it for no guess', () => {
  for (const target of ['/', '/nowhere'])
    expect(judge([HOST, ['Authorization', 'revoked']], { target })).toMatchObject({
      status: 403,
      message: expect.stringMatching(/revoked in Understudy/),
      wrongToken: false,
    })
})
