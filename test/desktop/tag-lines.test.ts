import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { problemOfTags, toTagLines, toTags } from '../../renderer/windows/manager/session-form/tag-lines.ts'

describe('tags that are typed one a line', () => {
  it.each([
    [
      'team=payments\n\n  stage = dev  ',
      [
        { key: 'team', value: 'payments' },
        { key: 'stage', value: 'dev' },
      ],
    ],
    ['query=a=b', [{ key: 'query', value: 'a=b' }]],
    ['a\\=b=c', [{ key: 'a=b', value: 'c' }]],
    ['empty=', [{ key: 'empty', value: '' }]],
    ['', []],
  ])('%j', (text, tags) => {
    expect(toTags(text)).toEqual(tags)
    expect(problemOfTags(text)).toBeNull()
  })

  it('names the line that is none, and keeps it from being overlooked', () => {
    const text = 'team=payments\nstage dev'
    expect(problemOfTags(text)).toBe(
      '“stage dev” is no tag: a line is key=value, and the value may be empty.',
    )
    expect(toTags(text)).toEqual([{ key: 'team', value: 'payments' }])
  })

  it('are the lines that give any tags back', () => {
    // What AWS allows in keys and values, without blanks at the ends, which nobody types on purpose.
    const text = fc
      .string({ unit: fc.constantFrom('a', 'Z', '1', ' ', '_', '.', ':', '/', '=', '+', '-', '@', 'ö') })
      .map(each => each.trim())
    const key = text.filter(each => each !== '')
    fc.assert(
      fc.property(fc.array(fc.record({ key, value: text })), tags => {
        expect(toTags(toTagLines(tags))).toEqual(tags)
      }),
    )
  })
})
