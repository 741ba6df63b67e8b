import { expect, test } from 'vitest'
import { emphasize, wordsOf } from '../../renderer/fold.ts'

/** What is found in angle brackets. */
const shown = (text: string, query: string) =>
  emphasize(text, wordsOf(query))
    .map(piece => (piece.found ? `<${piece.text}>` : piece.text))
    .join('')

test.each([
  ['payments-prod', 'pay', '<pay>ments-prod'],
  ['payments-prod', 'prod pay', '<pay>ments-<prod>'],
  ['xprod-prod', 'prod', 'xprod-<prod>'],
  ['xprod', 'prod', 'x<prod>'],
  ['payments', 'paym yme', '<payme>nts'],
  ['payments', '', 'payments'],
  ['payments', 'dev', 'payments'],
  ['', 'dev', ''],
  ['Zürich-Prod', 'zurich', '<Zürich>-Prod'],
  ['Zu\u0308rich', 'zu', '<Zu\u0308>rich'],
  ['İzmir', 'izmir', '<İzmir>'],
  ['👩🏽‍💻 dev', 'dev', '👩🏽‍💻 <dev>'],
])('%s with “%s”: %s', (text, query, expected) => {
  expect(shown(text, query)).toBe(expected)
})

test('each word counts once', () => {
  expect(wordsOf(' Prod  prod PRÖD dev ')).toEqual(['prod', 'dev'])
})
