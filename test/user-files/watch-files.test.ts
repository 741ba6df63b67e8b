import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { SystemClock } from '../../main/clock.ts'
import type { Clock } from '../../main/core/clock.ts'
import { watchUserFiles } from '../../main/user-files/watch-files.ts'
import { FakeClock, flush } from '../support/fakes.ts'
import { tempHome } from './temp-files.ts'

const { path, home } = tempHome()
const FILES = ['config', 'credentials'] as const
let watching: { close(): void } | null = null
afterEach(() => {
  watching?.close()
  watching = null
})

const system = new SystemClock()
/** Not to wait for so long. */
const fiveTimesAsFast: Clock = {
  now: () => system.now() * 5,
  wall: () => system.wall(),
  after: (ms, run) => system.after(ms / 5, run),
}

let calls = 0
function watch(clock: Clock = fiveTimesAsFast): void {
  calls = 0
  watching = watchUserFiles(
    FILES.map(name => path(name)),
    clock,
    () => {
      calls++
    },
  )
}

/** Resolves when it was told of what is done here; before that, nothing may be outstanding. */
async function told(what: string, run: () => void | Promise<void>): Promise<void> {
  const before = calls
  await run()
  for (let waits = 0; calls === before; waits++) {
    if (waits === 200) throw new Error(`nothing was told of: ${what}`)
    await setTimeout(50)
  }
  await quiet()
}

/** When all that is on its way has come. */
const quiet = () => setTimeout(150)

async function untold(run: () => void): Promise<void> {
  const before = calls
  run()
  await quiet()
  expect(calls).toBe(before)
}

/** As a program does that replaces a file as a whole. */
function replace(file: string, text: string): void {
  writeFileSync(`${file}.new`, text)
  renameSync(`${file}.new`, file)
}

const change = (name: string) => () => appendFileSync(path(name), 'x')

describe('it is told', () => {
  it('when a file is created, edited in place, replaced and removed, again and again', async () => {
    watch()
    for (const name of FILES) {
      for (let round = 0; round < 2; round++) {
        await told('created', () => writeFileSync(path(name), 'a'))
        await told('edited', change(name))
        await told('replaced', () => replace(path(name), 'b'))
        await told('edited after that', change(name))
        await told('removed', () => unlinkSync(path(name)))
      }
    }
  })

  it('when folders on the way come later, one by one or at once, and go', async () => {
    rmSync(path(), { recursive: true })
    watch()
    for (let round = 0; round < 2; round++) {
      await told('folder made', () => mkdirSync(path()))
      await told('file made', () => writeFileSync(path('config'), 'a'))
      await told('edited', change('config'))
      await told('folder removed', () => rmSync(path(), { recursive: true }))
      await told('both made', () => {
        mkdirSync(path())
        writeFileSync(path('credentials'), 'a')
      })
      await told('edited', change('credentials'))
      await told('folder renamed', () => renameSync(path(), `${path()}.${round}`))
    }
  })

  it('when a folder is removed and made again in one go', async () => {
    writeFileSync(path('config'), 'a')
    watch()
    for (let round = 0; round < 5; round++) {
      await told('made again', () => {
        rmSync(path(), { recursive: true })
        mkdirSync(path())
        writeFileSync(path('config'), 'a')
      })
      await told('edited', change('config'))
    }
  })

  it('when folders further up are missing at first', async () => {
    calls = 0
    watching = watchUserFiles([path('a', 'b', 'config')], fiveTimesAsFast, () => calls++)
    await told('first folder', () => mkdirSync(path('a')))
    await told('second folder', () => mkdirSync(path('a', 'b')))
    await told('file', () => writeFileSync(path('a', 'b', 'config'), ''))
    await told('all gone', () => rmSync(path('a'), { recursive: true }))
    await told('all at once', () => {
      mkdirSync(path('a', 'b'), { recursive: true })
      writeFileSync(path('a', 'b', 'config'), '')
    })
    await told('edited', change('a/b/config'))
  })

  it('when what a link leads to is changed, or the link is moved', async () => {
    for (const folder of ['one', 'two']) mkdirSync(path(folder))
    writeFileSync(path('one', 'aws'), '1')
    symlinkSync('one/aws', path('config'))
    watch()
    await told('target edited', change('one/aws'))
    await told('target replaced', () => replace(path('one', 'aws'), '11'))
    await told('link moved', () => {
      unlinkSync(path('config'))
      symlinkSync('two/aws', path('config'))
    })
    await untold(change('one/aws'))
    await told('new target made', () => writeFileSync(path('two', 'aws'), '2'))
    await told('new target edited', change('two/aws'))
  })

  it('when the folder is a link, and that is moved', async () => {
    rmSync(path(), { recursive: true })
    for (const name of ['one', 'two']) mkdirSync(`${home()}/${name}`)
    symlinkSync('one', path())
    watch()
    await told('made', () => writeFileSync(path('config'), 'a'))
    await told('link moved', () => {
      symlinkSync('two', `${path()}.new`)
      renameSync(`${path()}.new`, path())
    })
    await told('made there', () => writeFileSync(path('config'), 'a'))
    await untold(() => writeFileSync(`${home()}/one/config`, 'b'))
  })
})

describe('it is not told', () => {
  it('of other files in the folder, or of reading', async () => {
    writeFileSync(path('config'), 'a')
    watch()
    await untold(() => {
      for (const name of ['config.bak', '.config.understudy-1', 'cli']) writeFileSync(path(name), 'x')
    })
    await told('it still listens', change('config'))
  })

  it('more than once in a while, of a burst', async () => {
    watch(system)
    await told('burst', async () => {
      for (let times = 0; times < 300; times++) {
        for (const name of FILES) replace(path(name), `${times}`)
        if (times % 10 === 0) await setTimeout(20)
      }
    })
    // It took a bit over half a second, on a busy computer maybe two: one call for each third of that.
    expect(calls).toBeGreaterThan(0)
    expect(calls).toBeLessThan(20)
  })

  it('when it was closed', async () => {
    watch()
    writeFileSync(path('config'), 'a')
    watching?.close()
    await quiet()
    expect(calls).toBe(0)
    await untold(change('config'))
  })
})

describe('where folders can’t be watched', () => {
  const refuse = () => {
    throw Object.assign(new Error('no watches left'), { code: 'ENOSPC' })
  }

  function watchBy(clock: FakeClock, how: Parameters<typeof watchUserFiles>[3]): void {
    calls = 0
    watching = watchUserFiles([path('config')], clock, () => calls++, how)
  }

  /** What is looked at is on a real disk. */
  async function afterMs(clock: FakeClock, ms: number): Promise<void> {
    await clock.advance(ms)
    await setTimeout(50)
    await clock.advance(300)
    await flush()
  }

  it('it is looked every 30 seconds, and told of what has changed', async () => {
    const clock = new FakeClock()
    watchBy(clock, refuse)
    await afterMs(clock, 60_000)
    expect(calls).toBe(0)
    writeFileSync(path('config'), 'a')
    await afterMs(clock, 29_000)
    expect(calls).toBe(0)
    await afterMs(clock, 1_000)
    expect(calls).toBe(1)
    await afterMs(clock, 90_000)
    expect(calls).toBe(1)
    unlinkSync(path('config'))
    await afterMs(clock, 30_000)
    expect(calls).toBe(2)
    watching?.close()
    expect(clock.timers).toBe(0)
  })

  it('they are tried again, and once they can be nobody looks', async () => {
    const clock = new FakeClock()
    let closed = 0
    let listen: (name: string | null) => void = () => {}
    let tries = 0
    watchBy(clock, (_folder, listener) => {
      if (++tries < 3) refuse()
      listen = listener
      return { close: () => closed++ }
    })
    await afterMs(clock, 60_000)
    expect([tries, clock.timers]).toEqual([3, 0])
    listen('config')
    await afterMs(clock, 0)
    expect(calls).toBe(1)
    watching?.close()
    expect([closed, clock.timers]).toEqual([1, 0])
  })

  it('an error of a watcher is told of once, and looked after', async () => {
    const clock = new FakeClock()
    let failLater: () => void = () => {}
    let open = 0
    watchBy(clock, (_folder, _listener, onError) => {
      open++
      failLater = onError
      return { close: () => open-- }
    })
    failLater()
    await afterMs(clock, 0)
    expect([calls, open, clock.timers]).toEqual([1, 0, 1])
    await afterMs(clock, 30_000)
    expect([calls, open, clock.timers]).toEqual([1, 1, 0])
  })

  it('a change of its times alone is one', async () => {
    writeFileSync(path('config'), 'a')
    const clock = new FakeClock()
    watchBy(clock, refuse)
    await afterMs(clock, 0)
    utimesSync(path('config'), 1, 1)
    await afterMs(clock, 30_000)
    expect(calls).toBe(1)
  })
})

it('it sets no timer while nothing happens', async () => {
  const clock = new FakeClock()
  watching = watchUserFiles([path('config'), path('nowhere', 'credentials')], clock, () => {})
  await setTimeout(50)
  expect(clock.timers).toBe(0)
})

it('it does not keep the process alive', async () => {
  const tsx = new URL('../../node_modules/tsx/dist/cli.mjs', import.meta.url).pathname
  const clock = new URL('../../main/clock.ts', import.meta.url).pathname
  const watcher = new URL('../../main/user-files/watch-files.ts', import.meta.url).pathname
  const program = `${home()}/program.mts`
  writeFileSync(
    program,
    `import { SystemClock } from '${clock}'
     import { watchUserFiles } from '${watcher}'
     watchUserFiles(['${path('config')}'], new SystemClock(), () => {})`,
  )
  const child = spawn(process.execPath, [tsx, program], { stdio: 'inherit' })
  const timer = new AbortController()
  const ended = await Promise.race([
    once(child, 'exit'),
    setTimeout(20_000, 'still running', { signal: timer.signal }),
  ])
  timer.abort()
  child.kill('SIGKILL')
  expect(ended).toEqual([0, null])
})
