import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emptyCatalog } from '../../main/core/catalog/catalog-data.ts'
import { defaultPreferences } from '../../main/core/preferences.ts'
import { peekAtSettings } from '../../main/settings/peek.ts'
import { loadFrom } from './profile.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'us-peek-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const contents = () => readdirSync(folder).map(name => [name, readFileSync(join(folder, name), 'utf8')])

describe('a look at the settings', () => {
  it('finds what a first start would, and makes no file', () => {
    expect(peekAtSettings(folder)).toEqual({
      catalog: emptyCatalog,
      preferences: defaultPreferences,
      port: null,
      unreadable: null,
    })
    expect(peekAtSettings(join(folder, 'gone')).unreadable).toBeNull()
    expect(readdirSync(folder)).toEqual([])
  })

  it('reads what was saved, and changes nothing', () => {
    loadFrom(folder).ports.credentials.savePort(23_456)
    const before = contents()
    expect(peekAtSettings(folder)).toMatchObject({ port: 23_456, unreadable: null })
    expect(contents()).toEqual(before)
  })

  it.each([
    ['{', { kind: 'broken', reason: 'it is not JSON' }],
    ['{"version":1}', { kind: 'broken', reason: expect.stringMatching(/not as expected/) }],
    ['{"version":9999}', { kind: 'newer' }],
  ])('says what is wrong with %s, and leaves it where it is', (text, why) => {
    writeFileSync(join(folder, 'understudy.json'), text)
    const { unreadable, catalog } = peekAtSettings(folder)
    expect(unreadable).toEqual(why)
    expect(catalog).toEqual(emptyCatalog)
    expect(contents()).toEqual([['understudy.json', text]])
  })
})
