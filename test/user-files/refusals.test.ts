import { chmodSync, chownSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { done } from '../../main/core/failures/failure.ts'
import { bundledProgram } from './bundle.ts'
import { asNobody, onSmallDisk, withFileLimit } from './restricted.ts'
import { diskFiles, tempHome, to, wordsOf } from './temp-files.ts'

const { path, home } = tempHome()
const program = bundledProgram()
const content = () => readFileSync(path('config'), 'utf8')

function refused(outcome: ReturnType<typeof asNobody>, reason: string, detail: string, next: RegExp): void {
  expect(outcome.change).toEqual({
    ok: false,
    failure: { kind: 'aws-file', path: path('config'), reason, detail },
  })
  expect(wordsOf(outcome.change)).toContain(path('config'))
  expect(wordsOf(outcome.change)).toMatch(next)
}

describe('what the user may not do', () => {
  it('is nothing where all is his', () => {
    writeFileSync(path('config'), 'old')
    expect(asNobody(program(), home(), path(), 'new').change).toEqual(done)
    expect(content()).toBe('new\n')
  })

  it('a read-only file is left alone, even by root', async () => {
    writeFileSync(path('config'), 'old')
    chmodSync(path('config'), 0o400)
    refused(asNobody(program(), home(), path(), 'new'), 'read-only', '', /chmod u\+w.*Nothing was changed/)
    expect(await diskFiles(path()).change('config', to('new'))).toMatchObject({
      failure: { reason: 'read-only' },
    })
    expect([content(), readdirSync(path())]).toEqual(['old', ['config']])
  })

  it.each(['config', 'credentials'])('a read-only folder with %s is left alone', name => {
    writeFileSync(path(name), 'old')
    chmodSync(path(), 0o500)
    refused(
      asNobody(program(), home(), path(), 'new'),
      'not-written',
      'EACCES',
      /may write to its folder.*try again\. Nothing was changed/,
    )
    expect(readdirSync(path())).toEqual([name])
  })

  it('a file of another user is left alone, since it would become the user’s own', () => {
    if (process.getuid?.() !== 0) {
      process.emitWarning('Only root can make a file of another user’s.')
      return
    }
    writeFileSync(path('config'), 'old')
    const outcome = asNobody(program(), home(), path(), 'new', () => {
      chownSync(path('config'), 0, 0)
      chmodSync(path('config'), 0o666)
    })
    refused(outcome, 'not-written', 'EPERM', /who owns the file/)
    expect([content(), readdirSync(path())]).toEqual(['old', ['config']])
  })

  it.each([
    ['660', 'old', { ok: false }],
    ['604', 'new\n', { ok: true }],
  ])('a group that the user is not in is kept, or has no say: %s', (mode, text, change) => {
    if (process.getuid?.() !== 0) {
      process.emitWarning('Only root can give a file to a group that he is not in.')
      return
    }
    writeFileSync(path('config'), 'old')
    const outcome = asNobody(program(), home(), path(), 'new', () => {
      chownSync(path('config'), statSync(path('config')).uid, 2_345)
      chmodSync(path('config'), mode)
    })
    expect([outcome.change, content()]).toEqual([expect.objectContaining(change), text])
    expect((statSync(path('config')).mode & 0o777).toString(8)).toBe(mode)
    expect(readdirSync(path())).toEqual(['config'])
  })
})

/** Ends without success, so that the test fails, where the old file is not as it was, or not alone with these. */
const asBefore = (names: string) => `test "$(cat config)" = old; test "$(echo $(ls -A))" = "${names}"`

describe('a disk without room', () => {
  it('is told, and nothing is left of it', () => {
    const script = `echo old > config; "$@"; ${asBefore('config')}`
    const outcome = onSmallDisk(script, program(), path(), `${'x'.repeat(99)}*1000`)
    if (outcome !== null)
      refused(outcome, 'full', 'ENOSPC', /Make room, then try again\. Nothing was changed/)
  })

  it('leaves no new file either', () => {
    const outcome = onSmallDisk('"$@"; test -z "$(ls -A)"', program(), path(), `${'x'.repeat(99)}*1000`)
    if (outcome !== null) refused(outcome, 'full', 'ENOSPC', /Make room/)
  })

  it('is no matter where there is enough', () => {
    const outcome = onSmallDisk('echo old > config; "$@"; test "$(cat config)" = x', program(), path(), 'x')
    if (outcome !== null) expect(outcome.change).toEqual(done)
  })

  it('lets no part of a file come into its place', () => {
    writeFileSync(path('config'), 'old')
    refused(withFileLimit(4_096, program(), path(), 'x*4000'), 'not-written', 'EFBIG', /Nothing was changed/)
    expect([content(), readdirSync(path())]).toEqual(['old', ['config']])
  })
})

describe('a file that can’t be replaced since it is in use', () => {
  const IN_USE = `echo old > other; echo old > config; mount --bind other config; "$@"; ${asBefore('config other')}`

  it('is told with its reason', () => {
    const outcome = onSmallDisk(IN_USE, program(), path(), 'new')
    if (outcome !== null) refused(outcome, 'not-written', 'EBUSY', /Nothing was changed/)
  })

  it('is tried again on Windows, where another program has it open, and then told', () => {
    const outcome = onSmallDisk(IN_USE, program(), path(), 'new', { AS_IF_ON: 'win32' })
    if (outcome !== null) refused(outcome, 'busy', 'EBUSY', /Wait until it has ended/)
  })
})
