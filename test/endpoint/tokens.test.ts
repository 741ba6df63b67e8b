import {
  chmodSync,
  existsSync,
  linkSync,
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
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { GrantId } from '../../main/core/tools/grants.ts'
import { digest, type Surface, Tokens } from '../../main/endpoint/tokens.ts'

const [a, b] = ['grant-a', 'grant-b'] as [GrantId, GrantId]
const surface: Surface = { port: 23_456, curl: { path: '/usr/bin/curl', printsHeaders: true } }
let parent: string
let folder: string
let tokens: Tokens

beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'us-tokens-'))
  folder = path.join(parent, 'tools')
  tokens = new Tokens(folder)
})
afterEach(() => rmSync(parent, { recursive: true }))

const facts = (...ids: readonly GrantId[]) => ids.map(id => ({ id, region: 'eu-central-1' }))
const sync = (...ids: readonly GrantId[]) => tokens.sync(facts(...ids), surface)
const read = (id: GrantId, name: 'token' | 'curl' | 'config' = 'token') =>
  readFileSync(tokens.fileOf(id, name), 'utf8')
const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8)
const modesOf = (id: GrantId) =>
  (['token', 'curl', 'config'] as const).map(name => modeOf(tokens.fileOf(id, name)))

describe('the folder of a grant', () => {
  it('has three files, which the user alone can read, and one of them nobody can write', () => {
    const old = process.umask(0)
    try {
      sync(a, b)
    } finally {
      process.umask(old)
    }
    expect(readdirSync(folder).sort()).toEqual([a, b])
    expect([folder, path.join(folder, a), path.join(folder, b)].map(modeOf)).toEqual(['700', '700', '700'])
    for (const id of [a, b]) {
      expect(readdirSync(path.join(folder, id)).sort()).toEqual(['config', 'curl', 'token'])
      expect(modesOf(id)).toEqual(['600', '600', '400'])
    }
  })

  it('has a token of 32 random bytes and no line break, and curl has the same one', () => {
    sync(a, b)
    expect(read(a)).toMatch(/^[\w-]{43}$/)
    expect(Buffer.from(read(a), 'base64url')).toHaveLength(32)
    expect(read(a)).not.toBe(read(b))
    expect(read(a, 'curl')).toContain(`header = "Authorization: ${read(a)}"\n`)
    expect(tokens.digestOf(a)).toEqual(digest(read(a)))
    expect(tokens.digestOf('other' as GrantId)).toBeNull()
  })

  it('is left alone while nothing changes', () => {
    sync(a)
    const before = [read(a), read(a, 'curl'), statSync(tokens.fileOf(a, 'config')).ino]
    sync(a, b)
    sync(a)
    expect([read(a), read(a, 'curl'), statSync(tokens.fileOf(a, 'config')).ino]).toEqual(before)
  })

  it.each(['token', 'curl', 'config'] as const)(
    'gets its %s by a rename: a reader has the whole of it',
    name => {
      sync(a)
      const text = read(a, name)
      const kept = path.join(parent, 'kept')
      linkSync(tokens.fileOf(a, name), kept)
      tokens.sync([{ id: a, region: 'us-west-2' }], { ...surface, port: 23_457 })
      // Whoever had it open reads on in the old one.
      expect(read(a, name)).not.toBe(text)
      expect(readFileSync(kept, 'utf8')).toBe(text)
      expect(readdirSync(path.join(folder, a)).sort()).toEqual(['config', 'curl', 'token'])
    },
  )

  it('has another configuration when its Region changes, and the same token', () => {
    sync(a)
    const before = [read(a), read(a, 'curl')]
    tokens.sync([{ id: a, region: 'us-west-2' }], surface)
    expect(read(a, 'config')).toContain('region = us-west-2')
    tokens.sync([{ id: a, region: null }], surface)
    expect(read(a, 'config')).not.toContain('region')
    expect([read(a), read(a, 'curl')]).toEqual(before)
    expect(tokens.digestOf(a)).toEqual(digest(read(a)))
    expect(modesOf(a)).toEqual(['600', '600', '400'])
  })

  it.each<[string, Surface]>([
    ['the port', { ...surface, port: 31_000 }],
    ['curl', { ...surface, curl: { path: '/opt/curl', printsHeaders: false } }],
  ])('has a new token when %s changes: a squatter of the old port may have read it', (_, changed) => {
    sync(a)
    const old = read(a)
    tokens.sync(facts(a), changed)
    expect(read(a)).not.toBe(old)
    expect(read(a, 'curl')).toContain(`:${changed.port}/process/${a}"`)
    expect(read(a, 'curl')).toContain(read(a))
    expect(tokens.digestOf(a)).toEqual(digest(read(a)))
  })
})

it('makes new ones at each start: the old ones open nothing', () => {
  sync(a)
  const old = read(a)
  tokens = new Tokens(folder)
  sync(a)
  expect(read(a)).not.toBe(old)
  expect(tokens.digestOf(a)).toEqual(digest(read(a)))
})

it('closes a folder that stood open', () => {
  mkdirSync(path.join(folder, a), { recursive: true })
  for (const each of [folder, path.join(folder, a)]) chmodSync(each, 0o777)
  sync(a)
  expect([folder, path.join(folder, a)].map(modeOf)).toEqual(['700', '700'])
})

describe('what earlier starts left', () => {
  it('is taken away, also what was being written', () => {
    mkdirSync(path.join(folder, a), { recursive: true })
    mkdirSync(path.join(folder, 'left', 'behind'), { recursive: true })
    for (const name of ['stale', 'stale.new', '.hidden', `${a}/token.new`, `${a}/config.new`])
      writeFileSync(path.join(folder, name), 'x', { mode: 0o644 })
    sync(a)
    expect([readdirSync(folder), tokens.failure]).toEqual([[a], null])
    expect(readdirSync(path.join(folder, a)).sort()).toEqual(['config', 'curl', 'token'])
    expect(modesOf(a)).toEqual(['600', '600', '400'])
  })

  it('makes way where a file has the name of a folder', () => {
    mkdirSync(folder)
    writeFileSync(path.join(folder, a), 'x')
    sync(a)
    expect([read(a), tokens.failure]).toEqual([expect.stringMatching(/^[\w-]{43}$/), null])
  })
})

it('writes through no link that somebody laid', () => {
  const target = path.join(parent, 'target')
  writeFileSync(target, 'untouched')
  const elsewhere = path.join(parent, 'elsewhere')
  mkdirSync(elsewhere, { mode: 0o755 })
  mkdirSync(path.join(folder, b), { recursive: true })
  symlinkSync(elsewhere, path.join(folder, a))
  for (const name of ['token', 'token.new', 'curl', 'curl.new', 'config', 'config.new'])
    symlinkSync(target, path.join(folder, b, name))
  sync(a, b)
  expect(readFileSync(target, 'utf8')).toBe('untouched')
  expect([readdirSync(elsewhere), modeOf(elsewhere)]).toEqual([[], '755'])
  for (const id of [a, b]) expect(read(id)).toMatch(/^[\w-]{43}$/)
})

it('says so where no file can be made, and makes them once it can', () => {
  writeFileSync(folder, '')
  sync(a)
  const detail = expect.stringMatching(/^E(EXIST|NOTDIR)$/)
  expect(tokens.failure).toEqual({ kind: 'no-token-files', folder, detail })
  expect(tokens.digestOf(a)).toBeNull()
  rmSync(folder)
  sync(a)
  expect(tokens.failure).toBeNull()
  expect(tokens.digestOf(a)).toEqual(digest(read(a)))
})

it('makes all the others where one grant’s file can’t be made', () => {
  mkdirSync(path.join(folder, a, 'token', 'in the way'), { recursive: true })
  sync(a, b)
  expect(tokens.failure).toMatchObject({ kind: 'no-token-files', folder })
  expect([tokens.digestOf(a), tokens.digestOf(b)]).toEqual([null, digest(read(b))])
})

it('revokes what no grant stands for any more', () => {
  sync(a, b)
  sync(b)
  expect(tokens.digestOf(a)).toBeNull()
  sync(a, b)
  expect(tokens.digestOf(a)).toEqual(digest(read(a)))
})

describe('the folder of a revoked grant', () => {
  it('has no token any more, and a word for the guard, which tells the tool', () => {
    sync(a, b)
    const [token, config] = [read(a), read(a, 'config')]
    sync(b)
    expect([read(a), read(a, 'config')]).toEqual(['revoked', config])
    expect(read(a, 'curl')).toContain('Authorization: revoked"')
    expect(read(a, 'curl')).not.toContain(token)
    sync(b)
    expect([read(a), tokens.failure]).toEqual(['revoked', null])
  })

  it('goes with the end of the app, and with a start after an end that was none', () => {
    sync(a, b)
    sync(b)
    new Tokens(folder).sync(facts(b), surface)
    expect(readdirSync(folder)).toEqual([b])
    sync(a, b)
    sync(b)
    tokens.revokeAll()
    expect(readdirSync(folder)).toEqual([b])
  })

  it('goes at once where nothing can be written into it, or the address is another one', () => {
    sync(a, b)
    rmSync(path.join(folder, a), { recursive: true })
    sync(b)
    expect([readdirSync(folder), tokens.failure]).toEqual([[b], null])
    sync(a, b)
    sync(b)
    tokens.sync(facts(b), { ...surface, port: 31_000 })
    expect(readdirSync(folder)).toEqual([b])
  })
})

describe('a renewal of all', () => {
  it('leaves the old ones opening nothing, and each file with its new one', () => {
    sync(a, b)
    const old = [read(a), read(b)]
    tokens.renewAll(facts(a, b))
    for (const id of [a, b]) {
      expect(old).not.toContain(read(id))
      expect(read(id, 'curl')).toContain(read(id))
      expect(tokens.digestOf(id)).toEqual(digest(read(id)))
    }
    expect([readdirSync(folder).sort(), tokens.failure]).toEqual([[a, b], null])
  })

  it('lets the old ones open nothing even where the new ones can’t be written', () => {
    sync(a)
    rmSync(folder, { recursive: true })
    writeFileSync(folder, '')
    tokens.renewAll(facts(a, b))
    expect([tokens.digestOf(a), tokens.failure?.kind]).toEqual([null, 'no-token-files'])
    rmSync(folder)
    tokens.renewAll(facts(a, b))
    for (const id of [a, b]) expect(tokens.digestOf(id)).toEqual(digest(read(id)))
    expect(tokens.failure).toBeNull()
  })
})

describe('the end', () => {
  it('revokes everything; the folders stay, and curl says that Understudy is not running', () => {
    sync(a, b)
    const old = [read(a), read(b)]
    tokens.revokeAll()
    for (const id of [a, b]) {
      expect([tokens.digestOf(id), existsSync(tokens.fileOf(id, 'token'))]).toEqual([null, false])
      expect(readdirSync(path.join(folder, id)).sort()).toEqual(['config', 'curl'])
      expect(read(id, 'curl')).toContain('Understudy is not running')
      expect(read(id, 'curl')).not.toMatch(new RegExp(`Authorization|${old.join('|')}`))
      expect(modeOf(tokens.fileOf(id, 'curl'))).toBe('600')
    }
    tokens.revokeAll()
  })

  it('revokes what it can where a folder has gone', () => {
    sync(a, b)
    rmSync(path.join(folder, a), { recursive: true })
    tokens.revokeAll()
    expect([tokens.digestOf(a), tokens.digestOf(b)]).toEqual([null, null])
    expect(read(b, 'curl')).toContain('Understudy is not running')
  })

  it('keeps the folders for the next start: a container may have one mounted', () => {
    sync(a)
    const before = statSync(path.join(folder, a)).ino
    tokens.revokeAll()
    tokens = new Tokens(folder)
    sync(a)
    expect(statSync(path.join(folder, a)).ino).toBe(before)
    expect(read(a)).toMatch(/^[\w-]{43}$/)
  })
})
