import { expect, it } from 'vitest'
import { listed, listedInShort } from '../../main/core/listed.ts'
import { shortened } from '../../main/core/shortened.ts'

it.each([
  ['', '', []],
  ['a', 'a', ['a']],
  ['a and b', 'a and b', ['a', 'b']],
  ['a, b and c', 'a, b and c', ['a', 'b', 'c']],
  ['a, b, c and d', 'a, b and 2 more', ['a', 'b', 'c', 'd']],
  ['a, b, c, d, e, f and g', 'a, b and 5 more', ['a', 'b', 'c', 'd', 'e', 'f', 'g']],
])('“%s” is “%s” in short', (long, short, items) => {
  expect(listed(items)).toBe(long)
  expect(listedInShort(items)).toBe(short)
})

it.each([
  ['prod-admin', 10, 'prod-admin'],
  ['production-admin', 10, 'produ…dmin'],
  ['production-admin', 9, 'prod…dmin'],
  ['🚒🚒🚒🚒', 3, '🚒…🚒'],
])('“%s” in %d characters is “%s”', (text, most, short) => {
  expect(shortened(text, most)).toBe(short)
})
