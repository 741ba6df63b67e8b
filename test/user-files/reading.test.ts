import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { bundledProgram } from './bundle.ts'
import { asNobody, execFileLater } from './restricted.ts'
import { diskFiles, tempHome, wordsOf } from './temp-files.ts'

const { path, home } = tempHome()
const program = bundledProgram()
const read = () => diskFiles(path()).read('config')
const text = (content: string) => ({ ok: true, value: { kind: 'text', path: path('config'), text: content } })
const missing = () => ({ ok: true, value: { kind: 'missing', path: path('config') } })

/** The failure, of which the words name the file and what to do. */
async function failure(next: RegExp) {
  const result = await read()
  const words = wordsOf(result)
  expect(words).toContain(path('config'))
  expect(words).toMatch(next)
  return result.ok ? null : result.failure
}

describe('a file that is there', () => {
  it.each([
    ['as it is', '[default]\nregion = eu-central-1\n'],
    ['with nothing in it', ''],
    ['with the byte order mark', '\ufeff[default]\r\n'],
    ['with a line that has no end', '[a]\nname = ÄÖ✓🦊'],
  ])('is read %s', async (_what, content) => {
    writeFileSync(path('config'), content)
    expect(await read()).toEqual(text(content))
  })

  it('is read through links', async () => {
    writeFileSync(path('real'), 'a')
    symlinkSync('real', path('second'))
    symlinkSync(path('second'), path('config'))
    expect(await read()).toEqual(text('a'))
  })
})

describe('a file that is not there', () => {
  it('is missing', async () => {
    expect(await read()).toEqual(missing())
  })

  it('is missing with its folder as well', async () => {
    rmSync(path(), { recursive: true })
    expect(await read()).toEqual(missing())
  })
})

describe('what can’t be read', () => {
  it('is a link that leads nowhere', async () => {
    symlinkSync('nowhere', path('config'))
    expect(await failure(/Make what it should lead to/)).toMatchObject({
      reason: 'broken-link',
      detail: 'ENOENT',
    })
  })

  it('is a file in a folder that is such a link', async () => {
    rmSync(path(), { recursive: true })
    symlinkSync('nowhere', path())
    expect(await failure(/Make what it should lead to/)).toMatchObject({
      reason: 'broken-link',
      detail: 'ENOENT',
    })
  })

  it('is a loop of links', async () => {
    symlinkSync('config', path('other'))
    symlinkSync('other', path('config'))
    expect(await failure(/remove the link/)).toMatchObject({ reason: 'broken-link', detail: 'ELOOP' })
  })

  it('is a file in a folder that is a file', async () => {
    rmSync(path(), { recursive: true })
    writeFileSync(path(), '')
    expect(await failure(/Check who may read it and its folder/)).toMatchObject({
      reason: 'unreadable',
      detail: 'ENOTDIR',
    })
  })

  it('is a folder', async () => {
    mkdirSync(path('config'))
    expect(await failure(/Move what is there elsewhere/)).toMatchObject({ reason: 'not-a-file' })
  })

  it('is a pipe, at whose other end nobody notices', async () => {
    execFileSync('mkfifo', [path('config')])
    let isOpen = false
    const write = 'echo secret > "$0"'
    const writer = execFileLater('sh', ['-c', write, path('config')]).finally(() => {
      isOpen = true
    })
    // Time enough for the shell to wait there.
    await setTimeout(200)
    expect(await failure(/Move what is there elsewhere/)).toMatchObject({ reason: 'not-a-file' })
    await setTimeout(100)
    expect(isOpen).toBe(false)
    execFileSync('cat', [path('config')], { timeout: 10_000 })
    await writer
  })

  it('is a socket', async () => {
    const server = createServer().listen(path('config'))
    await new Promise(resolve => server.once('listening', resolve))
    try {
      expect(await failure(/Move what is there elsewhere/)).toMatchObject({ reason: 'not-a-file' })
    } finally {
      server.close()
    }
  })

  it.each(['/dev/zero', '/dev/null'])('is a device: %s', async device => {
    symlinkSync(device, path('config'))
    expect(await failure(/Move what is there elsewhere/)).toMatchObject({ reason: 'not-a-file' })
  })

  it('is a file of more than 8 MiB', async () => {
    writeFileSync(path('config'), Buffer.alloc(8 * 1024 * 1024, 'a'))
    expect(await read()).toMatchObject({ ok: true })
    writeFileSync(path('config'), Buffer.alloc(8 * 1024 * 1024 + 1, 'a'))
    expect(await failure(/Look what is in it/)).toMatchObject({ reason: 'too-large' })
  })

  it.each([
    ['UTF-16, as PowerShell writes it', Buffer.from('\ufeff[default]\r\n', 'utf16le')],
    ['Latin 1', Buffer.from('[default]\n# für\n', 'latin1')],
    ['half a character', Buffer.from('✓').subarray(0, 2)],
    ['zeros', Buffer.from('[default]\n\0\0\0')],
  ])('is %s', async (_what, bytes) => {
    writeFileSync(path('config'), bytes)
    expect(await failure(/Save it as UTF-8/)).toMatchObject({ reason: 'encoding' })
  })

  it.each([
    ['the file', () => chmodSync(path('config'), 0o000)],
    ['its folder', () => chmodSync(path(), 0o600)],
  ])('is what the user may not read: %s', async (_what, forbid) => {
    writeFileSync(path('config'), '[default]\n')
    forbid()
    const { read: result } = asNobody(program(), home(), path(), 'text')
    expect(result).toEqual({
      ok: false,
      failure: { kind: 'aws-file', path: path('config'), reason: 'unreadable', detail: 'EACCES' },
    })
    expect(wordsOf(result)).toMatch(/^.*config can’t be read \(EACCES\)\. Check who may read it/)
  })
})
