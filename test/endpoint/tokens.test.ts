import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { GrantId } from '../../main/core/grants.ts'
import { digest, Tokens } from '../../main/endpoint/tokens.ts'

const [a, b] = ['grant-a', 'grant-b'] as [GrantId, GrantId]
let parent: string
let folder: string

beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'us-tokens-'))
  folder = path.join(parent, 'tokens')
})
afterEach(() => rmSync(parent, { recursive: true }))

const read = (tokens: Tokens, id: GrantId) => readFileSync(tokens.fileOf(id), 'utf8')
const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8)

it('makes a file for each grant, which the user alone can read', () => {
  const tokens = new Tokens(folder)
  const old = process.umask(0)
  try {
    tokens.sync([a, b])
  } finally {
    process.umask(old)
  }
  expect(readdirSync(folder).sort()).toEqual([a, b])
  expect([folder, tokens.fileOf(a), tokens.fileOf(b)].map(modeOf)).toEqual(['700', '600', '600'])
})

it('writes 32 random bytes and no line break', () => {
  const tokens = new Tokens(folder)
  tokens.sync([a, b])
  expect(read(tokens, a)).toMatch(/^[\w-]{43}$/)
  expect(Buffer.from(read(tokens, a), 'base64url')).toHaveLength(32)
  expect(read(tokens, a)).not.toBe(read(tokens, b))
})

it('keeps the digest of what is in the file', () => {
  const tokens = new Tokens(folder)
  tokens.sync([a])
  expect(tokens.digestOf(a)).toEqual(digest(read(tokens, a)))
  expect(tokens.digestOf(b)).toBeNull()
})

it('leaves a token alone while its grant is there', () => {
  const tokens = new Tokens(folder)
  tokens.sync([a])
  const before = read(tokens, a)
  tokens.sync([a, b])
  tokens.sync([a])
  expect(read(tokens, a)).toBe(before)
})

it('makes new ones at each start: the old ones open nothing', () => {
  const first = new Tokens(folder)
  first.sync([a])
  const old = read(first, a)
  const second = new Tokens(folder)
  second.sync([a])
  expect(read(second, a)).not.toBe(old)
  expect(second.digestOf(a)).not.toEqual(digest(old))
})

it('closes a folder that stood open', () => {
  mkdirSync(folder)
  chmodSync(folder, 0o777)
  new Tokens(folder).sync([a])
  expect(modeOf(folder)).toBe('700')
})

it('takes away what earlier starts left, also what was being written', () => {
  mkdirSync(folder)
  for (const name of ['stale', 'stale.new', `${a}.new`, '.hidden'])
    writeFileSync(path.join(folder, name), 'x', { mode: 0o644 })
  const tokens = new Tokens(folder)
  tokens.sync([a])
  expect(readdirSync(folder)).toEqual([a])
  expect(modeOf(tokens.fileOf(a))).toBe('600')
})

it('writes through no link that somebody laid', () => {
  mkdirSync(folder)
  const target = path.join(parent, 'target')
  writeFileSync(target, 'untouched')
  for (const name of [a, `${a}.new`]) symlinkSync(target, path.join(folder, name))
  const tokens = new Tokens(folder)
  tokens.sync([a])
  expect(readFileSync(target, 'utf8')).toBe('untouched')
  expect(read(tokens, a)).toMatch(/^[\w-]{43}$/)
})

it('makes the tokens although a folder lies among them', () => {
  mkdirSync(path.join(folder, 'left', 'behind'), { recursive: true })
  const tokens = new Tokens(folder)
  tokens.sync([a])
  expect(tokens.failure).toBeNull()
  expect(read(tokens, a)).toMatch(/^[\w-]{43}$/)
})

it('says so where no file can be made, and makes them once it can', () => {
  writeFileSync(folder, '')
  const tokens = new Tokens(folder)
  tokens.sync([a])
  const detail = expect.stringMatching(/^E(EXIST|NOTDIR)$/)
  expect(tokens.failure).toEqual({ kind: 'no-token-files', folder, detail })
  expect(tokens.digestOf(a)).toBeNull()
  rmSync(folder)
  tokens.sync([a])
  expect(tokens.failure).toBeNull()
  expect(tokens.digestOf(a)).toEqual(digest(read(tokens, a)))
})

it('revokes what no grant stands for any more', () => {
  const tokens = new Tokens(folder)
  tokens.sync([a, b])
  tokens.sync([b])
  expect(tokens.digestOf(a)).toBeNull()
  expect(readdirSync(folder)).toEqual([b])
  tokens.sync([a, b])
  expect(tokens.digestOf(a)).not.toBeNull()
})

it('renews all: the old ones open nothing, and each file has its new one', () => {
  const tokens = new Tokens(folder)
  tokens.sync([a, b])
  const old = [read(tokens, a), read(tokens, b)]
  tokens.renewAll([a, b])
  for (const id of [a, b]) {
    expect(old).not.toContain(read(tokens, id))
    expect(tokens.digestOf(id)).toEqual(digest(read(tokens, id)))
  }
  expect([readdirSync(folder).sort(), tokens.failure]).toEqual([[a, b], null])
})

it('lets the old ones open nothing even where the new ones can’t be written', () => {
  const tokens = new Tokens(folder)
  tokens.sync([a])
  rmSync(folder, { recursive: true })
  writeFileSync(folder, '')
  tokens.renewAll([a, b])
  expect([tokens.digestOf(a), tokens.failure?.kind]).toEqual([null, 'no-token-files'])
  rmSync(folder)
  tokens.renewAll([a, b])
  for (const id of [a, b]) expect(tokens.digestOf(id)).toEqual(digest(read(tokens, id)))
  expect(tokens.failure).toBeNull()
})

it('revokes everything at the end', () => {
  const tokens = new Tokens(folder)
  tokens.sync([a, b])
  tokens.revokeAll()
  expect([tokens.digestOf(a), tokens.digestOf(b), existsSync(folder)]).toEqual([null, null, false])
  tokens.revokeAll()
})
