import {
  appendFileSync,
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { SystemClock } from '../../main/clock.ts'
import type { Clock } from '../../main/core/clock.ts'
import { done, fail, succeed } from '../../main/core/failures/failure.ts'
import { quickClock } from './quick-clock.ts'
import { diskFiles, edits, tempHome, temporariesIn, to, wordsOf } from './temp-files.ts'

const { path: at } = tempHome()
const textOf = (file: string) => readFileSync(file, 'utf8')
const BEFORE = '[a]\nregion = 1\n'
const OURS = '[ours]\nx = 1\n'
/** As it is with profiles: there once, however often it is added. */
const withOurs = (text: string) => (text.includes(OURS) ? text : text + OURS)

/** A clock that lets something happen each time when somebody is to wait. */
function clockThat(happens: () => void): Clock {
  return {
    ...quickClock,
    after: (ms, run) => {
      happens()
      return quickClock.after(ms, run)
    },
  }
}

/**
 * A program that has the file open while it is edited, and writes to it, as `how` says, when it was replaced.
 * @param also what happens at the same time
 */
function overtaken(how: (fd: number) => void, also: () => void = () => {}) {
  const file = at('config')
  writeFileSync(file, BEFORE)
  let fd: number | null = null
  const clock = clockThat(() => {
    if (fd === null || textOf(file) === BEFORE) return
    const open = fd
    fd = null
    how(open)
    closeSync(open)
    also()
  })
  const { seen, edit } = edits(withOurs, turn => {
    if (turn === 1) fd = openSync(file, 'r+')
  })
  return { seen, change: () => diskFiles(at(), clock).change('config', edit) }
}

function fillAnew(fd: number, text: string): void {
  ftruncateSync(fd, 0)
  writeSync(fd, text, 0)
}

describe('a program that had opened the file before it was replaced', () => {
  it('has what it writes then kept, with ours on top', async () => {
    const theirs = '[a]\nregion = 2\n'
    const { seen, change } = overtaken(fd => fillAnew(fd, theirs))
    expect(await change()).toEqual(done)
    expect(seen).toEqual([BEFORE, theirs])
    expect([textOf(at('config')), temporariesIn(at())]).toEqual([theirs + OURS, []])
  })

  it('has what it appends kept', async () => {
    const { change } = overtaken(fd => writeSync(fd, '[b]\ny = 1\n', BEFORE.length))
    expect(await change()).toEqual(done)
    expect(textOf(at('config'))).toBe(`${BEFORE}[b]\ny = 1\n${OURS}`)
  })

  it('has it kept where the edit then fails', async () => {
    const theirs = '[a]\nregion = 2\n'
    writeFileSync(at('config'), BEFORE)
    const fd = openSync(at('config'), 'r+')
    const clock = clockThat(() => {
      if (textOf(at('config')) === BEFORE + OURS) fillAnew(fd, theirs)
    })
    const failed = fail({ kind: 'files-changed' })
    const change = diskFiles(at(), clock).change('config', async current =>
      current.kind === 'text' && current.text === BEFORE ? succeed(BEFORE + OURS) : failed,
    )
    expect(await change).toEqual(failed)
    closeSync(fd)
    expect([textOf(at('config')), readdirSync(at())]).toEqual([theirs, ['config']])
  })

  it('has it kept beside what a third one has set meanwhile', async () => {
    const { change } = overtaken(
      fd => fillAnew(fd, '[a]\nregion = 1\noutput = json\n'),
      () => {
        const file = at('config')
        writeFileSync(file, textOf(file).replace('[a]\n', '[a]\nsecond = 2\n'))
        appendFileSync(file, '[third]\nz = 1\n')
      },
    )
    expect(await change()).toEqual(done)
    expect(textOf(at('config'))).toBe(`[a]\nsecond = 2\nregion = 1\noutput = json\n${OURS}[third]\nz = 1\n`)
  })

  it('has it kept where a third one had read the file without it, and writes then', async () => {
    const file = at('config')
    let isOver = false
    let stale: string | null = null
    writeFileSync(file, BEFORE)
    const fd = openSync(file, 'r+')
    const clock = clockThat(() => {
      const now = textOf(file)
      if (stale === null && now === BEFORE + OURS) {
        fillAnew(fd, `${BEFORE}output = json\n`)
        stale = now
      } else if (stale !== null && !isOver && now.includes('output')) {
        isOver = true
        writeFileSync(file, `${stale}[third]\nz = 1\n`)
      }
    })
    expect(await diskFiles(at(), clock).change('config', edits(withOurs).edit)).toEqual(done)
    closeSync(fd)
    expect([isOver, textOf(file)]).toEqual([true, `${BEFORE}output = json\n${OURS}[third]\nz = 1\n`])
  })

  it('has it kept where a third one has removed the file', async () => {
    const theirs = '[a]\nregion = 2\n'
    const { change } = overtaken(
      fd => fillAnew(fd, theirs),
      () => unlinkSync(at('config')),
    )
    expect(await change()).toEqual(done)
    expect(textOf(at('config'))).toBe(theirs + OURS)
  })

  it('takes nothing away where it only empties it', async () => {
    const { change } = overtaken(fd => ftruncateSync(fd, 0))
    expect(await change()).toEqual(done)
    expect(textOf(at('config'))).toBe(BEFORE + OURS)
  })

  it('has it kept where ours was to remove the file', async () => {
    writeFileSync(at('config'), BEFORE)
    const fd = openSync(at('config'), 'r+')
    let isOver = false
    const clock = clockThat(() => {
      if (isOver || readdirSync(at()).includes('config')) return
      isOver = true
      fillAnew(fd, 'theirs')
    })
    const { seen, edit } = edits(text => (text === BEFORE ? null : text))
    expect(await diskFiles(at(), clock).change('config', edit)).toEqual(done)
    closeSync(fd)
    expect([seen, textOf(at('config'))]).toEqual([[BEFORE, 'theirs'], 'theirs'])
  })
})

const PAUSES = [0, 30, 80, 150, 300, 500, 700, 900]

/** In folders of their own, all at once. */
function atAllPauses(test: (file: string, pause: number) => Promise<void>): Promise<unknown> {
  return Promise.all(
    PAUSES.map(pause => {
      mkdirSync(at(String(pause)))
      writeFileSync(at(String(pause), 'config'), BEFORE)
      return test(at(String(pause), 'config'), pause)
    }),
  )
}

describe('a program that empties the file and fills it again after up to 900 ms', () => {
  const theirs = '[a]\nregion = 2\n'

  it('is waited for before it is read', async () => {
    await atAllPauses(async (file, pause) => {
      const fd = openSync(file, 'w')
      const read = diskFiles(path.dirname(file), new SystemClock()).read('config')
      await setTimeout(pause)
      writeSync(fd, theirs)
      closeSync(fd)
      expect([pause, await read]).toEqual([pause, succeed({ kind: 'text', path: file, text: theirs })])
    })
  })

  it('is waited for before it is edited', async () => {
    await atAllPauses(async (file, pause) => {
      const fd = openSync(file, 'w')
      const { seen, edit } = edits(withOurs)
      const changed = diskFiles(path.dirname(file), new SystemClock()).change('config', edit)
      await setTimeout(pause)
      writeSync(fd, theirs)
      closeSync(fd)
      expect([pause, await changed, seen]).toEqual([pause, done, [theirs]])
      expect(textOf(file)).toBe(theirs + OURS)
    })
  })

  it('is noticed while the edit is thought of', async () => {
    await atAllPauses(async (file, pause) => {
      let ended: Promise<void> = Promise.resolve()
      const { seen, edit } = edits(withOurs, turn => {
        if (turn > 1) return
        const fd = openSync(file, 'w')
        ended = setTimeout(pause).then(() => {
          writeSync(fd, theirs)
          closeSync(fd)
        })
      })
      expect(await diskFiles(path.dirname(file), new SystemClock()).change('config', edit)).toEqual(done)
      await ended
      expect([pause, seen, textOf(file)]).toEqual([pause, [BEFORE, theirs], theirs + OURS])
    })
  })

  it('is noticed when it has the replaced one', async () => {
    await atAllPauses(async (file, pause) => {
      const fd = openSync(file, 'r+')
      let ended: Promise<void> | null = null
      const system = new SystemClock()
      const clock: Clock = {
        now: () => system.now(),
        wall: () => system.wall(),
        after: (ms, run) => {
          if (ended === null && textOf(file) !== BEFORE) {
            ftruncateSync(fd, 0)
            ended = setTimeout(pause).then(() => {
              writeSync(fd, theirs, 0)
              closeSync(fd)
            })
          }
          return system.after(ms, run)
        },
      }
      const { seen, edit } = edits(withOurs)
      expect(await diskFiles(path.dirname(file), clock).change('config', edit)).toEqual(done)
      await ended
      expect([pause, seen, textOf(file)]).toEqual([pause, [BEFORE, theirs], theirs + OURS])
    })
  })
})

it('a file that is written to all the time is left alone', async () => {
  let written = ''
  const write = () => {
    written += 'x\n'
    writeFileSync(at('config'), written)
  }
  write()
  const timer = setInterval(write, 20)
  const { seen, edit } = edits(withOurs)
  const result = await diskFiles(at(), new SystemClock()).change('config', edit)
  clearInterval(timer)
  expect(result).toMatchObject({ failure: { reason: 'busy' } })
  expect(wordsOf(result)).toMatch(/^Another program keeps writing to .*config\. Wait until it has ended/)
  expect([seen, textOf(at('config')), readdirSync(at())]).toEqual([[], written, ['config']])
})

it('a file that is empty, and stays so, is one', async () => {
  writeFileSync(at('config'), '')
  expect(await diskFiles(at(), new SystemClock()).change('config', to('new'))).toEqual(done)
  expect(textOf(at('config'))).toBe('new')
})

it('a file that nobody has written to for long is read at once', async () => {
  writeFileSync(at('config'), '')
  const waits: number[] = []
  const clock: Clock = {
    ...quickClock,
    wall: () => Date.now() + 3_000,
    after: (ms, run) => {
      waits.push(ms)
      return quickClock.after(ms, run)
    },
  }
  expect(await diskFiles(at(), clock).read('config')).toMatchObject({ ok: true, value: { text: '' } })
  expect(waits).toEqual([])
})
