import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { blockOf, strip } from '../../../main/core/aws-files/ini.ts'
import { CORPUS_FOLDER, corpus, read, sayingOf } from './corpus.ts'

describe('a file of AWS’s tools', () => {
  it.each<[what: string, lines: readonly string[], saying: unknown]>([
    ['keys in small letters', ['[a]', 'REGION = X'], [['a', [['region', 'X']]]]],
    [
      'the first of both delimiters',
      ['[a]', 'k: a=b', 'l = a:b'],
      [
        [
          'a',
          [
            ['k', 'a=b'],
            ['l', 'a:b'],
          ],
        ],
      ],
    ],
    ['values with signs of comments', ['[a]', 'k = a # b ; c'], [['a', [['k', 'a # b ; c']]]]],
    [
      'a block',
      ['[a]', 's3 =', '  b = c', '', '  d = e', '', 'f = g'],
      [
        [
          'a',
          [
            ['s3', '\nb = c\n\nd = e'],
            ['f', 'g'],
          ],
        ],
      ],
    ],
    [
      'a block around comments',
      ['[a]', 's3 =', '  b = c', '# d', ';e', '  f = g'],
      [['a', [['s3', '\nb = c\nf = g']]]],
    ],
    ['a deeper header as a value', ['[a]', 'k = l', ' [b]'], [['a', [['k', 'l\n[b]']]]]],
    [
      'a deeper header after no setting',
      ['[a]', ' [b]', ' k = l'],
      [
        ['a', []],
        ['b', [['k', 'l']]],
      ],
    ],
    ['what is after a bracket as nothing', ['[a] b = c', 'k = l'], [['a', [['k', 'l']]]]],
    ['all up to the last bracket', ['[a] [b]'], [['a] [b', []]]],
    ['blanks within brackets', ['[ a ]'], [[' a ', []]]],
    ['blanks that only Python knows', ['[a]', '\u001ck\u0085=\u001fl\u001f'], [['a', [['k', 'l']]]]],
    ['a mark in the middle as a letter', ['[a]', '\ufeffk = l\ufeff'], [['a', [['\ufeffk', 'l\ufeff']]]]],
  ])('has %s', (_what, lines, saying) => {
    expect(read(...lines).troubles).toEqual([])
    expect(sayingOf(read(...lines))).toEqual(saying)
  })

  it('has a place for each section and each setting', () => {
    const { sections } = read('# first', '[a]', 'k = l', '  m', '# n', '  o', '', '[b]')
    expect(sections).toEqual([
      { header: 'a', line: 1, end: 7, settings: [{ key: 'k', value: 'l\nm\no', first: 2, last: 5 }] },
      { header: 'b', line: 7, end: 8, settings: [] },
    ])
  })

  it.each<[lines: readonly string[], kind: string, line: number, what: string]>([
    [['\ufeff[a]'], 'byte-order-mark', 1, ''],
    [['k = l', '[a]'], 'no-section', 1, ''],
    [['[a]', 'k'], 'no-setting', 2, ''],
    [['[a]', '= k'], 'no-setting', 2, ''],
    [['[a]', '[]'], 'no-setting', 2, ''],
    [['[a]', '[b]', '[a]'], 'section-twice', 3, 'a'],
    [['[a]', 'k = l', 'K = m'], 'setting-twice', 3, 'k'],
    [['[DEFAULT]', 'k = l', '[a]', '[DEFAULT]', 'k = m'], 'setting-twice', 5, 'k'],
  ])('%j is refused by what is written in Python', (lines, kind, line, what) => {
    expect(read(...lines).troubles).toEqual([{ kind, line, what }])
  })

  it('is read on after what Python refuses, and a line that is nothing ends the value before it', () => {
    const file = read('\ufeff[a]', 'k = l', 'garbage', '  m = n', '[a]', 'o = p')
    expect(sayingOf(file)).toEqual([
      [
        'a',
        [
          ['k', 'l'],
          ['m', 'n'],
        ],
      ],
      ['a', [['o', 'p']]],
    ])
    expect(file.sections[0]?.settings[0]).toMatchObject({ first: 1, last: 1 })
  })

  it('may have DEFAULT twice, and a key in it and in another section', () => {
    expect(read('[DEFAULT]', 'k = l', '[a]', 'k = m', '[DEFAULT]', 'n = o').troubles).toEqual([])
  })

  // Its square would take a minute and more.
  it('is read at once where a line is very long', () => {
    const blanks = ' '.repeat(300_000)
    expect(sayingOf(read('[a]', `k = l${blanks}m`))).toEqual([['a', [['k', `l${blanks}m`]]]])
  })
})

describe('an indented block', () => {
  it.each<[string, readonly (readonly [string, string])[] | null]>([
    ['\na = b', [['a', 'b']]],
    [
      '\nA=b = c\n\n d : e = f',
      [
        ['A', 'b = c'],
        ['d : e', 'f'],
      ],
    ],
    ['\na = b\na = c', [['a', 'c']]],
    ['\n= b', [['', 'b']]],
    [
      '\na = b\u2028c = d\u0085e = f',
      [
        ['a', 'b'],
        ['c', 'd'],
        ['e', 'f'],
      ],
    ],
    ['\na = b\nc', null],
    ['\na : b', null],
    ['\n', []],
  ])('%j', (value, settings) => {
    expect(blockOf(value)).toEqual(settings === null ? null : new Map(settings))
  })
})

it('strips what Python takes for blank, and no more', () => {
  const blanks =
    '\t\n\v\f\r\u001c\u001d\u001e\u001f \u0085\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000'
  expect(strip(`${blanks}a b${blanks}`)).toBe('a b')
  expect(strip(blanks)).toBe('')
  for (const none of ['\ufeff', '\u200b', '\u180e', '\0', '\u001b']) expect(strip(none)).toBe(none)
})

describe('the corpus', () => {
  it('is as it was written: no tool has changed a line end, a mark or a blank', () => {
    const bytes = (name: string) => readFileSync(join(CORPUS_FOLDER, name), 'latin1')
    expect(bytes('crlf.config')).toContain('[default]\r\nregion')
    expect(bytes('cr-alone.config')).not.toContain('\n')
    expect(bytes('bom-only.config')).toBe('\u00ef\u00bb\u00bf')
    expect(bytes('no-final-end-blanks.config')).toMatch(/\n {3}$/)
    expect(bytes('empty.config')).toBe('')
    expect(readdirSync(CORPUS_FOLDER)).toEqual(expect.arrayContaining(['.gitattributes', '.editorconfig']))
    expect(corpus.length).toBeGreaterThan(100)
  })
})
