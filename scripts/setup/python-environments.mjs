import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { ask, cacheFolder, SetupError, say, step } from './process.mjs'

const python = '/usr/bin/python3'

/**
 * What tests use of PyPI, each in an environment of its own, so that none decides what another has.
 * @typedef {{ name: string, what: string }} Environment `name` is also that of its requirements, in this folder
 */

/**
 * Debian's awscli and boto3 are too old to take the token from a file, so the tests need newer ones as well.
 * @type {Environment}
 */
export const newClients = { name: 'python-clients', what: 'a new awscli and boto3' }

/** An AWS for tests that others have written, and botocore's models of AWS. @type {Environment} */
export const moto = { name: 'python-moto', what: 'moto' }

/** The Python that has them as modules; null where they could not be fetched. @param {Environment} environment */
export function pythonOf(environment) {
  const executable = path.join(folderOf(environment), 'bin/python')
  return existsSync(executable) ? executable : null
}

/** Throws where they can't be had. @param {Environment} environment */
export async function fetchPython(environment) {
  if (pythonOf(environment) === null) await make(environment, folderOf(environment))
}

/** Where they can't be had, the tests that need them say so and fail; the others still run. @param {Environment} environment */
export async function tryFetchPython(environment) {
  try {
    await fetchPython(environment)
  } catch (error) {
    // An exit code past 128 means that somebody has stopped the set-up.
    if (!(error instanceof SetupError) || error.exitCode > 128) throw error
    say(`without ${environment.what}, the tests that need it will fail:\n${error.message}`)
  }
}

/**
 * Whether it was the network that failed, and not the requirements: pip names each connection that it tries again.
 * @param {unknown} error
 */
export function isOutOfReach(error) {
  return error instanceof SetupError && /Retrying \(|connection broken/i.test(error.message)
}

/** Named after all that goes into it: with another Python or other requirements it is another one. @param {Environment} environment */
function folderOf(environment) {
  const recipe = createHash('sha256').update(readFileSync(requirementsOf(environment)))
  recipe.update(ask(python, ['--version']) ?? '')
  return path.join(cacheFolder(), `${environment.name}-${recipe.digest('hex').slice(0, 12)}`)
}

/** @param {Environment} environment */
function requirementsOf({ name }) {
  return path.join(import.meta.dirname, `${name}.txt`)
}

/** @param {Environment} environment @param {string} folder */
async function make(environment, folder) {
  say(`fetching ${environment.what} for tests from PyPI`)
  mkdirSync(path.dirname(folder), { recursive: true })
  const work = mkdtempSync(`${folder}.`)
  try {
    await step('the Python environment', python, ['-m', 'venv', work])
    // As modules they still run after the rename; the scripts beside them name the folder that they were made in.
    const pip = ['-m', 'pip', 'install', '--no-input', '--disable-pip-version-check', '--retries', '2']
    const args = [...pip, '--only-binary', ':all:', '--requirement', requirementsOf(environment)]
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
