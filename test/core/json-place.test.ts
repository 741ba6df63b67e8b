import { expect, it } from 'vitest'
import { whereNoJson } from '../../main/core/json-place.ts'

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

it.each([
  ['{"Statement":[}', 1, 15],
  ['{"a": 1,}', 1, 9],
  ['{"a" 1}', 1, 6],
  ['{a: 1}', 1, 2],
  ['{\n  "a": [1, 2\n}', 3, 1],
  ['{\r\n  "a": tru }', 2, 8],
  ['{"a": "b}', 1, 7],
  ['{} {}', 1, 4],
  ['', 1, 1],
  ['[1.]', 1, 2],
  ['["\\x"]', 1, 2],
  ['["\t"]', 1, 2],
])('%j is no JSON from line %d, character %d on', (text, line, column) => {
  expect(whereNoJson(text)).toEqual({ line, column })
})

/** What JSON.parse says of it is what counts: so many slips as there are characters. */
it('takes for JSON what JSON.parse takes, whatever character is left out, doubled or changed', () => {
  const whole = '{ "Sid": "ü\\u00fc\\n", "N": [-1.5e+3, 0, true, null, {}, []], "x": { "y": false } }'
  expect(whereNoJson(whole)).toBe(null)
  for (let at = 0; at < whole.length; at += 1) {
    const [before, here = '', after] = [whole.slice(0, at), whole[at], whole.slice(at + 1)]
    for (const instead of ['', here + here, ',', '"', '}', '0', ' ', '\\', 'e']) {
      const text = before + instead + after
      expect([text, whereNoJson(text) === null]).toEqual([text, isJson(text)])
    }
  }
})

it('does not run out of stack, however deep a text is nested', () => {
  expect(whereNoJson('['.repeat(100_000))).toEqual({ line: 1, column: 202 })
})
