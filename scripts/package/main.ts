import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { electronRuntime } from '../setup/electron-runtime.mjs'
import { packageBin } from '../setup/process.mjs'

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
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, CSC_IDENTITY_AUTO_DISCOVERY: 'false' } },
)
process.exitCode = status ?? 1
