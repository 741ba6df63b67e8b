import type { GrantId } from '../core/tools/grants.ts'
import type { Curl } from './curl.ts'

/** What the files of a grant are made from. */
export interface GrantFacts {
  readonly id: GrantId
  /** What tools are told as their Region; null where there is none to tell. */
  readonly region: string | null
}

/** In the place of a revoked token: its tool is told so then, and not that a file of its own is missing. */
export const REVOKED = 'revoked'

export const fileNames = { token: 'token', curl: 'curl', config: 'config' } as const

export function containerUrl(port: number, grant: GrantId): string {
  return `http://127.0.0.1:${port}/container/${grant}`
}

function processUrl(port: number, grant: GrantId): string {
  return `http://127.0.0.1:${port}/process/${grant}`
}

/** Longer (s) than the longest wait for a person: curl is not to be the one that gives up. */
const MAX_TIME = 70

/**
 * A configuration of curl that fetches from the process route.
 * @param token null while Understudy does not run: then it says so, and asks nobody
 */
export function curlConfig(port: number, grant: GrantId, token: string | null, curl: Curl | null): string {
  const message =
    token === null
      ? ['write-out = "%{stderr}Understudy is not running. Start it, then run this again.\\n"']
      : curl?.printsHeaders === true
        ? ['write-out = "%{stderr}%header{x-message}"']
        : []
  return [
    // To no port at all: whoever has taken ours could hand out credentials of their own, and tools would use them.
    `url = "${processUrl(token === null ? 0 : port, grant)}"`,
    ...(token === null ? [] : [`header = "Authorization: ${token}"`]),
    // Else http_proxy would be given the token.
    'noproxy = "*"',
    'silent',
    'show-error',
    'fail',
    'connect-timeout = 2',
    `max-time = ${MAX_TIME}`,
    ...message,
    '',
  ].join('\n')
}

/**
 * The value of `credential_process`. botocore splits it without a shell, and the SDKs of JavaScript and Go hand it to
 * one: single quotes mean the same to both. Windows has no such thing.
 */
export function credentialProcess(curl: Curl, configFile: string): string {
  return `${quoted(curl.path)} -q --config ${quoted(configFile)}`
}

function quoted(path: string): string {
  if (/^[\w/.-]+$/.test(path)) return path
  return /^[a-z]:\\/i.test(path) ? `"${path}"` : `'${path.replaceAll("'", "'\\''")}'`
}

/** An AWS configuration with a Region and no credentials: whoever uses it gets none but ours. */
export function awsConfig({ region }: GrantFacts): string {
  const settings = region === null ? [] : [`region = ${region}`]
  return ['[default]', ...settings, '[profile understudy]', ...settings, ''].join('\n')
}
