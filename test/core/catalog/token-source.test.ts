import { expect, it } from 'vitest'
import { checkTokenSource, nameOfSource, type TokenSource } from '../../../main/core/catalog/token-source.ts'

const file = (path: string): TokenSource => ({ kind: 'file', path })
const command = (program: string, ...words: readonly string[]): TokenSource => ({
  kind: 'command',
  program,
  arguments: words,
})
const words = (count: number) => Array.from({ length: count }, (_, at) => `${at}`)

it.each<[string, TokenSource, string | null]>([
  ['a path', file('/var/run/secrets/token'), null],
  ['a path of Windows', file('C:\\Users\\me\\token'), null],
  ['one with slashes', file('c:/token'), null],
  ['one on another computer', file('\\\\server\\share\\token'), null],
  ['half a path', file('token'), 'whole path'],
  ['half a path of a folder above', file('../token'), 'whole path'],
  ['a path that a shell would end', file('~/token'), 'whole path'],
  ['nothing', file(''), 'whole path'],
  ['a path that ends early', file('/run/token\0.txt'), 'NUL'],
  ['a command', command('gcloud', 'auth', 'print-identity-token'), null],
  ['a command alone', command('/usr/local/bin/token'), null],
  ['empty words', command('token', ''), null],
  ['32 words', command('token', ...words(31)), null],
  ['33 words', command('token', ...words(32)), '32 words at most; this has 33'],
  ['no program', command(' ', 'x'), 'Name the program'],
  ['a program that ends early', command('to\0ken'), 'NUL'],
  ['a word that ends early', command('token', 'a\0b'), 'NUL'],
])('where a token comes from is checked before it is read: %s', (_, source, part) => {
  expect(checkTokenSource('token', source)).toEqual(
    part === null ? [] : [{ field: 'token', problem: expect.stringContaining(part) }],
  )
})

it('it is named by its file or its program, and not by words that may hold a secret', () => {
  expect(nameOfSource(file('/run/token'))).toBe('/run/token')
  expect(nameOfSource(command('token', '--password', 'hidden'))).toBe('token')
})
