// Run by hand after a change of dependencies: node scripts/setup/complete-lock.mjs
// Where a registry lacks the builds for other systems, npm leaves them out of package-lock.json, and then npm ci
// refuses that file everywhere. This writes them in, as npm itself would but for the checksum.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root, say } from './process.mjs'

/** @typedef {{ version?: string, dev?: boolean, optional?: boolean, os?: string[], cpu?: string[], libc?: string[], optionalDependencies?: Record<string, string> }} Entry */

const systems = [
  'android',
  'darwin',
  'linux',
  'win32',
  'freebsd',
  'openharmony',
  'netbsd',
  'openbsd',
  'sunos',
  'aix',
]
const processors = [
  'arm64',
  'x64',
  'ia32',
  'arm',
  'ppc64',
  's390x',
  'riscv64',
  'loong64',
  'wasm32',
  'mips64el',
]

const file = path.join(root, 'package-lock.json')
const lock = JSON.parse(readFileSync(file, 'utf8'))
/** @type {Record<string, Entry>} */
const packages = lock.packages

/** As Node looks for a package: in the folder itself, then in each one above. @param {string} from @param {string} name */
function isThere(from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (packages[path.posix.join(folder, 'node_modules', name)]) return true
    if (folder === '') return false
  }
}

let added = 0
for (const [folder, entry] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const words = name.split(/[-/]/)
    const os = systems.find(system => words.includes(system))
    const cpu = processors.find(processor => words.includes(processor))
    // A range has more than one answer, and a name that tells no system is no build for one.
    if (isThere(folder, name) || !/^\d+\.\d+\.\d+[-\w.]*$/.test(version) || (!os && !cpu)) continue
    packages[`node_modules/${name}`] = {
      version,
      ...(cpu ? { cpu: [cpu] } : {}),
      ...(entry.dev ? { dev: true } : {}),
      ...(words.includes('musl') ? { libc: ['musl'] } : {}),
      optional: true,
      ...(os ? { os: [os] } : {}),
    }
    added++
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
say(`package-lock.json: ${added} builds for other systems written in`)
