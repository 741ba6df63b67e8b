import { describe, expect, it } from 'vitest'
import { holds, median, percentile, type Row, reaches, table } from '../../scripts/bench/figures.ts'

const row = (of: Partial<Row>): Row => ({
  what: 'a thing',
  unit: 'ms',
  ours: 1,
  base: 1,
  target: { kind: 'ratio-at-most', limit: 1.1 },
  ...of,
})

describe('the middle of values', () => {
  it('is that of an odd number of them, and between two of an even one', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([9, 1, 5, 7])).toBe(6)
    expect(median([])).toBeNaN()
  })

  it('is not moved by one that is far off, as the high ones are', () => {
    expect(percentile([1, 2, 3, 4, 1_000], 0.5)).toBe(3)
    expect(percentile([1, 2, 3, 4, 1_000], 0.99)).toBe(1_000)
  })
})

describe('a target', () => {
  it('is reached at its limit, and missed beyond it', () => {
    expect(reaches(row({ ours: 11, base: 10 }))).toBe(true)
    expect(reaches(row({ ours: 12, base: 10 }))).toBe(false)
    const throughput = { kind: 'ratio-at-least', limit: 0.9 } as const
    expect(reaches(row({ ours: 9, base: 10, target: throughput }))).toBe(true)
    expect(reaches(row({ ours: 8, base: 10, target: throughput }))).toBe(false)
    const more = { kind: 'difference-at-most', limit: 1 } as const
    expect(reaches(row({ ours: 101, base: 100, target: more }))).toBe(true)
    expect(reaches(row({ ours: 102, base: 100, target: more }))).toBe(false)
    expect(reaches(row({ ours: 5, base: null, target: { kind: 'at-most', limit: 5 } }))).toBe(true)
    expect(reaches(row({ ours: 6, base: null, target: { kind: 'at-most', limit: 5 } }))).toBe(false)
  })

  it('with slack may be missed by so many times, but for what is counted', () => {
    expect(reaches(row({ ours: 22, base: 10 }), 2)).toBe(true)
    expect(reaches(row({ ours: 23, base: 10 }), 2)).toBe(false)
    const throughput = { kind: 'ratio-at-least', limit: 0.9 } as const
    expect(reaches(row({ ours: 5, base: 10, target: throughput }), 2)).toBe(true)
    expect(reaches(row({ ours: 4, base: 10, target: throughput }), 2)).toBe(false)
    const once = { kind: 'exactly', value: 1 } as const
    expect(reaches(row({ ours: 1, base: null, target: once }), 2)).toBe(true)
    expect(reaches(row({ ours: 2, base: null, target: once }), 2)).toBe(false)
  })

  it('holds up to twice itself, or twice where it stands', () => {
    expect(holds(row({ ours: 22, base: 10 }))).toBe(true)
    expect(holds(row({ ours: 23, base: 10 }))).toBe(false)
    expect(holds(row({ ours: 59, base: 10, standing: 3 }))).toBe(true)
    expect(holds(row({ ours: 61, base: 10, standing: 3 }))).toBe(false)
    const throughput = { kind: 'ratio-at-least', limit: 0.9 } as const
    expect(holds(row({ ours: 5, base: 100, target: throughput, standing: 0.1 }))).toBe(true)
    expect(holds(row({ ours: 4, base: 100, target: throughput, standing: 0.1 }))).toBe(false)
  })

  it('is missed where nothing was measured', () => {
    expect(reaches(row({ ours: Number.NaN }))).toBe(false)
    expect(reaches(row({ base: null }))).toBe(false)
  })
})

it('the table has a line for each, in columns, with what is missed', () => {
  const rows = [
    row({ what: 'fetch', ours: 0.17, base: 0.1 }),
    row({ what: 'menu of 1,000', ours: 2, base: null, target: { kind: 'at-most', limit: 5 } }),
  ]
  expect(table(rows)).toBe(
    [
      '               Understudy  compared with          target',
      'fetch             0.17 ms        0.10 ms  1.70×  ≤ 1.10×  missed',
      'menu of 1,000        2 ms                            ≤ 5  ✓',
    ].join('\n'),
  )
})
