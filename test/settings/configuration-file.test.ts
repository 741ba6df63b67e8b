import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { done, succeed } from '../../main/core/failures/failure.ts'
import { readConfigurationFile, writeConfigurationFile } from '../../main/settings/configuration-file.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'us-configuration-'))
  path = join(folder, 'team.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

const refused = (reason: string) => ({
  ok: false,
  failure: { kind: 'not-imported', file: 'team.json', reason },
})

describe('a file that is read', () => {
  it('comes as it is, without a byte order mark', () => {
    writeFileSync(path, '\ufeff{"a": "é"}\n')
    expect(readConfigurationFile(path)).toEqual(succeed('{"a": "é"}\n'))
  })

  it('has a megabyte at most', () => {
    writeFileSync(path, 'x'.repeat(1_048_576))
    expect(readConfigurationFile(path)).toEqual(succeed('x'.repeat(1_048_576)))
    writeFileSync(path, 'x'.repeat(1_048_577))
    expect(readConfigurationFile(path)).toMatchObject(refused('too-large'))
  })

  it.each<[string, () => void, string]>([
    ['is not there', () => {}, 'unreadable'],
    ['is a folder', () => mkdirSync(path), 'not-a-file'],
    ['is a pipe to which nobody writes', () => void execFileSync('mkfifo', [path]), 'not-a-file'],
    ['is in UTF-16', () => writeFileSync(path, '\ufeff{}', 'utf16le'), 'encoding'],
    ['is in Latin-1', () => writeFileSync(path, '{"a": "é"}', 'latin1'), 'encoding'],
  ])('is refused where it %s', (_what, make, reason) => {
    make()
    expect(readConfigurationFile(path)).toMatchObject(refused(reason))
  })
})

describe('a file that is written', () => {
  it('is for its user alone, takes the place of an older one, and leaves nothing beside it', () => {
    writeFileSync(path, 'older and longer', { mode: 0o644 })
    chmodSync(path, 0o644)
    expect(writeConfigurationFile(path, 'new')).toEqual(done)
    expect(readFileSync(path, 'utf8')).toBe('new')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['team.json'])
  })

  it('where it can’t be, leaves nothing', () => {
    mkdirSync(path)
    writeFileSync(join(path, 'in it'), '')
    expect(writeConfigurationFile(path, 'new')).toMatchObject({
      failure: { kind: 'not-exported', file: path },
    })
    expect(readdirSync(folder)).toEqual(['team.json'])
    expect(writeConfigurationFile(join(folder, 'gone/team.json'), 'new')).toMatchObject({
      failure: { kind: 'not-exported', detail: 'ENOENT' },
    })
  })
})
