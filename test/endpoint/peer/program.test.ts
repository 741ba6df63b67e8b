import { expect, it } from 'vitest'
import { runProgram } from '../../../main/endpoint/peer/program.ts'

it('gives what a program prints, without a shell', async () => {
  expect(await runProgram('/bin/echo', ['$HOME; `id`', '*'])).toBe('$HOME; `id` *\n')
})

it('gives what a program has printed before it failed with a code, as lsof does', async () => {
  expect(await runProgram('/bin/sh', ['-c', 'echo some; exit 1'])).toBe('some\n')
})

it.each([
  ['fails and prints nothing', '/bin/sh', ['-c', 'exit 1']],
  ['is killed', '/bin/sh', ['-c', 'echo some; kill -9 $$']],
  ['prints without end', '/bin/sh', ['-c', 'while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done']],
  ['does not exist', '/nowhere/lsof', []],
  ['can’t be asked for', '/bin/echo', ['a\0b']],
])('gives null for a program that %s', async (_what, file, args) => {
  expect(await runProgram(file, args)).toBe(null)
})
