import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addSection,
  hasComments,
  isBare,
  removeSection,
  removeSettings,
  setValues,
} from '../../../main/core/aws-files/edits.ts'
import { type IniFile, parseIni, type Section, strip } from '../../../main/core/aws-files/ini.ts'
import { hunksOf, toText } from '../../../main/core/aws-files/lines.ts'
import { corpus, read, sayingOf, sectionOf } from './corpus.ts'
import { nearIni } from './near-ini.ts'

const HEADER = 'profile of-understudy'
const VALUES = { credential_process: '/opt/understudy fetch a', region: 'us-east-1', output: null }
const NEWS = { ...VALUES, region: 'eu-north-1', output: 'yaml' }

const textOf = (file: IniFile): string => toText(file.lines)
const hasFinalEnd = (file: IniFile): boolean => file.lines.at(-1)?.end !== ''

/** It says the same when it is written and read again. */
function expectWhole(file: IniFile): void {
  expect(sayingOf(parseIni(textOf(file)))).toEqual(sayingOf(file))
}

/** How deep a line is. */
const depthOf = (file: IniFile, index: number): number => {
  const text = (file.lines[index]?.text ?? '').replace(index === 0 ? /^\ufeff/ : /^$/, '')
  return text.indexOf(strip(text))
}

/**
 * Whether the header behind a section would go on with what is before it: it is deeper than the setting there. No edit
 * of whole lines could help that, so it is for the one who plans to refuse it.
 */
function holdsApart(file: IniFile, nth: number): boolean {
  const [before, section] = [file.sections[nth - 1], file.sections[nth]]
  const setting = before?.settings.at(-1)
  if (setting === undefined || section === undefined) return false
  const says = (index: number) => !/^([#;]|$)/.test(strip(file.lines[index]?.text ?? ''))
  const nextTo = (from: number) => file.lines.findIndex((_, index) => index > from && says(index))
  // A line that is nothing ends the setting by itself.
  if (nextTo(setting.last) !== section.line) return false
  const next = nextTo(section.settings.at(-1)?.last ?? section.line)
  return next >= 0 && depthOf(file, next) > depthOf(file, setting.first)
}

describe('a section of ours', () => {
  function expectRoundTrip(text: string): void {
    const before = parseIni(text)
    for (const newFile of ['\n', '\r\n'] as const) {
      const after = addSection(before, HEADER, VALUES, newFile)
      const again = parseIni(textOf(after))
      const ours = (_: Section, index: number) => index === before.sections.length
      expect(again.sections.length).toBe(before.sections.length + 1)
      expect(again.troubles).toEqual(before.troubles)
      expect(sayingOf(again, ours)).toEqual(sayingOf(before))
      expect(sayingOf(again).at(-1)).toEqual([HEADER, [...Object.entries(VALUES).slice(0, 2)]])
      expect(hasFinalEnd(again)).toBe(hasFinalEnd(before))
      expect(textOf(again).startsWith(text)).toBe(true)
      for (const file of [after, again])
        expect(textOf(removeSection(file, sectionOf(file, HEADER)))).toBe(text)
      const changed = parseIni(textOf(setValues(again, sectionOf(again, HEADER), NEWS)))
      expect(sayingOf(changed, ours)).toEqual(sayingOf(before))
      expect(sayingOf(changed).at(-1)).toEqual([HEADER, [...Object.entries(NEWS)]])
      expect(hasFinalEnd(changed)).toBe(hasFinalEnd(before))
      expect(textOf(removeSection(changed, sectionOf(changed, HEADER)))).toBe(text)
    }
  }

  it.each(corpus)('comes at the end of $name, is changed, and goes without a trace', ({ text }) => {
    expectRoundTrip(text)
  })

  it('comes, is changed and goes without a trace in whatever text', () => {
    fc.assert(fc.property(fc.oneof(nearIni, fc.string({ unit: 'binary' })), expectRoundTrip), {
      numRuns: 3000,
    })
  })

  /** @returns at how many places there was one, and at how many a deeper header behind was lost to it */
  function tryEachPlace(text: string): { places: number; swallowed: number } {
    const file = parseIni(text)
    let [places, swallowed] = [0, 0]
    for (const [nth, { line }] of file.sections.entries()) {
      // Only at the start of a file it is one.
      if (line === 0 && text.startsWith('\ufeff')) continue
      const [before, behind] = [toText(file.lines.slice(0, line)), toText(file.lines.slice(line))]
      // An LF behind a CR of ours is one line break with it.
      const added = textOf(addSection(parseIni(before), HEADER, VALUES, '\n'))
      const between = parseIni(added + behind)
      const ours = sectionOf(between, HEADER)
      places++
      if (depthOf(file, line) > 0) {
        swallowed++
        expect(ours.settings[1]?.value).toContain('us-east-1\n')
        continue
      }
      expect(sayingOf(between, (_, index) => index === nth)).toEqual(sayingOf(file))
      expect(textOf(removeSection(between, ours))).toBe(text)
    }
    return { places, swallowed }
  }

  it('goes without a trace from each place in the corpus, but where a deeper header has become a part of it', () => {
    const all = corpus.filter(({ text }) => text.length < 60_000).map(({ text }) => tryEachPlace(text))
    const sum = (key: 'places' | 'swallowed') => all.reduce((total, each) => total + each[key], 0)
    expect(sum('places')).toBeGreaterThan(200)
    expect(sum('swallowed')).toBe(5)
  })

  it('goes without a trace from each place in whatever text', () => {
    fc.assert(
      fc.property(nearIni, text => {
        tryEachPlace(text)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('an edit of a section of the user’s', () => {
  const KEYS = new Set(['region', 's3', 'credential_process', 'aws_access_key_id'])

  /** Only these lines may be others, and the end of the last one. */
  function expectOthersKept(before: IniFile, after: IniFile, isTouched: (index: number) => boolean): void {
    for (const { at, removed, inserted } of hunksOf(before.lines, after.lines))
      for (const [index, { text }] of removed.entries())
        if (!isTouched(at.before + index)) expect(inserted.map(line => line.text)).toContain(text)
  }

  function tryEachSection(text: string): { harmed: number } {
    const file = parseIni(text)
    let harmed = 0
    for (const [nth, section] of file.sections.entries()) {
      const isThis = (_: Section, index: number) => index === nth
      const others = sayingOf(file, isThis)
      const isOf = (keys: ReadonlySet<string>) => (index: number) =>
        section.settings.some(({ key, first, last }) => keys.has(key) && first <= index && index <= last)

      const set = setValues(file, section, NEWS)
      expectWhole(set)
      expect(sayingOf(set, isThis)).toEqual(others)
      expectOthersKept(file, set, isOf(new Set(Object.keys(NEWS))))
      expect(hasFinalEnd(set)).toBe(hasFinalEnd(file))
      const news = set.sections[nth]?.settings.map(({ key, value }) => [key, value]) ?? []
      expect(Object.fromEntries(news)).toMatchObject(NEWS)
      const untouched = section.settings.filter(({ key }) => !(key in NEWS))
      expect(news.filter(([key = '']) => !(key in NEWS))).toEqual(
        untouched.map(({ key, value }) => [key, value]),
      )
      const twice = setValues(set, set.sections[nth] as Section, NEWS)
      expect(textOf(twice)).toBe(textOf(set))

      const less = removeSettings(file, section, KEYS)
      expect(sayingOf(less, isThis)).toEqual(others)
      expectOthersKept(file, less, isOf(KEYS))
      if (less.lines.at(-1)?.text !== '') expect(hasFinalEnd(less)).toBe(hasFinalEnd(file))
      const left = section.settings.filter(({ key }) => !KEYS.has(key))
      expect(less.sections[nth]?.settings.map(({ key, value }) => [key, value])).toEqual(
        left.map(({ key, value }) => [key, value]),
      )

      const gone = removeSection(file, section)
      const isHarmed = JSON.stringify(sayingOf(gone)) !== JSON.stringify(others)
      expect([section.header, isHarmed]).toEqual([section.header, holdsApart(file, nth)])
      if (isHarmed) harmed++
      if ((gone.lines.at(-1)?.text ?? '') !== '') expect(hasFinalEnd(gone)).toBe(hasFinalEnd(file))
      expectOthersKept(file, gone, index => section.line - 1 <= index && index < section.end)
    }
    return { harmed }
  }

  it.each(corpus.filter(({ text }) => text.length < 60_000))(
    'leaves all other sections of $name as they are',
    ({ name, text }) => {
      // There the one section stands between a setting and a deeper header.
      expect(tryEachSection(text)).toEqual({ harmed: name === 'indented-sections-held-apart.config' ? 1 : 0 })
    },
  )

  it('leaves all others of whatever text as they are, but where a section holds two others apart', () => {
    let harmed = 0
    fc.assert(
      fc.property(nearIni, text => {
        harmed += tryEachSection(text).harmed
      }),
      { numRuns: 5000, seed: 20_261 },
    )
    expect(harmed).toBeGreaterThan(10)
  })
})

describe('values', () => {
  const set = (values: Readonly<Record<string, string | null>>, ...lines: readonly string[]) => {
    const file = read(...lines)
    return textOf(setValues(file, sectionOf(file, 'a'), values))
      .split('\n')
      .slice(0, -1)
  }

  it.each<[what: string, lines: readonly string[], after: readonly string[]]>([
    ['keep the blanks that the user sets', ['[a]', 'REGION\t=\told'], ['[a]', 'REGION\t=\tnew']],
    ['keep what the user sets none around', ['[a]', 'region=old'], ['[a]', 'region=new']],
    ['keep the delimiter', ['[a]', 'region: old'], ['[a]', 'region: new']],
    ['get a blank where there was one before the delimiter', ['[a]', 'region ='], ['[a]', 'region = new']],
    ['are left alone where they are the same', ['[a]', 'region =   new  '], ['[a]', 'region =   new  ']],
    [
      'come below the last setting',
      ['[a]', 'k = l', '', '# end'],
      ['[a]', 'k = l', 'region = new', '', '# end'],
    ],
    [
      'come below a block',
      ['[a]', 's3 =', '  k = l', '[b]'],
      ['[a]', 's3 =', '  k = l', 'region = new', '[b]'],
    ],
    ['are indented as the last one', ['[a]', '  k = l', '[b]'], ['[a]', '  k = l', '  region = new', '[b]']],
    ['come below a header', ['[a]', '', '[b]'], ['[a]', 'region = new', '', '[b]']],
    ['are as deep as their header', ['  [a]', '[b]'], ['  [a]', '  region = new', '[b]']],
    [
      'are as deep as the next header',
      ['[a]', '  [b]', '  k = l'],
      ['[a]', '  region = new', '  [b]', '  k = l'],
    ],
    [
      'take the place of a block, but for comments',
      ['[a]', 'region =', '  k', '  # c', '  l', 'm = n'],
      ['[a]', 'region = new', '  # c', 'm = n'],
    ],
  ])('%s', (_what, lines, after) => {
    expect(set({ region: 'new', output: null }, ...lines)).toEqual(after)
  })

  it('take the place of a block at the end of a file with no last line break', () => {
    const file = parseIni('[a]\nregion =\n  k\n  l')
    expect(textOf(setValues(file, sectionOf(file, 'a'), { region: 'new' }))).toBe('[a]\nregion = new')
    expect(textOf(setValues(file, sectionOf(file, 'a'), { region: 'new', b: 'c' }))).toBe(
      '[a]\nregion = new\nb = c',
    )
  })

  it('have no byte order mark from the line of the header', () => {
    const file = parseIni('\ufeff[a]\n')
    expect(textOf(setValues(file, sectionOf(file, 'a'), { region: 'new' }))).toBe('\ufeff[a]\nregion = new\n')
  })
})

describe('a new section', () => {
  it('has the line ends that are there, and none that would join with the one before', () => {
    const add = (text: string) => textOf(addSection(parseIni(text), 'b', { c: 'd' }, '\r\n'))
    expect(add('')).toBe('[b]\r\nc = d\r\n')
    expect(add('[a]')).toBe('[a]\r\n\r\n[b]\r\nc = d')
    expect(add('[a]\n')).toBe('[a]\n\n[b]\nc = d\n')
    expect(add('[a]\nk = l\r')).toBe('[a]\nk = l\r\r\n[b]\nc = d\n')
  })
})

describe('what is in a section', () => {
  it.each<[lines: readonly string[], bare: boolean, comments: boolean]>([
    [['[a]'], true, false],
    [['[a]', '', '# of nobody'], true, false],
    [['[a]', 'k = l', '# of nobody'], false, false],
    [['[a]', '# of k', 'k = l'], false, true],
    [['[a]', 'k =', '  ; inside', '  l = m'], false, true],
    [['[a]', '', 'k = l # no comment'], false, false],
  ])('%j', (lines, bare, comments) => {
    const file = read(...lines)
    const section = sectionOf(file, 'a')
    expect([isBare(file, section), hasComments(file, section)]).toEqual([bare, comments])
  })

  it('may be more settings than a function takes arguments', () => {
    const file = parseIni(`[a]\n${Array.from({ length: 200_000 }, (_, n) => `k${n} = l\n`).join('')}`)
    expect(textOf(removeSection(file, sectionOf(file, 'a')))).toBe('')
  })
})
