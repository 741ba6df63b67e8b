import { spawnSync } from 'node:child_process'
import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { readFeedAddress } from '../../main/updates/feed-address.ts'
import { electronRuntime } from '../setup/electron-runtime.mjs'
import { packageBin } from '../setup/process.mjs'
import { billOfMaterials } from './bill-of-materials.ts'

const root = resolve(import.meta.dirname, '../..')
const runtime = electronRuntime()
if (runtime === null) {
  console.error('Electron is not installed: run this through npm run package.')
  process.exit(2)
}
if (!runtime.official)
  console.log(
    `Electron's own download can't be reached: this package is built on the tests' runtime, ${runtime.version}. It is not for anybody else's computer.`,
  )

// Here, since in the app it would be a fault from its first start on.
readFeedAddress(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))

// What can be built from here alone. The others want downloads of electron-builder's, or their own system.
const targets = process.platform === 'linux' ? ['--linux', 'dir', 'tar.gz', 'deb'] : []
const asked = process.argv.length > 2 ? process.argv.slice(2) : targets

const env: NodeJS.ProcessEnv = { ...process.env, CSC_IDENTITY_AUTO_DISCOVERY: 'false' }
const sevenZip = program('7za')
if (sevenZip !== null) {
  env['ELECTRON_BUILDER_7ZIP_PATH'] = sevenZip
  // A quarter of the time for some percent of size.
  env['ELECTRON_BUILDER_COMPRESSION_LEVEL'] ??= '1'
}
if (
  program('dpkg-deb') !== null &&
  !asked.some(target => ['rpm', 'pacman', 'apk', 'freebsd'].includes(target))
)
  env['CUSTOM_FPM_PATH'] = join(import.meta.dirname, 'fpm-deb.mjs')

const { status } = spawnSync(
  process.execPath,
  [
    packageBin('electron-builder'),
    '--config',
    'electron-builder.yml',
    '--publish',
    'never',
    // Taken from the folder in use, so that nothing is downloaded.
    `--config.electronDist=${runtime.folder}`,
    `--config.electronVersion=${runtime.version}`,
    ...asked,
  ],
  { cwd: root, stdio: 'inherit', env },
)
process.exitCode = status ?? 1
if (status === 0) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const file = join('dist', `Understudy-${version}.cdx.json`)
  writeFileSync(
    join(root, file),
    `${JSON.stringify(await billOfMaterials(root, runtime.version), null, 2)}\n`,
  )
  console.log(`  • bill of materials  file=${file}`)
}

function program(name: string): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  for (const file of folders.map(folder => join(folder, name)))
    try {
      accessSync(file, constants.X_OK)
      return file
    } catch {
      // In another folder, or in none.
    }
  return null
}
