import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joinCommand, splitCommand } from '../../renderer/command-line.ts'

describe('a command that is typed as a line', () => {
  it.each([
    ['gcloud auth print-identity-token', ['gcloud', 'auth', 'print-identity-token']],
    ['  tool \t --x  ', ['tool', '--x']],
    ['"/opt/my tool" print', ['/opt/my tool', 'print']],
    ['tool \'a "b" c\'', ['tool', 'a "b" c']],
    [`tool "it's"`, ['tool', "it's"]],
    ['tool --name="two words"', ['tool', '--name=two words']],
    ['tool ""', ['tool', '']],
    ['"C:\\Program Files\\tool.exe" C:\\x\\', ['C:\\Program Files\\tool.exe', 'C:\\x\\']],
    ['tool $HOME | cat > ~/x', ['tool', '$HOME', '|', 'cat', '>', '~/x']],
    ['', []],
  ])('%s', (line, words) => {
    expect(splitCommand(line)).toEqual({ words, unclosed: null })
  })

  it.each([
    ['tool "a b', '"', ['tool', 'a b']],
    ["tool it's", "'", ['tool', 'its']],
  ])('says which quotation mark is not closed: %s', (line, unclosed, words) => {
    expect(splitCommand(line)).toEqual({ words, unclosed })
  })

  it('is the line that gives any words back', () => {
    const word = fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '\\', '\t', '$', 'é') })
    fc.assert(
      fc.property(fc.array(word), words => {
        expect(splitCommand(joinCommand(words))).toEqual({ words, unclosed: null })
      }),
    )
  })

  it('needs no quotation marks for plain words', () => {
    expect(joinCommand(['gcloud', 'auth', '--x=C:\\y'])).toBe('gcloud auth --x=C:\\y')
  })
})
