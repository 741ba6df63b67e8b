import { describe, expect, it } from 'vitest'
import { done, fail } from '../../main/core/failures/failure.ts'
import { startProgram } from '../../main/desktop/console/start-program.ts'

const failed = (program: string, detail: string) => fail({ kind: 'no-browser', program, detail })
const shell = (script: string) => ({ program: '/bin/sh', arguments: ['-c', script] })

describe('a browser', () => {
  it('is started, whatever it ends with', async () => {
    expect(await startProgram(shell('exit 1'), null)).toEqual(done)
  })

  it.each([
    ['is not there', '/nowhere/browser', 'ENOENT'],
    ['can’t be run', '/etc/passwd', 'EACCES'],
    // Node throws this one.
    ['has a path that can’t be', '/etc/passwd/browser', 'ENOTDIR'],
  ])('that %s is said so', async (_why, program, code) => {
    expect(await startProgram({ program, arguments: [] }, null)).toEqual(failed(program, code))
  })
})

describe('a launcher of the system', () => {
  it('that has started the browser is done', async () => {
    expect(await startProgram(shell('exit 0'), 'firefox')).toEqual(done)
  })

  it('that knows no such browser is waited for, and the browser is named', async () => {
    expect(await startProgram(shell('exit 3'), 'firefox')).toEqual(failed('firefox', 'exit code 3'))
  })
})
