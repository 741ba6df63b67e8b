import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gist, npm, root, run, SetupError, say, step } from './process.mjs'

/** @typedef {Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }>} Packages */

export async function ensureNodeModules() {
  if (upToDate()) return
  say('installing npm packages: npm ci')
  const timeoutMs = 15 * 60_000
  const { code, output } = await run(npm, ['ci', '--loglevel=error'], { quiet: true, timeoutMs })
  if (code === 0) return
  if (code > 128) throw new SetupError('npm ci: stopped', code)
  if (!lacksOnlyOtherSystems(output))
    throw new SetupError(`npm ci failed (exit ${code}):\n${gist(output)}`, 1)
  say(
    'npm ci refuses, for packages of other systems that the registry here does not have: npm install --no-save',
  )
  await step('npm install', npm, ['install', '--no-save', '--loglevel=error'], { timeoutMs })
}

/**
 * Where a registry lacks the builds for other systems, npm ci calls a lock file that is in order out of step:
 * each of them is missing, and has no version. A lock file that really is out of step names versions.
 * @param {string} output
 */
function lacksOnlyOtherSystems(output) {
  const missing = [...output.matchAll(/(?:Missing|Invalid): (.*)/g)].map(match => match[1] ?? '')
  return missing.length > 0 && missing.every(line => line.endsWith('@ from lock file'))
}

/** By content: a git checkout makes files newer without changing them. */
function upToDate() {
  const wanted = packages('package-lock.json')
  const there = packages('node_modules/.package-lock.json')
  if (!wanted || !there) return false
  return Object.entries(wanted).every(([folder, entry]) => {
    if (folder === '') return true
    const installed = there[folder]
    if (!installed) return Boolean(entry.optional || entry.devOptional)
    return installed.version === entry.version && installed.integrity === entry.integrity
  })
}

/** @param {string} file @returns {Packages | null} */
function packages(file) {
  try {
    return JSON.parse(readFileSync(path.join(root, file), 'utf8')).packages
  } catch {
    return null
  }
}
