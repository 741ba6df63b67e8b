import { expect, it } from 'vitest'
import { shellWords } from '../../../main/core/aws-files/shell-words.ts'

it.each<[string, readonly string[] | null]>([
  ['', []],
  ['  ', []],
  ['profile a', ['profile', 'a']],
  ['\tprofile \r\n a ', ['profile', 'a']],
  ['profile "a b"', ['profile', 'a b']],
  ["profile 'a b'", ['profile', 'a b']],
  ['profile a" b "c', ['profile', 'a b c']],
  ['profile ""', ['profile', '']],
  ["'' ''", ['', '']],
  ['profile a\\ b', ['profile', 'a b']],
  ['profile "a\\"b"', ['profile', 'a"b']],
  ['profile "a\\\\b"', ['profile', 'a\\b']],
  ['profile "a\\b"', ['profile', 'a\\b']],
  ["profile 'a\\b'", ['profile', 'a\\b']],
  [`profile "it's"`, ['profile', "it's"]],
  ['profile a#b', ['profile', 'a#b']],
  ['profile\u00a0a', ['profile\u00a0a']],
  ['profile \\🔑', ['profile', '🔑']],
  ['profile "a', null],
  ["profile it's", null],
  ['profile a\\', null],
  ['profile "a\\', null],
])('%j', (text, words) => {
  expect(shellWords(text)).toEqual(words)
})
