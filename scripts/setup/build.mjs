import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { packageBin, root, SetupError, say, step } from './process.mjs'

const config = 'scripts/config/electron.vite.config.ts'
const sources = [
  'main',
  'preload',
  'renderer',
  // Not its folder: electron-vite keeps a temporary file there while it builds.
  config,
  'package.json',
  'tsconfig.json',
  'node_modules/.package-lock.json',
]
const stamp = path.join(root, 'out/.built')

export async function ensureBuild() {
  if (existsSync(stamp) && existsSync(path.join(root, 'out/main/index.js'))) {
    if (Math.max(...sources.map(newest)) <= statSync(stamp).mtimeMs) return
  }
  if (!existsSync(path.join(root, config)))
    throw new SetupError(`${config} is missing: nothing to build with`)
  say('building the app')
  const startedAt = new Date()
  await step('the build', process.execPath, [packageBin('electron-vite'), 'build', '-c', config])
  mkdirSync(path.dirname(stamp), { recursive: true })
  writeFileSync(stamp, '')
  // The time of the start: what was edited while the build ran is built next time.
  utimesSync(stamp, startedAt, startedAt)
}

/** Folders count too: a deleted file shows only there. @param {string} relative @returns {number} */
function newest(relative) {
  const file = path.join(root, relative)
  if (!existsSync(file)) return 0
  const stats = statSync(file)
  if (!stats.isDirectory()) return stats.mtimeMs
  return Math.max(stats.mtimeMs, ...readdirSync(file).map(name => newest(path.join(relative, name))))
}
