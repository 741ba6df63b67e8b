import { execFile } from 'node:child_process'

/** The system's own tools answer in a fraction of this; one that does not is stuck. */
const TIME_LIMIT_MS = 5_000
const LARGEST_OUTPUT = 8 * 1024 * 1024

/** What a program prints; null where it does not run, does not end in time, or fails and prints nothing. */
export type RunProgram = (file: string, args: readonly string[]) => Promise<string | null>

/**
 * Runs one of the system's own programs, by its whole path and without a shell: neither PATH nor what is in `args` can
 * make it another.
 * @see https://nodejs.org/api/child_process.html#child_processexecfilefile-args-options-callback
 */
export const runProgram: RunProgram = (file, args) =>
  new Promise(resolve => {
    const options = {
      encoding: 'utf8',
      timeout: TIME_LIMIT_MS,
      killSignal: 'SIGKILL',
      maxBuffer: LARGEST_OUTPUT,
      windowsHide: true,
      // Months as the parsers know them, and paths as they are; LC_ALL would go before both.
      env: { ...process.env, LC_ALL: '', LC_TIME: 'C', LC_CTYPE: 'UTF-8' },
    } as const
    try {
      execFile(file, args, options, (error, stdout) => {
        // `lsof` ends with 1 if any of what it was asked for was not found. A program that was killed has no code.
        const ended = error === null || typeof error.code === 'number'
        resolve(ended && (error === null || stdout !== '') ? stdout : null)
      })
    } catch {
      resolve(null)
    }
  })
