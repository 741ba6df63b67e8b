import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addSection, removeSection, removeSettings, setValues } from '../../../main/core/aws-files/edits.ts'
import { type IniFile, parseIni } from '../../../main/core/aws-files/ini.ts'
import {
  type Hunk,
  hunksOf,
  type Line,
  lineEndOf,
  toLines,
  toText,
} from '../../../main/core/aws-files/lines.ts'
import { corpus } from './corpus.ts'
import { nearIni } from './near-ini.ts'

describe('lines', () => {
  it.each([
    ['', []],
    ['a', [{ text: 'a', end: '' }]],
    ['\n', [{ text: '', end: '\n' }]],
    [
      'a\r\nb\rc\nd',
      ['a\r\n', 'b\r', 'c\n', 'd'].map(whole => ({ text: whole.charAt(0), end: whole.slice(1) })),
    ],
    ['\r\r\n\n', ['\r', '\r\n', '\n'].map(end => ({ text: '', end }))],
    ['a\u2028b\u0085c\vd', [{ text: 'a\u2028b\u0085c\vd', end: '' }]],
  ])('of %j', (text, lines) => {
    expect(toLines(text)).toEqual(lines)
  })

  it.each(corpus)('of $name are printed as they were read', ({ text }) => {
    expect(toText(toLines(text)) === text).toBe(true)
    expect(toText(parseIni(text).lines) === text).toBe(true)
  })

  it('of whatever text are printed as they were read', () => {
    const anything = fc.string({ unit: 'binary', maxLength: 200 })
    const ends = fc.string({
      unit: fc.constantFrom('\r', '\n', 'a', '\u2028', '[', ']', '=', '\ufeff', '\ud800'),
    })
    fc.assert(
      fc.property(fc.oneof(anything, ends, nearIni), text => {
        expect(toText(parseIni(text).lines)).toBe(text)
      }),
      { numRuns: 3000 },
    )
  })

  it('end as those that are there', () => {
    expect(lineEndOf(toLines('a\r\nb\n'), '\n')).toBe('\r\n')
    expect(lineEndOf(toLines('a\rb\n'), '\r\n')).toBe('\n')
    expect(lineEndOf(toLines('a\rb\r'), '\n')).toBe('\r')
    expect(lineEndOf(toLines('a'), '\r\n')).toBe('\r\n')
    expect(lineEndOf([], '\r\n')).toBe('\r\n')
  })
})

describe('hunks', () => {
  /** Reads the new lines, and puts the old ones in their place again. */
  function reversed(after: readonly Line[], hunks: readonly Hunk[]): readonly Line[] {
    const lines = [...after]
    for (const { at, removed, inserted } of [...hunks].reverse()) {
      expect(lines.slice(at.after, at.after + inserted.length)).toEqual(inserted)
      lines.splice(at.after, inserted.length, ...removed)
    }
    return lines
  }

  function expectReversible(before: IniFile, after: IniFile): void {
    const hunks = hunksOf(before.lines, after.lines)
    expect(toText(reversed(after.lines, hunks))).toBe(toText(before.lines))
    for (const { at, removed } of hunks)
      expect(before.lines.slice(at.before, at.before + removed.length)).toEqual(removed)
  }

  /** One of the edits, after which others may come. */
  type Edit = (file: IniFile, nth: number) => IniFile
  const edits: readonly Edit[] = [
    file => addSection(file, 'profile ours', { credential_process: '/us', region: null }, '\n'),
    (file, nth) => {
      const section = file.sections[nth % Math.max(file.sections.length, 1)]
      return section === undefined ? file : removeSection(file, section)
    },
    (file, nth) => {
      const section = file.sections[nth % Math.max(file.sections.length, 1)]
      return section === undefined ? file : setValues(file, section, { region: 'us-east-1', output: 'yaml' })
    },
    (file, nth) => {
      const section = file.sections[nth % Math.max(file.sections.length, 1)]
      return section === undefined ? file : removeSettings(file, section, new Set(['region', 's3']))
    },
  ]

  it.each(corpus)('of edits of $name give the old file back', ({ text }) => {
    const before = parseIni(text)
    for (const edit of edits)
      for (const nth of [0, 1, 2]) {
        expectReversible(before, edit(before, nth))
        for (const other of edits) expectReversible(before, other(edit(before, nth), nth + 1))
      }
  })

  it('of any edits of any text, one after the other, give the old file back', () => {
    const some = fc.array(fc.tuple(fc.constantFrom(...edits), fc.nat(5)), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(nearIni, some, (text, all) => {
        const before = parseIni(text)
        expectReversible(
          before,
          all.reduce((file, [edit, nth]) => edit(file, nth), before),
        )
      }),
      { numRuns: 2000 },
    )
  })

  it('are none where nothing has changed', () => {
    const { lines } = parseIni('[a]\nb = c\n')
    expect(hunksOf(lines, lines)).toEqual([])
  })
})
