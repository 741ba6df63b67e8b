import { readdir, readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { listPackage } from '@electron/asar'
import Ajv from 'ajv'
import addFormats from 'ajv-formats'
import { expect, test } from 'vitest'
import { shipped } from '../../scripts/package/shipped.ts'
import { archive, dist, folder } from './packaged.ts'

const root = resolve(import.meta.dirname, '../..')
const json = async (file: string) => JSON.parse(await readFile(resolve(root, file), 'utf8'))

interface Locked {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly hasInstallScript?: boolean
  readonly optional?: boolean
}

const lock = async () => Object.entries<Locked>((await json('package-lock.json')).packages).slice(1)
const schemas = 'node_modules/@cyclonedx/cyclonedx-library/res/schema'

async function billOfMaterials() {
  const [name] = (await readdir(dist)).filter(each => each.endsWith('.cdx.json'))
  return json(resolve(dist, name ?? 'no bill of materials'))
}

/** By CycloneDX's own schema. */
async function validator(): Promise<(bill: unknown) => boolean> {
  const ajv = new Ajv({ strict: false, addUsedSchema: false })
  addFormats(ajv)
  // Formats of drafts that ajv does not know of.
  for (const format of ['iri-reference', 'idn-email']) ajv.addFormat(format, true)
  for (const part of ['spdx', 'jsf-0.82']) {
    const schema = await json(`${schemas}/${part}.SNAPSHOT.schema.json`)
    ajv.addSchema(schema, `http://cyclonedx.org/schema/${part}.SNAPSHOT.schema.json`)
  }
  return ajv.compile(await json(`${schemas}/bom-1.5.SNAPSHOT.schema.json`))
}

test('no install script runs', async () => {
  expect(await readFile(resolve(root, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/m)
})

test('the packages that have an install script are known, and none needs it', async () => {
  const scripted = (await lock()).filter(([, entry]) => entry.hasInstallScript).map(([name]) => name)
  expect(scripted.map(name => name.replace(/^node_modules\//, '')).toSorted()).toEqual([
    // Its type definitions alone are read.
    'electron-33',
    // For packages of another kind than ours.
    'electron-winstaller',
    // Its binary comes as a package of its own; the script only makes its start faster.
    'esbuild',
    // On macOS vite watches files with it, and it brings its binary.
    ...scripted.filter(name => name === 'node_modules/fsevents').map(() => 'fsevents'),
    // It brings its binaries too.
    'keytar',
  ])
})

test('the lock file has the content’s hash of each package, and takes none from elsewhere than the registry', async () => {
  const vague = (await lock()).filter(([, { resolved, integrity, optional }]) => {
    // Builds for other systems that a registry lacks have no content to name, and npm ci takes none for them.
    const isNamed = integrity?.startsWith('sha512-') === true || optional === true
    return !isNamed || (resolved !== undefined && !/^https:\/\/registry\.npmjs\.org\//.test(resolved))
  })
  expect(vague.map(([name]) => name)).toEqual([])
})

test('the archive holds the app, the native module, and nothing else', () => {
  const files = listPackage(archive, { isPack: false })
  const strange = files.filter(
    name =>
      !/^\/(?:out(?:\/(?:main|preload|renderer)(?:\/.*)?)?|package\.json)$/.test(name) &&
      !/^\/node_modules(?:\/keytar(?:\/(?:LICENSE\.md|package\.json|(?:lib|prebuilds)(?:\/.*)?))?)?$/.test(
        name,
      ),
  )
  expect(strange).toEqual([])
  expect(files.filter(name => /\.map$|\.tsx?$|\/test\//.test(name))).toEqual([])
  expect(files.filter(name => name.endsWith('.node'))).toHaveLength(1)
})

test('what belongs to a runtime for development is not in the package', async () => {
  const files = await readdir(folder, { recursive: true })
  expect(files.filter(name => /default_app|^version$/.test(name))).toEqual([])
})

test('each package that ships is under a license that lets it', async () => {
  const accepted = ['MIT', 'BlueOak-1.0.0', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD']
  const others = (await shipped(root)).filter(({ license }) => !accepted.includes(license))
  expect(others).toEqual([])
})

test('the bill of materials is CycloneDX by its own schema', async () => {
  const isValid = await validator()
  const bill = await billOfMaterials()
  expect(isValid(bill)).toBe(true)
  expect(isValid({ ...bill, components: [{ name: 'no type' }] })).toBe(false)
})

test('the bill of materials has what ships, with its content’s hash, and nothing else', async () => {
  const { components } = await billOfMaterials()
  const named = (each: { readonly name: string; readonly version: string }) => `${each.name}@${each.version}`
  const wanted = (await shipped(root)).map(named)
  // What package.json names as needed at run time is bundled, or the license list has missed it.
  const { dependencies } = await json('package.json')
  const names = (await shipped(root)).map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(Object.keys(dependencies)))
  const listed: readonly { readonly name: string; readonly version: string; readonly hashes?: unknown }[] =
    components
  expect(
    listed
      .map(named)
      .filter(name => !name.startsWith('electron@'))
      .toSorted(),
  ).toEqual(wanted.toSorted())
  expect(listed.filter(each => each.hashes === undefined).map(({ name }) => name)).toEqual(['electron'])
})
