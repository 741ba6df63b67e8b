import { expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../main/core/clock.ts'
import { showLeft } from '../../renderer/time.ts'

it.each([
  [-SECOND, '0 s'],
  [59_999, '59 s'],
  [MINUTE, '1 min'],
  [105_400, '1 min 45 s'],
  [2 * MINUTE - 1, '1 min 59 s'],
  [2 * MINUTE, '2 min'],
  [3 * MINUTE - 1, '2 min'],
  [HOUR, '1 h'],
  [HOUR + 20 * MINUTE, '1 h 20 min'],
])('%d ms are shown as "%s"', (left, shown) => {
  expect(showLeft(left)).toBe(shown)
})
