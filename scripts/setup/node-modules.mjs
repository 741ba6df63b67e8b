import { readFileSync } from 'node:fs'
import path from 'node:path'
import { root, say, step } from './process.mjs'

/** @typedef {Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }>} Packages */

export async function ensureNodeModules() {
  if (upToDate()) return
  say('installing npm packages: npm ci')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  await step('npm ci', npm, ['ci', '--no-fund', '--no-audit'], { timeoutMs: 15 * 60_000 })
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
