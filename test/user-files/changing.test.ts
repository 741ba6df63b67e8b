import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { describe, expect, it } from 'vitest'
import { done, fail, succeed } from '../../main/core/failures/failure.ts'
import { DiskFiles } from '../../main/user-files/disk-files.ts'
import { quickClock } from './quick-clock.ts'
import { diskFiles, edits, tempHome, temporariesIn, to, wordsOf } from './temp-files.ts'

const { path } = tempHome()
const files = () => diskFiles(path())
const content = (name = 'config') => readFileSync(path(name), 'utf8')
const modeOf = (file: string) => (statSync(file).mode & 0o7777).toString(8)

describe('a file that is changed', () => {
  it.each(['600', '644', '640', '660', '700'])('keeps its mode %s', async mode => {
    writeFileSync(path('config'), 'old')
    chmodSync(path('config'), mode)
    const old = process.umask(0o077)
    try {
      expect(await files().change('config', to('new'))).toEqual(done)
    } finally {
      process.umask(old)
    }
    expect([content(), modeOf(path('config'))]).toEqual(['new', mode])
    expect(readdirSync(path())).toEqual(['config'])
  })

  it('keeps its owner and its group', async () => {
    writeFileSync(path('config'), 'old')
    // Only root can give files away; of anybody else they stay his.
    const [uid, gid] =
      process.getuid?.() === 0 ? [1_234, 2_345] : [statSync(path()).uid, statSync(path()).gid]
    chownSync(path('config'), uid, gid)
    expect(await files().change('config', to('new'))).toEqual(done)
    expect(content()).toBe('new')
    expect(statSync(path('config'))).toMatchObject({ uid, gid })
  })

  it('keeps its byte order mark and the ends of its lines', async () => {
    writeFileSync(path('config'), '\ufeff[a]\r\nb = c')
    expect(await files().change('config', edits(text => `${text}\r\nd = ✓`).edit)).toEqual(done)
    expect(content()).toBe('\ufeff[a]\r\nb = c\r\nd = ✓')
  })

  it('may be the other one', async () => {
    writeFileSync(path('config'), 'old')
    expect(await files().change('credentials', to('new'))).toEqual(done)
    expect([content(), content('credentials')]).toEqual(['old', 'new'])
  })

  it('is not touched where the text is the same', async () => {
    writeFileSync(path('config'), 'same')
    const before = statSync(path('config'), { bigint: true })
    expect(await files().change('config', to('same'))).toEqual(done)
    expect(statSync(path('config'), { bigint: true })).toEqual({
      ...before,
      atimeNs: expect.anything(),
      atimeMs: expect.anything(),
      atime: expect.anything(),
    })
  })

  it('is not touched where the edit fails, or throws', async () => {
    writeFileSync(path('config'), 'old')
    const failed = fail({ kind: 'files-changed' })
    const before = statSync(path('config'), { bigint: true })
    expect(await files().change('config', async () => failed)).toEqual(failed)
    await expect(files().change('config', () => Promise.reject(new Error('x')))).rejects.toThrow('x')
    const after = statSync(path('config'), { bigint: true })
    expect([after.ino, after.ctimeNs]).toEqual([before.ino, before.ctimeNs])
    expect(readdirSync(path())).toEqual(['config'])
  })
})

describe('a file that is not there', () => {
  it('is made for the user alone', async () => {
    const old = process.umask(0)
    try {
      expect(await files().change('config', to('new'))).toEqual(done)
    } finally {
      process.umask(old)
    }
    expect([content(), modeOf(path('config'))]).toEqual(['new', '600'])
    expect(readdirSync(path())).toEqual(['config'])
  })

  it('is made in a folder for the user alone', async () => {
    rmSync(path(), { recursive: true })
    const old = process.umask(0)
    try {
      expect(await diskFiles(path('deeper')).change('config', to('new'))).toEqual(done)
    } finally {
      process.umask(old)
    }
    expect([modeOf(path()), modeOf(path('deeper')), modeOf(path('deeper', 'config'))]).toEqual([
      '700',
      '700',
      '600',
    ])
  })

  it('is still not there where there is to be none', async () => {
    rmSync(path(), { recursive: true })
    expect(await files().change('config', to(null))).toEqual(done)
    expect(existsSync(path())).toBe(false)
  })

  it('does not take the place of one that has come meanwhile', async () => {
    const { seen, edit } = edits(
      text => `${text}ours\n`,
      turn => {
        if (turn === 1) writeFileSync(path('config'), 'theirs\n')
      },
    )
    expect(await files().change('config', edit)).toEqual(done)
    expect(seen).toEqual([null, 'theirs\n'])
    expect(content()).toBe('theirs\nours\n')
  })
})

describe('a file that is removed', () => {
  it('is gone', async () => {
    writeFileSync(path('config'), 'old')
    expect(await files().change('config', to(null))).toEqual(done)
    expect(readdirSync(path())).toEqual([])
  })

  it('is the one that a link leads to', async () => {
    writeFileSync(path('real'), 'old')
    symlinkSync('real', path('config'))
    expect(await files().change('config', to(null))).toEqual(done)
    expect(readdirSync(path())).toEqual(['config'])
  })

  it('is there still where another program has changed it meanwhile', async () => {
    writeFileSync(path('config'), 'old')
    const { seen, edit } = edits(
      text => (text === 'old' ? null : text),
      turn => {
        if (turn === 1) writeFileSync(path('config'), 'theirs')
      },
    )
    expect(await files().change('config', edit)).toEqual(done)
    expect(seen).toEqual(['old', 'theirs'])
    expect(content()).toBe('theirs')
  })
})

describe('a link', () => {
  it.each([
    ['relative', () => symlinkSync('real', path('config'))],
    ['absolute', () => symlinkSync(path('real'), path('config'))],
    [
      'to a link',
      () => {
        symlinkSync('real', path('second'))
        symlinkSync(path('second'), path('config'))
      },
    ],
  ])('stays, and what it leads to is changed: %s', async (_what, make) => {
    writeFileSync(path('real'), 'old', { mode: 0o640 })
    make()
    const target = readlinkSync(path('config'))
    expect(await files().change('config', to('new'))).toEqual(done)
    expect(readlinkSync(path('config'))).toBe(target)
    expect([content('real'), content(), lstatSync(path('real')).isFile()]).toEqual(['new', 'new', true])
    expect([modeOf(path('real')), temporariesIn(path())]).toEqual(['640', []])
  })

  it('may lead into another folder, and be the folder', async () => {
    mkdirSync(path('dotfiles', 'aws'), { recursive: true })
    writeFileSync(path('dotfiles', 'aws', 'config'), 'old')
    symlinkSync('dotfiles/aws/config', path('config'))
    expect(await files().change('config', to('new'))).toEqual(done)
    symlinkSync('dotfiles/aws', path('link'))
    expect(await diskFiles(path('link')).change('credentials', to('more'))).toEqual(done)
    expect([content('dotfiles/aws/config'), content('dotfiles/aws/credentials')]).toEqual(['new', 'more'])
    expect(lstatSync(path('config')).isSymbolicLink()).toBe(true)
    expect(readdirSync(path('dotfiles/aws'))).toEqual(['config', 'credentials'])
  })

  it('that is moved meanwhile has what it leads to now changed', async () => {
    writeFileSync(path('one'), '1')
    writeFileSync(path('two'), '2')
    symlinkSync('one', path('config'))
    const { seen, edit } = edits(
      text => `${text}+`,
      turn => {
        if (turn > 1) return
        unlinkSync(path('config'))
        symlinkSync('two', path('config'))
      },
    )
    expect(await files().change('config', edit)).toEqual(done)
    expect(seen).toEqual(['1', '2'])
    expect([content('one'), content('two')]).toEqual(['1', '2+'])
  })
})

it('a hard link is left alone', async () => {
  writeFileSync(path('config'), 'old')
  linkSync(path('config'), path('other'))
  const result = await files().change('config', to('new'))
  expect(result).toMatchObject({ failure: { reason: 'hard-link', path: path('config') } })
  expect(wordsOf(result)).toMatch(/config has a second name.*symbolic link.*Nothing was changed/)
  expect([content(), readdirSync(path())]).toEqual(['old', ['config', 'other']])
})

it.each<[string, () => DiskFiles]>([
  [
    'by the variables',
    () => {
      writeFileSync(path('config'), 'old')
      return diskFiles(path(), quickClock, 'config')
    },
  ],
  ['by the variables, and is not there', () => diskFiles(path(), quickClock, 'config')],
  [
    'by a link',
    () => {
      writeFileSync(path('config'), 'old')
      symlinkSync('config', path('credentials'))
      return files()
    },
  ],
])('a file that is both is neither read nor changed: %s', async (_, of) => {
  const both = of()
  const before = readdirSync(path())
  for (const kind of ['config', 'credentials'] as const) {
    expect(await both.read(kind)).toMatchObject({ failure: { reason: 'same-file' } })
    const result = await both.change(kind, to('new'))
    expect(result).toMatchObject({ failure: { reason: 'same-file' } })
    expect(wordsOf(result)).toMatch(/at once.*Nothing was changed/)
  }
  expect(readdirSync(path())).toEqual(before)
})

describe('while it is edited', () => {
  it('a file that another program has changed is edited anew', async () => {
    writeFileSync(path('config'), 'old\n')
    const { seen, edit } = edits(
      text => `${text}ours\n`,
      turn => {
        if (turn < 3) writeFileSync(path('config'), `theirs ${turn}\n`)
      },
    )
    expect(await files().change('config', edit)).toEqual(done)
    expect(seen).toEqual(['old\n', 'theirs 1\n', 'theirs 2\n'])
    expect(content()).toBe('theirs 2\nours\n')
  })

  it('a file that has changed each of three times is left to the others', async () => {
    writeFileSync(path('config'), 'old\n')
    const { seen, edit } = edits(
      text => `${text}ours\n`,
      turn => writeFileSync(path('config'), `theirs ${turn}\n`),
    )
    const result = await files().change('config', edit)
    expect(result).toMatchObject({ failure: { reason: 'busy' } })
    expect(wordsOf(result)).toMatch(
      /keeps writing to .*config\. Wait until it has ended.*Nothing was changed/,
    )
    expect(seen).toHaveLength(3)
    expect([content(), readdirSync(path())]).toEqual(['theirs 3\n', ['config']])
  })

  it('a file of the same length and with the same times set is not taken for the old one', async () => {
    writeFileSync(path('config'), 'old')
    const { seen, edit } = edits(
      text => `${text}+`,
      turn => {
        if (turn > 1) return
        writeFileSync(path('other'), 'new')
        renameSync(path('other'), path('config'))
      },
    )
    expect(await files().change('config', edit)).toEqual(done)
    expect([seen, content()]).toEqual([['old', 'new'], 'new+'])
  })

  it('a file that has vanished is made anew', async () => {
    writeFileSync(path('config'), 'old')
    const { seen, edit } = edits(
      text => `${text}+`,
      turn => {
        if (turn === 1) unlinkSync(path('config'))
      },
    )
    expect(await files().change('config', edit)).toEqual(done)
    expect([seen, content()]).toEqual([['old', null], '+'])
  })

  it('a folder that has vanished is made anew', async () => {
    writeFileSync(path('config'), 'old')
    const { seen, edit } = edits(
      text => `${text}+`,
      turn => {
        if (turn === 1) rmSync(path(), { recursive: true })
      },
    )
    expect(await files().change('config', edit)).toEqual(done)
    expect([seen, content(), modeOf(path())]).toEqual([['old', null], '+', '700'])
  })

  it('a temporary file that could not be made since its folder was gone is made again', async () => {
    writeFileSync(path('config'), 'old')
    let ids = 0
    const parts = {
      paths: { config: path('config'), credentials: path('credentials') },
      clock: quickClock,
      platform: process.platform,
      newId: () => {
        ids++
        return ids === 1 ? 'no-such-folder/x' : String(ids).padStart(32, '0')
      },
    }
    expect(await new DiskFiles(parts).change('config', to('new'))).toEqual(done)
    expect([content(), ids]).toEqual(['new', 2])
  })

  it('changes of our own come one after another', async () => {
    const all = files()
    const add = (line: string) => all.change('config', edits(text => `${text}${line}\n`).edit)
    const names = Array.from({ length: 12 }, (_each, index) => `line ${index}`)
    expect(await Promise.all(names.map(add))).toEqual(names.map(() => done))
    expect(content()).toBe(names.map(name => `${name}\n`).join(''))
  })

  it('a change of the other file may be made', async () => {
    const all = files()
    const result = await all.change('config', async () => {
      expect(await all.change('credentials', to('first'))).toEqual(done)
      return succeed('then')
    })
    expect([result, content('credentials'), content()]).toEqual([done, 'first', 'then'])
  })
})
