import { type KeyObject, verify } from 'node:crypto'
import { parse } from 'yaml'
import { type Clock, SECOND } from '../core/clock.ts'
import { fail, networkCode, type Result, succeed } from '../core/failures/failure.ts'
import { type Release, readRelease } from '../core/updates/release.ts'
import type { UpdateFailure } from '../core/updates/update-failure.ts'
import { signedBytes } from './signed-bytes.ts'

export interface SignedFeedParts {
  readonly clock: Clock
  readonly url: URL
  readonly key: KeyObject
  /** What was built for other keys and systems has other files. */
  readonly channelFile: string
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
}

/** For the whole answer (ms). */
const PATIENCE = 30 * SECOND
/** A release of many files takes some two thousand. */
const MOST_BYTES = 64 * 1024

type Reason = Extract<UpdateFailure, { kind: 'no-update-news' }>['reason']

interface NoAnswer {
  readonly reason: 'unreachable' | 'timed-out'
  readonly detail: string
}

/** What a feed's server says of the latest release, believed where the signature is by the build's key. */
export async function readSignedFeed(parts: SignedFeedParts): Promise<Result<Release>> {
  const failed = (reason: Reason, detail = '') =>
    fail({ kind: 'no-update-news', reason, host: parts.url.host, detail })
  const bytes = await ask(parts)
  if (!Buffer.isBuffer(bytes)) return failed(bytes.reason, bytes.detail)
  if (bytes.length > MOST_BYTES) return failed('unreadable', `more than ${MOST_BYTES} bytes`)
  const opened = open(bytes, parts)
  if (!opened.ok) return failed(opened.reason)
  const release = readRelease(parsed(opened.text))
  return release === null ? failed('unreadable', 'another form') : succeed(release)
}

async function ask({ clock, url, channelFile, fetch }: SignedFeedParts): Promise<Buffer | NoAnswer> {
  const abort = new AbortController()
  let isLate = false
  const endTimer = clock.after(PATIENCE, () => {
    isLate = true
    abort.abort()
  })
  try {
    const answer = await fetch(new URL(channelFile, url).href, {
      signal: abort.signal,
      credentials: 'omit',
    })
    // What has begun over TLS goes on so.
    if (url.protocol === 'https:' && answer.url.startsWith('http:'))
      return { reason: 'unreachable', detail: 'it leads to where there is no TLS' }
    return answer.ok ? await bodyOf(answer) : { reason: 'unreachable', detail: `HTTP ${answer.status}` }
  } catch (error) {
    return isLate
      ? { reason: 'timed-out', detail: '' }
      : { reason: 'unreachable', detail: networkCode(error) }
  } finally {
    endTimer()
    // What was not read of it is not wanted.
    abort.abort()
  }
}

type Opened =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: 'unsigned' | 'forged' }

/**
 * The signature is the first line and goes over every byte after it. So it can't be of another moment than what it is
 * for, as that of a file of its own could; and it is a comment in YAML, which leaves the file one that others can read.
 * The file's name is signed as well, since that of another system would be a true one in the wrong place.
 */
function open(bytes: Buffer, { key, channelFile }: Pick<SignedFeedParts, 'key' | 'channelFile'>): Opened {
  const end = bytes.indexOf('\n')
  const line = /^# ed25519 ([A-Za-z0-9+/]{86}==)$/.exec(bytes.toString('latin1', 0, Math.max(0, end)))
  if (line?.[1] === undefined) return { ok: false, reason: 'unsigned' }
  const text = bytes.subarray(end + 1)
  return verify(null, signedBytes(channelFile, text), key, Buffer.from(line[1], 'base64'))
    ? { ok: true, text: text.toString('utf8') }
    : { ok: false, reason: 'forged' }
}

function parsed(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 })
  } catch {
    return null
  }
}

/** One byte more than may be, where there are more. */
async function bodyOf(answer: Response): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of answer.body ?? []) {
    parts.push(part)
    length += part.length
    if (length > MOST_BYTES) break
  }
  return Buffer.concat(parts)
}
