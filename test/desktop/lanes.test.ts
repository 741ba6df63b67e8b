import { describe, expect, test } from 'vitest'
import type { SessionId } from '../../main/core/sessions/session.ts'
import { axisOf, lanesOf, PLACES, SPANS } from '../../renderer/windows/manager/activity/lanes.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const NOW = new Date(2026, 10, 24, 14, 32).getTime()

const row = (session: string, ago: number, change: Partial<Parameters<typeof lanesOf>[0][number]> = {}) => ({
  sessionId: `id-${session}` as SessionId,
  session,
  at: NOW - ago,
  lastAt: NOW - ago,
  times: 1,
  isRefused: false,
  ...change,
})

describe('the lanes of the timeline', () => {
  test('one for each session, the one with the latest entry first, each entry at its time', () => {
    const lanes = lanesOf([row('b', 30 * MINUTE), row('a', 15 * MINUTE), row('b', 45 * MINUTE)], NOW, 'hour')
    expect(lanes.map(each => each.name)).toEqual(['a', 'b'])
    expect(lanes[0]?.given).toEqual([PLACES * 0.75])
    expect(lanes[1]?.given).toEqual([PLACES * 0.5, PLACES * 0.25])
  })

  test('refusals are counted and drawn apart', () => {
    const [lane] = lanesOf([row('a', MINUTE), row('a', HOUR / 2, { isRefused: true, times: 3 })], NOW, 'hour')
    expect(lane).toMatchObject({ givenCount: 1, refusedCount: 3, refused: [PLACES / 2] })
  })

  test('what is older is left out, and a stretch that reaches into the span is drawn where it ended', () => {
    const lanes = lanesOf(
      [row('old', 2 * HOUR), row('a', 2 * HOUR, { lastAt: NOW - HOUR / 2, times: 90 })],
      NOW,
      'hour',
    )
    expect(lanes).toHaveLength(1)
    expect(lanes[0]).toMatchObject({ name: 'a', given: [PLACES / 2], givenCount: 90 })
  })

  test('two thousand entries make no more shapes than there are places', () => {
    const many = Array.from({ length: 2_000 }, (_, index) => row('a', index * 1_000))
    const [lane] = lanesOf(many, NOW, 'hour')
    expect(lane?.givenCount).toBe(2_000)
    expect(lane?.given.length).toBeLessThanOrEqual(PLACES + 1)
  })
})

describe('the axis', () => {
  test.each(SPANS)('of a %s has a few marks, at round times within it', span => {
    const marks = axisOf(NOW, span)
    expect(marks.length).toBeGreaterThanOrEqual(4)
    expect(marks.length).toBeLessThanOrEqual(8)
    for (const { place, time } of marks) {
      expect(place).toBeGreaterThanOrEqual(0)
      expect(place).toBeLessThanOrEqual(PLACES)
      expect(new Date(time).getMinutes() % 15).toBe(0)
    }
  })

  test('says where a day begins', () => {
    expect(axisOf(NOW, 'day').filter(each => each.isMidnight)).toHaveLength(1)
    expect(axisOf(NOW, 'week').every(each => each.isMidnight)).toBe(true)
  })
})
