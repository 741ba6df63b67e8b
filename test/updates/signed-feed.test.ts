import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SECOND } from '../../main/core/clock.ts'
import type { Result } from '../../main/core/failures/failure.ts'
import type { Release } from '../../main/core/updates/release.ts'
import { readSignedFeed } from '../../main/updates/signed-feed.ts'
import { until } from '../support/desktop-wait.ts'
import { FakeClock } from '../support/fakes.ts'
import { type FeedServer, newPublisher, startFeedServer } from './feed-server.ts'

const FILE = 'latest-linux.yml'
const SHA512 = `${'A'.repeat(86)}==`
/** As electron-builder writes it. */
const feedOf = (version: string) => `version: ${version}
files:
  - url: Understudy-${version}-linux-x86_64.AppImage
    sha512: ${SHA512}
    size: 103456789
    blockMapSize: 109876
path: Understudy-${version}-linux-x86_64.AppImage
sha512: ${SHA512}
releaseDate: '2026-12-01T03:55:09.144Z'
`
const publisher = newPublisher()
let server: FeedServer
let clock: FakeClock

beforeAll(async () => {
  server = await startFeedServer()
})
afterAll(() => server?.close())
beforeEach(() => {
  clock = new FakeClock()
})

const read = (url = server.url): Promise<Result<Release>> =>
  readSignedFeed({ clock, url, key: publisher.key, channelFile: FILE, fetch })
const reasonOf = (result: Result<Release>) =>
  result.ok || result.failure.kind !== 'no-update-news' ? result : result.failure.reason

describe('a feed', () => {
  it('is believed where whoever built the app has signed it', async () => {
    server.put(FILE, publisher.signed(feedOf('1.2.4')))
    expect(await read()).toEqual({
      ok: true,
      value: {
        version: '1.2.4',
        files: [{ name: 'Understudy-1.2.4-linux-x86_64.AppImage', sha512: SHA512, size: 103_456_789 }],
      },
    })
    expect(clock.timers).toBe(0)
  })

  it.each<[string, string, () => string]>([
    ['no signature', 'unsigned', () => feedOf('1.2.4')],
    ['nothing', 'unsigned', () => ''],
    ['a sign-in page of a network', 'unsigned', () => '<!doctype html>\n<title>Welcome</title>'],
    ['a signature that is cut off', 'unsigned', () => publisher.signed(feedOf('1.2.4')).slice(8)],
    ['a signature and no end of its line', 'unsigned', () => publisher.signed('').trimEnd()],
    ['another signer', 'forged', () => newPublisher().signed(feedOf('1.2.4'))],
    ['one byte changed', 'forged', () => publisher.signed(feedOf('1.2.4')).replace('1.2.4', '1.2.5')],
    ['one byte more', 'forged', () => `${publisher.signed(feedOf('1.2.4'))} `],
    ['other ends of lines', 'forged', () => publisher.signed(feedOf('1.2.4')).replaceAll('  - ', '\t- ')],
    ['two of it', 'forged', () => publisher.signed(feedOf('1.2.4')).repeat(2)],
    [
      'what is signed for another system',
      'forged',
      () => publisher.signed(feedOf('1.2.4'), 'latest-mac.yml'),
    ],
    ['the signature of another release', 'forged', () => swapped('1.2.4', '1.2.5')],
    ['more than 64 KiB', 'unreadable', () => publisher.signed(`${feedOf('1.2.4')}# ${'-'.repeat(65_536)}`)],
    ['a signed word', 'unreadable', () => publisher.signed('hello\n')],
    ['a signed file that is no YAML', 'unreadable', () => publisher.signed('a: [')],
    ['a signed file that unfolds', 'unreadable', () => publisher.signed(unfolding())],
    [
      'a signed path to elsewhere',
      'unreadable',
      () => publisher.signed(feedOf('1.2.4').replace('url: ', 'url: ../')),
    ],
  ])('with %s is %s', async (_, reason, text) => {
    server.put(FILE, text())
    expect(reasonOf(await read())).toBe(reason)
    expect(clock.timers).toBe(0)
  })

  it('that is not there, or whose server is not, is told with the reason', async () => {
    server.put(FILE, response => response.writeHead(503).end('down'))
    expect(await read()).toMatchObject({ failure: { reason: 'unreachable', detail: 'HTTP 503' } })
    const gone = await startFeedServer()
    await gone.close()
    expect(await read(gone.url)).toMatchObject({ failure: { reason: 'unreachable', detail: 'ECONNREFUSED' } })
  })

  it.each<[string, (response: { write(text: string): void; writeHead(status: number): void }) => void]>([
    ['says nothing', () => {}],
    [
      'stops in the middle',
      response => {
        response.writeHead(200)
        response.write('# ed25519 ')
      },
    ],
  ])('whose server %s is given up after 30 s', async (_, answer) => {
    server.put(FILE, response => answer(response))
    const before = server.asked.length
    const reading = read()
    await until('the feed is asked for', () => server.asked.length > before || null)
    await clock.advance(30 * SECOND)
    expect(reasonOf(await reading)).toBe('timed-out')
  })

  it('is asked for with nothing that tells who asks', async () => {
    server.put(FILE, publisher.signed(feedOf('1.2.4')))
    await read()
    const { path, headers } = server.asked.at(-1) ?? { path: '', headers: {} }
    expect(path).toBe(`/updates/${FILE}`)
    expect(Object.keys(headers).filter(name => /cookie|auth|staging|^x-/.test(name))).toEqual([])
  })
})

function swapped(own: string, other: string): string {
  const [signature = ''] = publisher.signed(feedOf(own)).split('\n')
  return `${signature}\n${feedOf(other)}`
}

/** Some hundred bytes that would be gigabytes. */
function unfolding(): string {
  const lines = [...'abcdefghi'].map((name, index, all) => {
    const before = all[index - 1]
    return `${name}: &${name} [${Array(9)
      .fill(before === undefined ? 'x' : `*${before}`)
      .join(',')}]`
  })
  return `${lines.join('\n')}\n`
}
