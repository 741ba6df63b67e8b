import { expect, it } from 'vitest'
import { NextRun } from '../../../main/endpoint/peer/next-run.ts'

/** A look that ends when it is told to, and finds its own number. */
function looks() {
  const ends: (() => void)[] = []
  let begun = 0
  const runs = new NextRun(
    () =>
      new Promise<number>(resolve => {
        begun += 1
        const number = begun
        ends.push(() => resolve(number))
      }),
  )
  return { runs, begun: () => begun, endNext: () => ends.shift()?.() }
}

it('gives who asks during a look the next one, and all of them the same', async () => {
  const { runs, begun, endNext } = looks()
  const first = runs.ask()
  const during = [runs.ask(), runs.ask(), runs.ask()]
  expect(begun()).toBe(1)
  endNext()
  expect(await first).toBe(1)
  const duringTheSecond = runs.ask()
  endNext()
  expect(await Promise.all(during)).toEqual([2, 2, 2])
  await new Promise(resolve => setImmediate(resolve))
  endNext()
  expect(await duringTheSecond).toBe(3)
})

it('never has two looks under way', async () => {
  let underWay = 0
  let most = 0
  let all = 0
  const runs = new NextRun(async () => {
    all += 1
    underWay += 1
    most = Math.max(most, underWay)
    await new Promise(resolve => setImmediate(resolve))
    underWay -= 1
  })
  const askers = Array.from({ length: 50 }, async (_, index) => {
    for (let turn = 0; turn < index % 7; turn += 1) await Promise.resolve()
    await runs.ask()
    await runs.ask()
  })
  await Promise.all(askers)
  expect(most).toBe(1)
  expect(all).toBeLessThan(10)
})

it('looks anew for who asks later', async () => {
  let looked = 0
  const runs = new NextRun(async () => {
    looked += 1
    return looked
  })
  expect([await runs.ask(), await runs.ask()]).toEqual([1, 2])
})
