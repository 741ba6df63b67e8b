import { beforeEach, describe, expect, it } from 'vitest'
import { SECOND } from '../../main/core/clock.ts'
import { NoAnswer } from '../../main/desktop/linux/bus.ts'
import { type HostBus, watchTrayHost } from '../../main/desktop/linux/tray-host.ts'
import { TrayKeeper } from '../../main/desktop/tray-keeper.ts'
import { FakeClock } from '../support/fakes.ts'
import { snapshotOf } from './snapshots.ts'

const WATCHER = 'org.kde.StatusNotifierWatcher'

/** A bus on which each look is answered by the test. */
function fakeBus() {
  const asked: { answer(isThere: boolean): void; fail(error: Error): void }[] = []
  const listeners = new Map<string, (body: readonly unknown[]) => void>()
  const bus: HostBus = {
    property: () =>
      new Promise((answer, fail) => {
        asked.push({ answer, fail })
      }),
    onSignal: async ({ member }, listener) => {
      listeners.set(member, listener)
      return () => {}
    },
  }
  const at = (index: number) => {
    const look = asked[index]
    if (look === undefined) throw new Error(`${asked.length} looks`)
    return look
  }
  const signal = (member: string, ...body: readonly unknown[]) => listeners.get(member)?.(body)
  return { bus, asked, at, signal }
}

let clock: FakeClock
beforeEach(() => {
  clock = new FakeClock()
})

const settled = () => new Promise(resolve => setImmediate(resolve))

describe('watching for a tray', () => {
  it('believes the latest look, whichever is answered last', async () => {
    const { bus, asked, at, signal } = fakeBus()
    const told: boolean[] = []
    void watchTrayHost(bus, clock, isThere => told.push(isThere))
    await settled()
    signal('StatusNotifierHostRegistered')
    expect(asked).toHaveLength(2)
    at(1).answer(true)
    await settled()
    at(0).answer(false)
    await settled()
    expect(told).toEqual([true])
  })

  it('looks when the watcher’s own name changes hands, and at no other', async () => {
    const { bus, asked, at, signal } = fakeBus()
    const told: boolean[] = []
    void watchTrayHost(bus, clock, isThere => told.push(isThere))
    await settled()
    at(0).fail(new Error('no such name'))
    await settled()
    signal('NameOwnerChanged', 'org.example.Other', '', ':1.1')
    expect(asked).toHaveLength(1)
    signal('NameOwnerChanged', WATCHER, '', ':1.2')
    at(1).answer(true)
    await settled()
    expect(told).toEqual([false, true])
  })

  it('asks on one that hangs, which tells nobody when it goes on, less often each time; and not one that is not there', async () => {
    const { bus, asked, at } = fakeBus()
    const told: boolean[] = []
    await Promise.race([watchTrayHost(bus, clock, isThere => told.push(isThere)), settled()])
    for (const [index, pause] of [5, 15, 60, 60].entries()) {
      at(index).fail(new NoAnswer('late'))
      await settled()
      await clock.advance(pause * SECOND - 1)
      expect(asked).toHaveLength(index + 1)
      await clock.advance(1)
      expect(asked).toHaveLength(index + 2)
    }
    at(4).answer(true)
    await settled()
    expect([told, clock.timers]).toEqual([[false, false, false, false, true], 0])
  })

  it('asks one that hangs at once where it is heard of meanwhile, and then not twice', async () => {
    const { bus, asked, at, signal } = fakeBus()
    await Promise.race([watchTrayHost(bus, clock, () => {}), settled()])
    at(0).fail(new NoAnswer('late'))
    await settled()
    signal('StatusNotifierHostRegistered')
    expect(asked).toHaveLength(2)
    await clock.advance(5 * SECOND)
    expect(asked).toHaveLength(2)
  })
})

describe('the icon', () => {
  it('is made anew when a tray comes, and shows what was shown', async () => {
    const { bus, asked, at, signal } = fakeBus()
    const steps: string[] = []
    let made = 0
    const keeper = new TrayKeeper({
      make: () => {
        made += 1
        const name = `icon ${made}`
        steps.push(`${name} is made`)
        return { show: () => steps.push(`${name} shows`), destroy: () => steps.push(`${name} goes`) }
      },
      bus: Promise.resolve(bus),
      clock,
      onChange: () => steps.push('told'),
    })
    const start = keeper.start()
    await settled()
    at(0).answer(false)
    await start
    expect(keeper.trouble).toEqual({ kind: 'no-tray', reason: 'no-host' })
    keeper.show(snapshotOf())
    signal('StatusNotifierHostRegistered')
    at(1).answer(true)
    await settled()
    expect(keeper.trouble).toBeNull()
    signal('NameOwnerChanged', WATCHER, ':1.2', '')
    at(2).fail(new Error('no such name'))
    await settled()
    expect(keeper.trouble).toEqual({ kind: 'no-tray', reason: 'no-host' })
    expect(asked).toHaveLength(3)
    expect(steps).toEqual([
      'icon 1 is made',
      'told',
      'icon 1 shows',
      'icon 1 goes',
      'icon 2 is made',
      'icon 2 shows',
      'told',
      'told',
    ])
  })

  it('without a bus is made all the same, for a tray of the old kind', async () => {
    let made = 0
    const make = () => {
      made += 1
      return { show: () => {}, destroy: () => {} }
    }
    const keeper = new TrayKeeper({ make, bus: Promise.resolve(null), clock, onChange: () => {} })
    await keeper.start()
    expect([made, keeper.trouble]).toEqual([1, { kind: 'no-tray', reason: 'no-bus' }])
    const own = new TrayKeeper({ make, bus: null, clock, onChange: () => {} })
    await own.start()
    expect([made, own.trouble]).toEqual([2, null])
  })
})
