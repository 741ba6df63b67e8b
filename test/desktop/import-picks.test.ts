import { describe, expect, it } from 'vitest'
import type { CandidateView } from '../../main/core/import/import-view.ts'
import { describeCandidate, tellImported } from '../../renderer/windows/manager/import/candidate-words.ts'
import {
  firstPicks,
  leaveAll,
  NO_PICKS,
  type Picks,
  point,
  pruned,
  take,
  takeAll,
  toChoices,
} from '../../renderer/windows/manager/import/picks.ts'

function candidate(name: string, needs: string | null, more: Partial<CandidateView> = {}): CandidateView {
  return {
    name,
    profile: name,
    canPoint: true,
    isDefault: false,
    becomes: needs === null ? 'key' : 'role',
    detail: needs === null ? 'AKIA…1234' : `arn:aws:iam::111122223333:role/${name}`,
    needs,
    notes: [],
    isThere: false,
    ...more,
  }
}

const all = [
  candidate('key', null),
  candidate('role', 'key'),
  candidate('chained', 'role'),
  candidate('default', 'key', { isDefault: true }),
  candidate('other', null, { canPoint: false, profile: null }),
]
const seen = ({ taken, pointed }: Picks) => ({ taken: [...taken].sort(), pointed: [...pointed].sort() })

describe('what is picked of an import', () => {
  it('is at first all that is new, with the profiles of all but the default', () => {
    expect(seen(firstPicks(all))).toEqual({
      taken: ['chained', 'default', 'key', 'other', 'role'],
      pointed: ['chained', 'key', 'role'],
    })
  })

  it('has of what is here already only what something new starts from, and leaves its profile alone', () => {
    const some = [
      candidate('key', null, { isThere: true }),
      candidate('role', 'key'),
      candidate('old', 'key', { isThere: true }),
    ]
    expect(seen(firstPicks(some))).toEqual({ taken: ['key', 'role'], pointed: ['role'] })
  })

  it('takes with one all that it starts from, and nothing else', () => {
    expect(seen(take(NO_PICKS, all, 'chained', true)).taken).toEqual(['chained', 'key', 'role'])
  })

  it('leaves with one all that starts from it, and no profile of theirs', () => {
    expect(seen(take(firstPicks(all), all, 'role', false))).toEqual({
      taken: ['default', 'key', 'other'],
      pointed: ['key'],
    })
    expect(seen(take(firstPicks(all), all, 'key', false)).taken).toEqual(['other'])
  })

  it('is all or nothing of some, with what hangs on them', () => {
    const role = all.filter(each => each.name === 'role')
    expect(seen(takeAll(NO_PICKS, all, role)).taken).toEqual(['key', 'role'])
    expect(seen(leaveAll(firstPicks(all), all, role)).taken).toEqual(['default', 'key', 'other'])
  })

  it('says yes to a profile only of what is taken, and no without leaving that', () => {
    expect(seen(point(NO_PICKS, 'role', true))).toEqual({ taken: [], pointed: [] })
    const pointed = point(firstPicks(all), 'default', true)
    expect(pointed.pointed.has('default')).toBe(true)
    expect(seen(point(pointed, 'default', false))).toEqual(seen(firstPicks(all)))
  })

  it('keeps of what was picked what is still there, and adds what that starts from by now', () => {
    const picked = take(NO_PICKS, all, 'role', true)
    expect(seen(pruned(picked, [candidate('new', null), candidate('role', 'new')])).taken).toEqual([
      'new',
      'role',
    ])
    expect(seen(pruned(picked, [])).taken).toEqual([])
  })

  it('ends though two start from each other', () => {
    const circle = [candidate('a', 'b'), candidate('b', 'a')]
    expect(seen(take(NO_PICKS, circle, 'a', true)).taken).toEqual(['a', 'b'])
    expect(seen(take(firstPicks(circle), circle, 'a', false)).taken).toEqual([])
  })

  it('is sent in the order of the candidates', () => {
    expect(toChoices(take(NO_PICKS, all, 'default', true), all)).toEqual([
      { name: 'key', point: true },
      { name: 'default', point: false },
    ])
  })
})

it.each([
  [candidate('a', null), 'IAM user, key AKIA…1234'],
  [candidate('a', null, { detail: '' }), 'IAM user, with its key'],
  [candidate('a', 'b', { detail: 'arn' }), 'Role arn · from b'],
  [candidate('a', null, { becomes: 'web-identity', detail: 'arn' }), 'Role with a token from a file, arn'],
  [candidate('a', null, { becomes: 'saml', detail: 'arn' }), 'Role with company sign-in, arn'],
])('a candidate is told in plain words: %#', (each, words) => {
  expect(describeCandidate(each)).toBe(words)
})

it.each([
  [all, firstPicks(all), '2 keys and 3 roles were imported. 3 profiles use Understudy now.'],
  [all, take(NO_PICKS, all, 'other', true), '1 key was imported.'],
  [
    [candidate('a', null, { isThere: true })],
    { taken: new Set(['a']), pointed: new Set(['a']) },
    'All of it was here already. 1 profile uses Understudy now.',
  ],
])('what was imported is counted: %#', (candidates, picks, words) => {
  expect(tellImported(candidates, picks)).toBe(words)
})
