import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffOf } from '../../../main/core/aws-files/diff.ts'
import { addSection, removeSection, removeSettings, setValues } from '../../../main/core/aws-files/edits.ts'
import { type IniFile, parseIni } from '../../../main/core/aws-files/ini.ts'
import { read, sectionOf } from './corpus.ts'
import { nearIni } from './near-ini.ts'
import { expectUnseen, LONG, PLACES, SHORT } from './planted.ts'

const NOTHING = () => false
const OURS = 'credential_process = /opt/understudy fetch a'
const isOurs = (text: string): boolean => text === OURS
const SIGNS = { same: ' ', removed: '-', added: '+', skipped: '…' } as const

const shown = (before: IniFile, after: IniFile, ours = isOurs): readonly string[] =>
  diffOf(before, after, ours).map(({ kind, text }) => SIGNS[kind] + text)

describe('a change as it is shown', () => {
  const file = read('[a]', 'region = x', '', '[b]', 'k = l', 'm = n', '', '[c]', 'o = p')

  it('has two lines around each of its parts, and tells where some are left out', () => {
    expect(shown(file, setValues(file, sectionOf(file, 'c'), { o: 'q' }))).toEqual([
      '…',
      ' ',
      ' [c]',
      '-o = p',
      '+o = q',
    ])
    expect(shown(file, setValues(file, sectionOf(file, 'a'), { region: 'y' }))).toEqual([
      ' [a]',
      '-region = x',
      '+region = y',
      ' ',
      ' [b]',
      '…',
    ])
    expect(shown(file, removeSettings(file, sectionOf(file, 'b'), new Set(['k'])))).toEqual([
      '…',
      ' ',
      ' [b]',
      '-k = l',
      ' m = n',
      ' ',
      '…',
    ])
  })

  it('has our own way to credentials as a whole, and of that of others the program', () => {
    const before = read('[a]', 'credential_process = /opt/other x')
    const after = setValues(before, sectionOf(before, 'a'), { credential_process: '/opt/understudy fetch a' })
    expect(shown(before, after)).toEqual([' [a]', '-credential_process = /opt/other …', `+${OURS}`])
    expect(shown(before, after, NOTHING)).toEqual([
      ' [a]',
      '-credential_process = /opt/other …',
      '+credential_process = /opt/understudy …',
    ])
  })

  it('has a last line that gets a line break, or loses it, as the same', () => {
    const before = parseIni('[a]\nk = l')
    const after = addSection(before, 'b', { m: 'n' }, '\n')
    expect(shown(before, after)).toEqual([' [a]', ' k = l', '+', '+[b]', '+m = n'])
    expect(shown(after, removeSection(after, sectionOf(after, 'b')))).toEqual([
      ' [a]',
      ' k = l',
      '-',
      '-[b]',
      '-m = n',
    ])
  })

  it('has a line that is hidden before and after as changed', () => {
    const before = read('[a]', 'password = x')
    expect(shown(before, setValues(before, sectionOf(before, 'a'), { password: 'y' }))).toEqual([
      ' [a]',
      '-password = ••••••••',
      '+password = ••••••••',
    ])
  })

  it('is of whole lines: the old file without the removed ones is the new one without the added ones', () => {
    fc.assert(
      fc.property(nearIni, fc.nat(5), (text, nth) => {
        const before = parseIni(text)
        const section = before.sections[nth % Math.max(before.sections.length, 1)]
        if (section === undefined) return
        for (const after of [
          setValues(before, section, { region: 'x', new: 'y' }),
          removeSection(before, section),
          removeSettings(before, section, new Set(['region', 'output'])),
        ]) {
          const lines = diffOf(before, after, NOTHING)
          const count = (kind: string) => lines.filter(each => each.kind === kind).length
          expect(count('added') - count('removed')).toBe(after.lines.length - before.lines.length)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it.each(PLACES)('shows nothing of a secret in %j', place => {
    fc.assert(
      fc.property(SHORT, LONG, (short, long) => {
        const file = parseIni(place.replaceAll('{short}', short).replaceAll('{long}', long))
        const added = addSection(file, 'b', { credential_process: '/opt/understudy fetch a' }, '\n')
        const others = file.sections.flatMap(section => {
          const all = new Set(section.settings.map(({ key }) => key))
          return [removeSettings(file, section, all), removeSection(file, section)]
        })
        for (const after of [added, ...others])
          for (const lines of [shown(file, after), shown(after, file)]) {
            expectUnseen(short, lines)
            expectUnseen(long, lines)
          }
      }),
      { numRuns: 10 },
    )
  })
})
