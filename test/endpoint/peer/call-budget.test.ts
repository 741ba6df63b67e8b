import { expect, it } from 'vitest'
import { CallBudget } from '../../../main/endpoint/peer/call-budget.ts'

it('lets all who share it make few calls in one turn of the event loop', async () => {
  const budget = new CallBudget()
  let turn = 0
  let over = false
  const count = () => {
    turn += 1
    if (!over) setImmediate(count)
  }
  setImmediate(count)
  const callsIn = new Map<number, number>()
  await Promise.all(
    Array.from({ length: 40 }, async () => {
      for (let each = 0; each < 20; each += 1) {
        await budget.spend(2)
        callsIn.set(turn, (callsIn.get(turn) ?? 0) + 2)
      }
    }),
  )
  over = true
  expect([...callsIn.values()].reduce((sum, calls) => sum + calls, 0)).toBe(1_600)
  // Two turns of the budget can fall into one of the counter, which is a callback beside it.
  expect(Math.max(...callsIn.values())).toBeLessThanOrEqual(64)
  expect(callsIn.size).toBeGreaterThanOrEqual(25)
})
