/** Where and with what a request is sent. */
export interface Aim {
  readonly port: number
  /** The ids of two grants, and their tokens. */
  readonly grant: string
  readonly token: string
  readonly otherGrant: string
  readonly otherToken: string
}

export interface Row {
  readonly name: string
  /** The head as it is on the wire, without its end. `Connection: close` is added as the last header. */
  readonly lines: readonly string[]
  /** Null where the connection may just be broken off: what came is not HTTP. */
  readonly status: number | null
}

/** Every way to ask that the hardening speaks of, and what becomes of it. */
export function requestMatrix(aim: Aim): readonly Row[] {
  return [
    ...served(aim),
    ...hosts(aim),
    ...foreign(aim),
    ...tokens(aim),
    ...targets(aim),
    ...methods(aim),
    ...malformed(aim),
  ]
}

const get = ({ grant }: Aim): string => `GET /container/${grant} HTTP/1.1`
const host = ({ port }: Aim): string => `Host: 127.0.0.1:${port}`
const authorization = ({ token }: Aim): string => `Authorization: ${token}`
const good = (aim: Aim): readonly [string, string, string] => [get(aim), host(aim), authorization(aim)]
const filler = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `X-${at}: x`)

function served(aim: Aim): readonly Row[] {
  const { port, grant, token } = aim
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['the container route', good(aim)],
    ['the process route', [`GET /process/${grant} HTTP/1.1`, host(aim), authorization(aim)]],
    ['localhost', [get(aim), `Host: localhost:${port}`, authorization(aim)]],
    ['another order and case', [get(aim), `aUTHORIZATION: ${token}`, `hOST: 127.0.0.1:${port}`]],
    ['what botocore sends', [...good(aim), 'Accept: application/json', 'User-Agent: Botocore/1.43']],
    ['an empty body', [...good(aim), 'Content-Length: 0']],
    ['blanks around a value', [get(aim), host(aim), `Authorization:   ${token}  `]],
    ['40 headers', [...good(aim), ...filler(37)]],
    ['HTTP/1.0 with a host', [get(aim).replace('1.1', '1.0'), host(aim), authorization(aim)]],
    ['a wish to be told to go on', [...good(aim), 'Expect: 100-continue']],
    ['a wish that nobody knows', [...good(aim), 'Expect: canary']],
  ]
  return rows.map(([name, lines]) => ({ name: `serves ${name}`, lines, status: 200 }))
}

function hosts(aim: Aim): readonly Row[] {
  const { port } = aim
  const wrong = [
    '127.0.0.1',
    `127.0.0.1:${port}0`,
    `127.0.0.2:${port}`,
    `0.0.0.0:${port}`,
    `[::1]:${port}`,
    `127.1:${port}`,
    `2130706433:${port}`,
    `canary.example:${port}`,
    `localhost.:${port}`,
    `canary@127.0.0.1:${port}`,
    '169.254.169.254',
    '',
  ]
  return [
    ...wrong.map(value => ({
      name: `the Host ${JSON.stringify(value)}`,
      lines: [get(aim), `Host: ${value}`, authorization(aim)],
      status: 403,
    })),
    { name: 'two Hosts, the good one first', lines: [...good(aim), 'Host: canary.example'], status: 403 },
    {
      name: 'two Hosts, the good one last',
      lines: [get(aim), 'Host: canary.example', host(aim), authorization(aim)],
      status: 403,
    },
    // Node itself refuses a request of HTTP/1.1 that names no host.
    { name: 'no Host', lines: [get(aim), authorization(aim)], status: 400 },
    {
      name: 'no Host in HTTP/1.0',
      lines: [get(aim).replace('1.1', '1.0'), authorization(aim)],
      status: 403,
    },
  ]
}

function foreign(aim: Aim): readonly Row[] {
  const headers = [
    'Origin: http://canary.example',
    'Origin: null',
    'Origin:',
    `oRiGiN: http://127.0.0.1:${aim.port}`,
    'Referer: http://canary.example/',
    'Cookie: canary=1',
    'Sec-Fetch-Site: none',
    'Sec-Fetch-Mode: no-cors',
    'Sec-CH-UA: "Chromium"',
    'Access-Control-Request-Method: GET',
    'Access-Control-Request-Private-Network: true',
    'X-Forwarded-For: 127.0.0.1',
    'X-Forwarded-Host: canary.example',
    'Forwarded: for=127.0.0.1',
    'Via: 1.1 canary',
    'X-Real-IP: 127.0.0.1',
    'Proxy-Connection: Keep-Alive',
    'Content-Length: 1',
    'Transfer-Encoding: chunked',
  ]
  const upgrades = ['websocket', 'h2c', 'TLS/1.2']
  return [
    ...headers.map(header => ({ name: header, lines: [...good(aim), header], status: 403 })),
    ...upgrades.map(to => ({
      name: `Upgrade: ${to}`,
      lines: [...good(aim), `Upgrade: ${to}`, 'Connection: Upgrade'],
      status: 403,
    })),
    {
      name: 'a foreign header as the last of 40',
      lines: [...good(aim), ...filler(35), 'Origin: http://canary.example'],
      status: 403,
    },
    { name: '41 headers', lines: [...good(aim), ...filler(38)], status: 431 },
    {
      name: 'a foreign header behind hundreds',
      lines: [...good(aim), ...filler(500), 'Origin: http://canary.example'],
      status: 431,
    },
    {
      name: 'a body that is announced',
      lines: [...good(aim), 'Content-Length: 9', 'Expect: 100-continue'],
      status: 403,
    },
  ]
}

function tokens(aim: Aim): readonly Row[] {
  const { token, otherToken } = aim
  const sent: readonly (readonly [string, readonly string[]])[] = [
    ['no token', []],
    ['an empty token', ['Authorization:']],
    ['a wrong token', ['Authorization: canary']],
    ['a longer token', [`Authorization: ${token}x`]],
    ['a shorter token', [`Authorization: ${token.slice(0, -1)}`]],
    ['a bearer token', [`Authorization: Bearer ${token}`]],
    ['the token of another grant', [`Authorization: ${otherToken}`]],
    ['two tokens, the good one first', [authorization(aim), 'Authorization: canary']],
    ['two tokens, the good one last', ['Authorization: canary', authorization(aim)]],
    ['the good token twice', [authorization(aim), authorization(aim)]],
    ['the token in another header', [`X-Aws-Ec2-Metadata-Token: ${token}`]],
    ['a token of 201 bytes', [`Authorization: ${'x'.repeat(201)}`]],
  ]
  return sent.map(([name, headers]) => ({ name, lines: [get(aim), host(aim), ...headers], status: 403 }))
}

function targets(aim: Aim): readonly Row[] {
  const { port, grant, otherGrant, token } = aim
  const wrong = [
    '/',
    '/container',
    '/container/',
    `/container/${grant}/`,
    `/container/${grant}?`,
    `/container/${grant}?canary=${token}`,
    `//container/${grant}`,
    `/./container/${grant}`,
    `/container/../container/${grant}`,
    `/%63ontainer/${grant}`,
    `/Container/${grant}`,
    `/container/${otherGrant}`,
    '/container/__proto__',
    '/latest/meta-data/iam/security-credentials/',
    '/latest/api/token',
    '*',
    `http://127.0.0.1:${port}/container/${grant}`,
    `http://canary.example/container/${grant}`,
  ]
  return wrong.map(target => ({
    name: `the target ${target.replaceAll(token, '…')}`,
    lines: [`GET ${target} HTTP/1.1`, host(aim), authorization(aim)],
    status: 403,
  }))
}

function methods(aim: Aim): readonly Row[] {
  const others = ['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND']
  return others.flatMap(method => [
    {
      name: `${method} with the token`,
      lines: [get(aim).replace('GET', method), host(aim), authorization(aim), 'Content-Length: 0'],
      status: 405,
    },
    {
      name: `${method} without it is not even told that`,
      lines: [get(aim).replace('GET', method), host(aim), 'Content-Length: 0'],
      status: 403,
    },
  ])
}

function malformed(aim: Aim): readonly Row[] {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['garbage', ['canary']],
    ['TLS', ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03']],
    ['HTTP/2', ['PRI * HTTP/2.0', '', 'SM']],
    ['CONNECT', [`CONNECT canary.example:443 HTTP/1.1`, 'Host: canary.example:443']],
    ['CONNECT with the token', [`CONNECT 127.0.0.1:${aim.port} HTTP/1.1`, host(aim), authorization(aim)]],
    ['a method in small letters', [get(aim).replace('GET', 'get'), host(aim), authorization(aim)]],
    ['two lengths', [...good(aim), 'Content-Length: 0', 'Content-Length: 1']],
    ['both kinds of body', [...good(aim), 'Content-Length: 5', 'Transfer-Encoding: chunked']],
    ['a length that is none', [...good(aim), 'Content-Length: -0']],
    ['a folded header', [...good(aim), 'X-A: a', ' canary: b']],
    ['a blank before the colon', [get(aim), host(aim), `Authorization : ${aim.token}`]],
    ['an Origin with a blank before the colon', [...good(aim), 'Origin : http://canary.example']],
    ['a second Host with a blank before the colon', [...good(aim), 'Host : canary.example']],
    ['a second token with a blank before the colon', [...good(aim), 'Authorization : canary']],
    ['a header with no colon', [...good(aim), 'canary']],
    ['a NUL in a header', [...good(aim), 'X-A: canary\0']],
    ['a header of 9 KiB', [...good(aim), `X-A: ${'canary'.repeat(1_600)}`]],
  ]
  return rows.map(([name, lines]) => ({ name, lines, status: null }))
}
