import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { fail, type Result, succeed } from '../core/failures/failure.ts'
import type { License } from '../core/license.ts'

const text = v.pipe(
  v.nullish(v.string(), ''),
  v.transform(said => said.trim()),
)
const bundled = v.array(
  v.object({ name: v.string(), version: v.string(), identifier: v.nullish(v.string(), 'unknown'), text }),
)
const packageFile = v.object({ name: v.string(), version: v.string(), license: v.string() })

export interface Electron {
  readonly version: string
  /** The folder of its executable, where it keeps its own license. */
  readonly folder: string
}

/**
 * All that the app is made of: what the build has bundled (it lists that beside each part), keytar, which lies beside as
 * it is, and Electron. By name.
 * @param folder where the built main process is
 */
export async function readLicenses(folder: string, electron: Electron): Promise<Result<readonly License[]>> {
  try {
    const lists = await Promise.all(
      ['main', 'preload', 'renderer'].map(part => readBundled(join(folder, '..', part, 'licenses.json'))),
    )
    const packages = new Map([...lists.flat(), await readKeytar(folder)].map(each => [nameOf(each), each]))
    const all = [...packages.values(), await readElectron(electron)]
    return succeed(all.sort((one, other) => one.name.localeCompare(other.name, 'en')))
  } catch (error) {
    return fail({ kind: 'fault', detail: error instanceof Error ? error.message : String(error) })
  }
}

function nameOf({ name, version }: License): string {
  return `${name}@${version}`
}

async function readBundled(file: string): Promise<readonly License[]> {
  const listed = v.parse(bundled, JSON.parse(await readFile(file, 'utf8')))
  return listed.map(({ name, version, identifier, text }) => ({ name, version, license: identifier, text }))
}

async function readKeytar(folder: string): Promise<License> {
  const keytar = join(folder, '../../node_modules/keytar')
  const { version, license } = v.parse(
    packageFile,
    JSON.parse(await readFile(join(keytar, 'package.json'), 'utf8')),
  )
  const text = (await readFile(join(keytar, 'LICENSE.md'), 'utf8')).trim()
  return { name: 'keytar', version, license, text }
}

/** Packages carry it under another name than Electron's own download does; the one for tests has neither. */
async function readElectron({ version, folder }: Electron): Promise<License> {
  const texts = await Promise.all(
    ['LICENSE.electron.txt', 'LICENSE'].map(file => readFile(join(folder, file), 'utf8').catch(() => '')),
  )
  const text = texts.find(each => each !== '') ?? ''
  const chromium = `What Chromium and Node.js in it are made of is in LICENSES.chromium.html, in ${folder}.`
  return { name: 'Electron', version, license: 'MIT', text: `${text.trim()}\n\n${chromium}`.trim() }
}
