import { spawn } from 'node:child_process'
import { codeOf, done, fail, type Result } from '../../core/failures/failure.ts'
import type { Command } from './browser-command.ts'

/**
 * Done as soon as it runs: a browser that is open already hands the address over and ends.
 * @param launched what the program starts, where it is the system's launcher: that ends at once, with a code that
 *   tells whether there is such a program; null where it is the browser itself
 */
export function startProgram(
  { program, arguments: words }: Command,
  launched: string | null,
): Promise<Result<void>> {
  const failed = (detail: string): Result<void> =>
    fail({ kind: 'no-browser', program: launched ?? program, detail })
  return new Promise(resolve => {
    try {
      const child = spawn(program, words, {
        detached: true,
        stdio: 'ignore',
        shell: false,
        // A launcher on Windows would open a console; a browser that is told to hide would do so.
        windowsHide: launched !== null,
      })
      child.once('error', error => resolve(failed(codeOf(error))))
      child.once('spawn', () => {
        child.unref()
        if (launched === null) resolve(done)
      })
      child.once('exit', code =>
        resolve(code === 0 || launched === null ? done : failed(`exit code ${code}`)),
      )
    } catch (error) {
      // Some reasons come at once, such as a script on Windows, which only a shell can run.
      resolve(failed(codeOf(error)))
    }
  })
}
