import { expect, it } from 'vitest'
import type { Failure } from '../../../main/core/failures/failure.ts'
import { viewUpdates } from '../../../main/core/updates/update-view.ts'
import type { Offer, Updates } from '../../../main/core/updates/updates.ts'

const file = { name: 'Understudy.AppImage', sha512: '', size: 3_000 }
const release = { version: '1.2.4', files: [file] }
const why: Failure = {
  kind: 'no-update-news',
  reason: 'forged',
  host: 'updates.example.com',
  detail: '',
}
const place = { host: 'updates.example.com', page: 'https://example.com/' }

function view(
  seen: Partial<Pick<Updates, 'offer' | 'lastLook' | 'isLooking'>>,
  skipped: string | null = null,
) {
  const updates = { offer: null, lastLook: null, isLooking: false, ...seen }
  return viewUpdates(updates, { ...place, skipped, toWall: time => time + 5 })
}
const offered = (step: Offer['step']) => view({ offer: { release, step, why: null } }).offer?.step

it('has nothing to tell before it has looked', () => {
  expect(view({})).toEqual({ ...place, isLooking: false, lastLook: null, offer: null })
})

it('tells in words why a look was in vain, and when by the computer’s clock', () => {
  expect(view({ lastLook: { at: 100, why } }).lastLook).toMatchObject({
    at: 105,
    why: { title: expect.stringContaining('is not signed by whoever built this Understudy') },
  })
})

it('tells which steps can be taken, and how far a download is', () => {
  expect(offered({ kind: 'offered', file: null })).toEqual({
    kind: 'offered',
    canDownload: false,
    bytes: null,
  })
  expect(offered({ kind: 'offered', file })).toEqual({ kind: 'offered', canDownload: true, bytes: 3_000 })
  expect(offered({ kind: 'downloading', file, received: 2_999 })).toEqual({
    kind: 'downloading',
    percent: 99,
  })
})

it('knows the version that the user has skipped, and no other', () => {
  const offer: Offer = { release, step: { kind: 'offered', file }, why: null }
  const isSkipped = (skipped: string | null) => view({ offer }, skipped).offer?.isSkipped
  expect([isSkipped('1.2.4'), isSkipped('1.2.3'), isSkipped(null)]).toEqual([true, false, false])
})
