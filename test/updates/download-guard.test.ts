import { expect, it } from 'vitest'
import { DownloadGuard, type DownloadSession } from '../../main/updates/download-guard.ts'

type Listener = Parameters<DownloadSession['webRequest']['onHeadersReceived']>[0]

function guarded(size = 1_000) {
  let listener: Listener = null
  const guard = new DownloadGuard({
    webRequest: {
      onHeadersReceived: each => {
        listener = each
      },
    },
  })
  guard.begin({ size })
  const answer = (statusCode: number, headers: Record<string, string>, url = 'https://a.example/f') => {
    let isCancelled: boolean | undefined
    const responseHeaders = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, [value]]),
    )
    listener?.({ url, statusCode, responseHeaders }, ({ cancel }) => {
      isCancelled = cancel
    })
    return isCancelled
  }
  return { guard, answer, isOn: () => listener !== null }
}

it('lets through what is as long as was signed, and what the server says of anything else', () => {
  const { guard, answer } = guarded()
  expect(answer(200, { 'Content-Length': '1000' })).toBe(false)
  expect(answer(404, {})).toBe(false)
  expect(answer(302, { location: 'https://b.example/f' })).toBe(false)
  expect(answer(302, { location: '/elsewhere' })).toBe(false)
  expect(guard.objection).toBeNull()
})

it.each<[string, number, Record<string, string>, string, string]>([
  ['is longer', 200, { 'content-length': '1001' }, 'wrong-file', '1001 bytes'],
  ['is shorter', 200, { 'content-length': '999' }, 'wrong-file', '999 bytes'],
  ['has no length', 200, {}, 'unreachable', 'its server does not tell how long it is'],
  ['has a length that is none', 200, { 'content-length': 'all' }, 'wrong-file', 'all bytes'],
  [
    'leads out of TLS',
    302,
    { location: 'http://b.example/f' },
    'unreachable',
    'it leads to where there is no TLS',
  ],
  [
    'leads to a file',
    302,
    { location: 'file:///etc/passwd' },
    'unreachable',
    'it leads to where there is no TLS',
  ],
  ['leads nowhere', 302, {}, 'unreachable', 'it leads to where there is no TLS'],
])('ends what %s', (_, status, headers, reason, detail) => {
  const { guard, answer } = guarded()
  expect(answer(status, headers)).toBe(true)
  expect(guard.objection).toEqual({ reason, detail })
})

it('follows five redirects, and no sixth', () => {
  const { guard, answer } = guarded()
  const lead = () => answer(302, { location: '/next' })
  expect([1, 2, 3, 4, 5].map(lead)).toEqual(Array(5).fill(false))
  expect(lead()).toBe(true)
  expect(guard.objection?.reason).toBe('unreachable')
  // Nor anything after that.
  expect(answer(200, { 'content-length': '1000' })).toBe(true)
})

it('ends what is under way, and listens no more', () => {
  const { guard, isOn } = guarded()
  let aborted = 0
  guard.add({
    abort() {
      aborted += 1
    },
  })
  expect([isOn(), aborted]).toEqual([true, 0])
  guard.end()
  guard.end()
  expect([isOn(), aborted]).toEqual([false, 1])
})
