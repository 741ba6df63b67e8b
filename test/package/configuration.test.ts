import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import Ajv from 'ajv'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'

const root = resolve(import.meta.dirname, '../..')
const json = async (file: string) => JSON.parse(await readFile(resolve(root, file), 'utf8'))
const text = () => readFile(resolve(root, 'electron-builder.yml'), 'utf8')

describe('electron-builder.yml', () => {
  let isValid: (configuration: unknown) => boolean
  let configuration: Record<string, Record<string, unknown>>

  beforeAll(async () => {
    const schema = await json('node_modules/app-builder-lib/scheme.json')
    isValid = new Ajv({ strict: false }).compile(schema)
    configuration = parse(await text())
  })

  test('is valid by the builder’s own schema', () => {
    expect(isValid(configuration)).toBe(true)
  })

  test.each([
    ['an unknown field', { unknown: true }],
    ['a fuse of another name', { electronFuses: { runAsNodes: false } }],
    ['a target of another type', { linux: { target: 7 } }],
    ['a word for a switch', { mac: { hardenedRuntime: 'yes please' } }],
  ])('with %s it would not be', (_what, planted) => {
    expect(isValid({ ...configuration, ...planted })).toBe(false)
  })

  test('makes packages for all three systems', () => {
    const targets = Object.fromEntries(
      ['linux', 'mac', 'win'].map(system => {
        const listed = configuration[system]?.['target']
        const named = (each: unknown) =>
          typeof each === 'string' ? each : Reflect.get(Object(each), 'target')
        return [system, Array.isArray(listed) ? listed.map(named) : []]
      }),
    )
    expect(targets).toEqual({
      linux: ['dir', 'tar.gz', 'deb', 'AppImage', 'rpm'],
      mac: ['dmg', 'zip'],
      win: ['nsis'],
    })
  })

  test('has the app on a Mac hardened and notarized, with one right more than none', async () => {
    const { mac } = configuration
    expect(mac).toMatchObject({ hardenedRuntime: true, notarize: true })
    expect(mac?.['entitlements']).toBe(mac?.['entitlementsInherit'])
    const entitlements = await readFile(resolve(root, String(mac?.['entitlements'])), 'utf8')
    expect(
      [...entitlements.matchAll(/<key>(.*?)<\/key>\s*<(\w+)\/>/g)].map(([, key, value]) => [key, value]),
    ).toEqual([['com.apple.security.cs.allow-jit', 'true']])
  })

  test('has Windows look whose signature an update has, and asks for no administrator', () => {
    expect(configuration['win']).toMatchObject({ verifyUpdateCodeSignature: true })
    expect(configuration['nsis']).toMatchObject({ perMachine: false, allowElevation: false })
  })

  test('takes nothing apart from its archive but the native module', () => {
    expect(configuration['asar']).toBe(true)
    expect(configuration['asarUnpack']).toEqual(['**/*.node'])
  })
})
