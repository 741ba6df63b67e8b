import { beforeEach, describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../../main/core/clock.ts'
import type { Failure } from '../../../main/core/failures/failure.ts'
import { Activity, type Happening, MOST_ENTRIES } from '../../../main/core/tools/activity.ts'
import type { GrantId } from '../../../main/core/tools/grants.ts'
import { askingOf, type Lineage } from '../../../main/core/tools/tool.ts'
import { FakeActivityStore, FakeClock } from '../../support/fakes.ts'
import { inTerminal } from '../processes.ts'
import { sessionId } from '../world.ts'

const grantId = 'grant-1' as GrantId

let clock: FakeClock
let store: FakeActivityStore
let activity: Activity
let told = 0
let lost: Failure[] = []
const start = () =>
  new Activity({
    clock,
    store,
    onChange: () => {
      told += 1
    },
    onLost: failure => lost.push(failure),
  })
beforeEach(() => {
  clock = new FakeClock()
  store = new FakeActivityStore()
  told = 0
  lost = []
  activity = start()
})

function handout(lineage: Lineage = inTerminal('aws'), more: Partial<Happening> = {}): Happening {
  return {
    route: 'container',
    grant: { id: grantId, name: null },
    session: { id: sessionId('prod'), name: 'prod' },
    asking: askingOf(lineage, 'container'),
    result: { kind: 'handed-out', accessKeyId: 'ASIA1' },
    ...more,
  }
}
const refusal = (reason: string, lineage?: Lineage) =>
  handout(lineage, { result: { kind: 'refused', reason } })

describe('what is handed out', () => {
  it('is listed with who took what by which way and when, the newest first', () => {
    activity.note(handout())
    activity.note(refusal('prod was stopped.', inTerminal('terraform')))
    expect(activity.list()).toMatchObject([
      { id: 2, tool: { name: 'terraform' }, result: { kind: 'refused', reason: 'prod was stopped.' } },
      {
        id: 1,
        at: clock.wall(),
        times: 1,
        route: 'container',
        grant: { id: 'grant-1', name: null },
        session: { name: 'prod' },
        tool: { name: 'aws', executable: '/usr/bin/aws' },
        parent: { name: 'bash' },
        app: { name: 'gnome-terminal' },
        result: { kind: 'handed-out', accessKeyId: 'ASIA1' },
      },
    ])
  })

  it('again and again by one process is counted, and written when a minute has passed', async () => {
    const lineage = inTerminal('aws')
    for (let at = 0; at < 100; at += 1) activity.note(handout(lineage))
    await clock.advance(10 * SECOND)
    activity.note(handout(lineage))
    expect(activity.list()).toMatchObject([
      { times: 101, at: clock.wall() - 10 * SECOND, lastAt: clock.wall() },
    ])
    expect(store.lines).toHaveLength(1)
    await clock.advance(MINUTE)
    expect(store.lines.map(line => line.times)).toEqual([1, 101])
    expect(store.load()).toEqual([...activity.list()].reverse())
  })

  it('is listed anew after a minute, to another process, or with other credentials', async () => {
    const lineage = inTerminal('aws')
    activity.note(handout(lineage))
    activity.note(handout(inTerminal('aws')))
    activity.note(handout(lineage, { result: { kind: 'handed-out', accessKeyId: 'ASIA2' } }))
    await clock.advance(MINUTE)
    activity.note(handout(lineage))
    expect(activity.list().map(entry => entry.times)).toEqual([1, 1, 1, 1])
  })

  it('of those without a token is one line an hour: it pushes nothing out', async () => {
    const strange = () =>
      handout([], { grant: null, session: null, result: { kind: 'refused', reason: 'no' } })
    for (let at = 0; at < 90; at += 1) {
      activity.note(strange())
      await clock.advance(MINUTE)
    }
    expect(activity.list().map(entry => entry.times)).toEqual([90])
    await clock.advance(HOUR)
    activity.note(strange())
    expect(activity.list()).toHaveLength(2)
  })

  it('leaves no timer behind when all is quiet', async () => {
    activity.note(handout())
    await clock.advance(2 * MINUTE)
    expect(clock.timers).toBe(0)
  })

  it('tells the windows once a second at most', async () => {
    for (let at = 0; at < 50; at += 1) {
      activity.note(handout())
      await clock.advance(100)
    }
    await clock.advance(SECOND)
    expect(told).toBe(5)
  })
})

describe('the record', () => {
  it('is there after a restart, with the counts of the end, and goes on', async () => {
    const lineage = inTerminal('aws')
    activity.note(handout(lineage))
    activity.note(handout(lineage))
    activity.close()
    const before = activity.list()
    activity = start()
    expect(activity.list()).toEqual(before)
    activity.note(handout(lineage))
    expect(activity.list().map(entry => [entry.id, entry.times])).toEqual([
      [2, 1],
      [1, 2],
    ])
  })

  it('is bounded', () => {
    for (let at = 0; at < MOST_ENTRIES + 5; at += 1) activity.note(refusal(String(at)))
    const entries = activity.list()
    expect([entries.length, entries.at(-1)?.id, entries[0]?.id]).toEqual([MOST_ENTRIES, 6, MOST_ENTRIES + 5])
  })

  it('knows when a grant was used last, and a refusal is no use', () => {
    expect(activity.lastUse(grantId)).toBeNull()
    activity.note(handout())
    activity.note(handout(inTerminal('terraform')))
    activity.note(refusal('no', inTerminal('node')))
    expect(activity.lastUse(grantId)).toMatchObject({ tool: { name: 'terraform' } })
    activity.close()
    expect(start().lastUse(grantId)).toMatchObject({ tool: { name: 'terraform' } })
  })

  it('that can’t be written is told once, and again after it could', () => {
    store.failure = { kind: 'activity-not-saved', detail: 'ENOSPC' }
    activity.note(handout())
    activity.note(handout())
    expect(lost).toEqual([store.failure])
    expect(activity.list()).toHaveLength(2)
    store.failure = null
    activity.note(handout())
    store.failure = { kind: 'activity-not-saved', detail: 'EROFS' }
    activity.note(handout())
    expect(lost).toHaveLength(2)
  })

  it('that can’t be written at first is written when there is room again', async () => {
    store.failure = { kind: 'activity-not-saved', detail: 'ENOSPC' }
    activity.note(handout())
    activity.note(refusal('prod was stopped.'))
    await clock.advance(5 * MINUTE)
    store.failure = null
    await clock.advance(MINUTE)
    expect(store.load()).toEqual([...activity.list()].reverse())
    expect(clock.timers).toBe(0)
  })

  it('that comes again after it was dropped is a new one, and the last is the newest still', () => {
    const denial: Happening = {
      ...handout([], { grant: null, session: null, route: null }),
      result: { kind: 'refused', reason: 'Wrong token.' },
    }
    activity.note(denial)
    for (let at = 0; at < MOST_ENTRIES; at += 1) activity.note(handout())
    activity.note(denial)
    const ids = activity.list().map(entry => entry.id)
    expect(ids).toEqual([...ids].sort((a, b) => b - a))
  })
})
