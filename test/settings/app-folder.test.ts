import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { SettingsFolder } from '../../main/settings/app-folder.ts'

let root: string
let path: string
let downloads: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'us-folder-'))
  path = join(root, 'Understudy')
  mkdirSync(path)
  downloads = join(root, 'caches/understudy-updater')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const OURS = [
  'understudy.json',
  'understudy.last-good.json',
  'understudy.unreadable-2026-11-22T05-06-07-890Z.json',
  'understudy.last-good.unreadable-2026-11-22T05-06-07-890Z.json',
  'understudy.json.tmp-1234567890abcdef',
  'activity.jsonl',
  'activity.jsonl.new',
  'understudy.log',
  'understudy.log.1',
]
const ELECTRONS = ['Trust Tokens', 'Trust Tokens-journal', 'Preferences']
const OTHERS = [
  'notes.txt',
  'understudy-configuration.json',
  'my understudy.json',
  'activity.jsonl.bak',
  'understudy.log.2',
  'my understudy.log',
  'Preferences.old',
]

it('tells its own from what others have put there, and takes only that away', () => {
  for (const name of [...OURS, ...ELECTRONS, ...OTHERS]) writeFileSync(join(path, name), '')
  for (const name of ['tools', 'Cache']) {
    mkdirSync(join(path, name, 'deep/er'), { recursive: true })
    writeFileSync(join(path, name, 'deep/er/file'), '')
    chmodSync(join(path, name, 'deep/er/file'), 0o400)
  }
  const folder = new SettingsFolder(path, downloads)
  expect(folder.list()).toEqual({
    ours: [...OURS, 'tools'].sort(),
    electrons: [...ELECTRONS, 'Cache'].sort(),
    others: [...OTHERS].sort(),
  })
  expect(folder.remove()).toEqual([])
  expect(readdirSync(path).sort()).toEqual([...OTHERS].sort())
})

it('goes itself when nothing of others is in it', () => {
  writeFileSync(join(path, 'understudy.json'), '')
  expect(new SettingsFolder(path, downloads).remove()).toEqual([])
  expect(existsSync(path)).toBe(false)
  expect(existsSync(root)).toBe(true)
})

it('removes a link, and nothing that it leads to', () => {
  const elsewhere = join(root, 'elsewhere')
  mkdirSync(elsewhere)
  writeFileSync(join(elsewhere, 'precious'), '')
  symlinkSync(elsewhere, join(path, 'tools'))
  expect(new SettingsFolder(path, downloads).remove()).toEqual([])
  expect(readdirSync(elsewhere)).toEqual(['precious'])
})

it('takes away what was downloaded as well, and nothing beside it', () => {
  mkdirSync(join(downloads, 'pending'), { recursive: true })
  writeFileSync(join(downloads, 'pending/Understudy.AppImage'), '')
  writeFileSync(join(root, 'caches/others'), '')
  writeFileSync(join(path, 'understudy.json'), '')
  const folder = new SettingsFolder(path, downloads)
  expect(folder.list().ours).toEqual(['understudy.json', downloads])
  expect(folder.remove()).toEqual([])
  expect(readdirSync(join(root, 'caches'))).toEqual(['others'])
})
