import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SECOND } from '../../main/core/clock.ts'
import { History } from './history-model.ts'
import { history } from './history-steps.ts'

/** A slow machine stops early; one that hardly gets anywhere has tested nothing, and says so. */
const RUNS = 4_000
const LEAST_RUNS = 400
const TIME_LIMIT = 40 * SECOND

describe('whatever happens, in whatever order', () => {
  it('nothing dead is served, no call is doubled, no code is sent twice, and every wait ends', {
    timeout: TIME_LIMIT + 60 * SECOND,
  }, async () => {
    let runs = 0
    await fc.assert(
      fc.asyncProperty(history, async told => {
        runs += 1
        await new History(told).go(told.steps)
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: TIME_LIMIT },
    )
    expect(runs).toBeGreaterThan(LEAST_RUNS)
  })
})
