import { beforeEach, describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../../main/core/clock.ts'
import { done, type Failure, fail, type Result, succeed } from '../../../main/core/failures/failure.ts'
import type { Release, ReleaseFile } from '../../../main/core/updates/release.ts'
import { type Download, type Installer, Updates } from '../../../main/core/updates/updates.ts'
import { FakeClock, flush } from '../../support/fakes.ts'

const file: ReleaseFile = { name: 'a.AppImage', sha512: 'sum', size: 1_000 }
const release = (version: string, sha512 = 'sum'): Release => ({ version, files: [{ ...file, sha512 }] })
const unreachable: Failure = {
  kind: 'no-update-news',
  reason: 'unreachable',
  host: 'updates.example.com',
  detail: 'ECONNREFUSED',
}

class FakeInstaller implements Installer {
  readonly downloads: {
    readonly progress: (received: number) => void
    readonly end: (result: Result<void>) => void
    isCancelled: boolean
  }[] = []
  installed = 0
  outcome: Result<void> = done

  fileOf({ files }: Release): ReleaseFile | null {
    return files[0] ?? null
  }

  download(_release: Release, _file: ReleaseFile, progress: (received: number) => void): Download {
    let end = (_result: Result<void>): void => {}
    const ended = new Promise<Result<void>>(resolve => {
      end = resolve
    })
    const download = { progress, end, isCancelled: false }
    this.downloads.push(download)
    const cancel = () => {
      download.isCancelled = true
      end(fail({ kind: 'fault', detail: 'cancelled' }))
    }
    return { done: ended, cancel }
  }

  install(): Promise<Result<void>> {
    this.installed++
    return Promise.resolve(this.outcome)
  }
}

let clock: FakeClock
let answers: Result<Release>[]
let looks: number
let mayLook: boolean
let installer: FakeInstaller
let changes: number

beforeEach(() => {
  clock = new FakeClock()
  answers = []
  looks = 0
  mayLook = true
  installer = new FakeInstaller()
  changes = 0
})

function open(inPlace: Installer | null = installer): Updates {
  return new Updates({
    clock,
    running: '1.2.3',
    feed: {
      async read() {
        looks++
        return answers.shift() ?? succeed(release('1.2.3'))
      },
    },
    installer: inPlace,
    mayLook: () => mayLook,
    onChange: () => {
      changes++
    },
  })
}

async function offered(version = '1.2.4', inPlace: Installer | null = installer): Promise<Updates> {
  const updates = open(inPlace)
  answers = [succeed(release(version))]
  await updates.look()
  return updates
}

/** The download that runs. */
function running(): FakeInstaller['downloads'][number] {
  const last = installer.downloads.at(-1)
  if (last === undefined) throw new Error('nothing is downloaded')
  return last
}

describe('it looks', () => {
  it('a minute after the start, then once a day', async () => {
    open().applyChoice()
    await clock.advance(MINUTE - 1)
    expect(looks).toBe(0)
    await clock.advance(1)
    expect(looks).toBe(1)
    await clock.advance(24 * HOUR - 1)
    expect(looks).toBe(1)
    await clock.advance(1)
    expect(looks).toBe(2)
  })

  it('again after an hour where that failed, and says why until then', async () => {
    const updates = open()
    answers = [fail(unreachable)]
    updates.applyChoice()
    await clock.advance(MINUTE)
    expect(updates.lastLook?.why).toEqual(unreachable)
    await clock.advance(HOUR)
    expect([looks, updates.lastLook?.why]).toEqual([2, null])
  })

  it('never by itself where the user does not want it, and does at a click', async () => {
    mayLook = false
    const updates = open()
    updates.applyChoice()
    await clock.advance(48 * HOUR)
    expect([looks, clock.timers]).toEqual([0, 0])
    await updates.look()
    expect([looks, clock.timers]).toEqual([1, 0])
  })

  it('no more once that is turned off', async () => {
    const updates = open()
    updates.applyChoice()
    await clock.advance(MINUTE)
    mayLook = false
    updates.applyChoice()
    await clock.advance(48 * HOUR)
    expect(looks).toBe(1)
  })

  it('no sooner because something else was chosen', async () => {
    const updates = open()
    updates.applyChoice()
    await clock.advance(MINUTE)
    updates.applyChoice()
    await clock.advance(24 * HOUR - 1)
    expect(looks).toBe(1)
    await clock.advance(1)
    expect(looks).toBe(2)
  })

  it('once, however often it is asked for at a time', async () => {
    const updates = open()
    const both = [updates.look(), updates.look()]
    expect(updates.isLooking).toBe(true)
    await Promise.all(both)
    expect([looks, updates.isLooking]).toEqual([1, false])
  })
})

describe('a release', () => {
  it.each(['1.2.3', '1.2.2', '0.9.9'])('that is %s is not offered to 1.2.3', async version => {
    expect((await offered(version)).offer).toBeNull()
  })

  it('that is newer is offered, and nothing is downloaded', async () => {
    const updates = await offered()
    expect(updates.offer).toMatchObject({ release: { version: '1.2.4' }, step: { kind: 'offered', file } })
    expect(installer.downloads).toEqual([])
  })

  it('is only told where nothing can be replaced from within', async () => {
    const updates = await offered('1.2.4', null)
    expect(updates.offer?.step).toEqual({ kind: 'offered', file: null })
    expect((await updates.download()).ok).toBe(false)
  })

  it('stays offered when a later look fails, and goes when it was withdrawn', async () => {
    const updates = await offered()
    answers = [fail(unreachable), succeed(release('1.2.3'))]
    await updates.look()
    expect(updates.offer?.release.version).toBe('1.2.4')
    await updates.look()
    expect(updates.offer).toBeNull()
  })
})

describe('a download', () => {
  it('comes at a click, tells how far it is, and is ready then', async () => {
    const updates = await offered()
    const downloading = updates.download()
    running().progress(400)
    expect(updates.offer?.step).toEqual({ kind: 'downloading', file, received: 400 })
    running().end(done)
    expect(await downloading).toEqual(done)
    expect(updates.offer?.step).toEqual({ kind: 'ready', file })
    expect(installer.installed).toBe(0)
  })

  it('is one, however often it is clicked', async () => {
    const updates = await offered()
    void updates.download()
    expect((await updates.download()).ok).toBe(false)
    expect(installer.downloads).toHaveLength(1)
  })

  it('that fails is offered again, with the reason until it is tried again', async () => {
    const updates = await offered()
    const downloading = updates.download()
    const why: Failure = { kind: 'not-updated', reason: 'wrong-file', version: '1.2.4', detail: '' }
    running().end(fail(why))
    expect(await downloading).toEqual(fail(why))
    expect(updates.offer).toMatchObject({ step: { kind: 'offered', file }, why })
    void updates.download()
    expect(updates.offer?.why).toBeNull()
  })

  it('that the user cancels is offered again, and is no failure', async () => {
    const updates = await offered()
    const downloading = updates.download()
    updates.cancel()
    expect(await downloading).toEqual(done)
    expect(updates.offer).toMatchObject({ step: { kind: 'offered', file }, why: null })
    expect(clock.timers).toBe(1)
  })

  it('is given up after a minute in which nothing came', async () => {
    const updates = await offered()
    void updates.download()
    await clock.advance(MINUTE - 1)
    running().progress(10)
    await clock.advance(MINUTE - 1)
    expect(running().isCancelled).toBe(false)
    await clock.advance(1)
    expect(running().isCancelled).toBe(true)
    expect(updates.offer).toMatchObject({
      step: { kind: 'offered' },
      why: { kind: 'not-updated', reason: 'timed-out' },
    })
  })

  it('is given up once more came than was signed', async () => {
    const updates = await offered()
    void updates.download()
    running().progress(1_001)
    await flush()
    expect(running().isCancelled).toBe(true)
    expect(updates.offer?.why).toMatchObject({ kind: 'not-updated', reason: 'wrong-file' })
  })

  it('goes on while another release comes out; that one is offered at the next look', async () => {
    const updates = await offered()
    void updates.download()
    answers = [succeed(release('1.2.5'))]
    await updates.look()
    expect(updates.offer).toMatchObject({ release: { version: '1.2.4' }, step: { kind: 'downloading' } })
    running().end(done)
    await flush()
    answers = [succeed(release('1.2.5'))]
    await updates.look()
    expect(updates.offer).toMatchObject({ release: { version: '1.2.5' }, step: { kind: 'offered' } })
  })

  it('that is ready stays so while the same release is told of, and not where its files are others', async () => {
    const updates = await offered()
    void updates.download()
    running().end(done)
    await flush()
    answers = [succeed(release('1.2.4')), succeed(release('1.2.4', 'another'))]
    await updates.look()
    expect(updates.offer?.step.kind).toBe('ready')
    await updates.look()
    expect(updates.offer?.step.kind).toBe('offered')
  })

  it('ends with the app', async () => {
    const updates = await offered()
    updates.applyChoice()
    void updates.download()
    updates.close()
    await flush()
    expect([running().isCancelled, clock.timers]).toEqual([true, 0])
  })
})

describe('to install', () => {
  it('takes what is ready, and nothing else', async () => {
    const updates = await offered()
    expect((await updates.install()).ok).toBe(false)
    void updates.download()
    running().progress(1)
    expect((await updates.install()).ok).toBe(false)
    expect(installer.installed).toBe(0)
    running().end(done)
    await flush()
    expect(await updates.install()).toEqual(done)
    expect([installer.installed, updates.offer?.step.kind]).toEqual([1, 'installing'])
  })

  it('that fails leaves it ready, with the reason', async () => {
    const updates = await offered()
    void updates.download()
    running().end(done)
    await flush()
    const why: Failure = { kind: 'not-updated', reason: 'not-written', version: '1.2.4', detail: 'ENOSPC' }
    installer.outcome = fail(why)
    expect(await updates.install()).toEqual(fail(why))
    expect(updates.offer).toMatchObject({ step: { kind: 'ready' }, why })
  })
})

it('is offered again where what was downloaded is another file by then', async () => {
  const updates = await offered()
  void updates.download()
  running().end(done)
  await flush()
  const why: Failure = { kind: 'not-updated', reason: 'wrong-file', version: '1.2.4', detail: 'it is gone' }
  installer.outcome = fail(why)
  await updates.install()
  expect(updates.offer).toMatchObject({ step: { kind: 'offered', file }, why })
})

it('goes on looking where a look has a fault', async () => {
  const updates = open()
  updates.applyChoice()
  const real = answers.shift.bind(answers)
  answers.shift = () => {
    answers.shift = real
    throw new Error('oops')
  }
  await clock.advance(MINUTE)
  expect(updates.lastLook?.why).toEqual({ kind: 'fault', detail: 'oops' })
  await clock.advance(HOUR)
  expect([looks, updates.lastLook?.why]).toEqual([2, null])
})

it('tells of each step', async () => {
  const updates = await offered()
  const before = changes
  void updates.download()
  running().progress(5)
  running().end(done)
  await clock.advance(SECOND)
  expect(changes - before).toBe(3)
})
