import { expect, it } from 'vitest'
import { echoOf, toSeconds } from '../../renderer/duration.ts'

it.each([
  ['', null, ''],
  ['3600', 3_600, '= 1 h'],
  ['1h', 3_600, '= 1 h'],
  ['90m', 5_400, '= 1 h 30 min'],
  [' 1 h 30 min ', 5_400, '= 1 h 30 min'],
  ['2 Hours', 7_200, '= 2 h'],
  ['15 minutes', 900, '= 15 min'],
  ['1h 1s', 3_601, '= 1 h 1 s'],
  ['90', 90, '= 1 min 30 s'],
  ['1 day', 0.5, ''],
  ['1.5h', 0.5, ''],
  ['-1', 0.5, ''],
])('“%s” is %s s, and is told as “%s”', (typed, seconds, echo) => {
  expect(toSeconds(typed)).toBe(seconds)
  expect(echoOf(typed)).toBe(echo)
})
