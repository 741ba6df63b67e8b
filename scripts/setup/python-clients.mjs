import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { ask, cacheFolder, SetupError, say, step } from './process.mjs'

// Debian's awscli and boto3 are too old to take the token from a file, so the tests need newer ones as well.
const python = '/usr/bin/python3'
const requirements = path.join(import.meta.dirname, 'python-clients.txt')

/** The Python that has the new clients as modules; null where they could not be fetched. */
export function pythonClients() {
  const executable = path.join(clientsFolder(), 'bin/python')
  return existsSync(executable) ? executable : null
}

/** Where they can't be had, the tests that need them say so and fail; the others still run. */
export async function ensurePythonClients() {
  if (pythonClients() !== null) return
  try {
    await make(clientsFolder())
  } catch (error) {
    // An exit code past 128 means that somebody has stopped the set-up.
    if (!(error instanceof SetupError) || error.exitCode > 128) throw error
    say(`no new awscli and boto3, so the tests that need them will fail:\n${error.message}`)
  }
}

/** Named after all that goes into it: with another Python or other requirements it is another one. */
function clientsFolder() {
  const recipe = createHash('sha256').update(readFileSync(requirements))
  recipe.update(ask(python, ['--version']) ?? '')
  return path.join(cacheFolder(), `python-clients-${recipe.digest('hex').slice(0, 12)}`)
}

/** @param {string} folder */
async function make(folder) {
  say('fetching a new awscli and boto3 for tests from PyPI')
  mkdirSync(path.dirname(folder), { recursive: true })
  const work = mkdtempSync(`${folder}.`)
  try {
    await step('the Python environment', python, ['-m', 'venv', work])
    // As modules they still run after the rename; the scripts beside them name the folder that they were made in.
    const pip = ['-m', 'pip', 'install', '--no-input', '--disable-pip-version-check', '--retries', '2']
    const args = [...pip, '--only-binary', ':all:', '--requirement', requirements]
    await step('pip install', path.join(work, 'bin/python'), args, { timeoutMs: 10 * 60_000 })
    try {
      renameSync(work, folder)
    } catch (error) {
      // Someone else was faster: theirs is the same.
      if (!existsSync(folder)) throw error
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
