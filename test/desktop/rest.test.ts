import { expect, test } from 'vitest'
import { MINUTE } from '../../main/core/clock.ts'
import type { Snapshot } from '../../main/core/snapshot/snapshot.ts'
import { Rest } from '../../main/desktop/rest.ts'
import { switcherKeys } from '../../main/desktop/switcher-keys.ts'
import { FakeClock } from '../support/fakes.ts'
import { snapshotOf } from './snapshots.ts'

function setUp() {
  const clock = new FakeClock()
  const told: string[] = []
  const window = {
    hide: () => void told.push('hidden'),
    destroy: () => void told.push('gone'),
    webContents: {
      send: (_channel: string, what: boolean | Snapshot) => {
        told.push(
          typeof what === 'boolean' ? (what ? 'shown' : 'not shown') : `state ${what.activityVersion}`,
        )
      },
    },
  }
  return { clock, told, window, rest: new Rest(clock) }
}

test('a window that rests is out of sight, its page knows, and is there again when it is wanted', () => {
  const { told, window, rest } = setUp()
  rest.begin(window)
  rest.end(window)
  expect(told).toEqual(['hidden', 'not shown', 'shown'])
})

test('one that is not wanted for ten minutes is given up, counted from the last time', async () => {
  const { clock, told, window, rest } = setUp()
  rest.begin(window)
  await clock.advance(9 * MINUTE)
  rest.begin(window)
  await clock.advance(9 * MINUTE)
  expect(told).not.toContain('gone')
  await clock.advance(MINUTE)
  expect(told.at(-1)).toBe('gone')
})

test('one that was wanted again, or is gone already, is not given up', async () => {
  const { clock, told, window, rest } = setUp()
  rest.begin(window)
  rest.end(window)
  rest.begin(window)
  rest.forget()
  await clock.advance(60 * MINUTE)
  expect(told).not.toContain('gone')
})

test('one that rests is told the latest state when it is wanted, and nothing before', () => {
  const { told, window, rest } = setUp()
  const tell = (activityVersion: number) => rest.tell(window, snapshotOf({ activityVersion }))
  tell(1)
  rest.begin(window)
  tell(2)
  tell(3)
  expect(told).toEqual(['state 1', 'hidden', 'not shown'])
  rest.end(window)
  tell(4)
  expect(told.slice(3)).toEqual(['state 3', 'shown', 'state 4'])
  rest.begin(window)
  rest.end(window)
  expect(told.slice(6)).toEqual(['hidden', 'not shown', 'shown'])
})

test('a new window knows nothing of what the one before has missed', () => {
  const { told, window, rest } = setUp()
  rest.begin(window)
  rest.tell(window, snapshotOf({ activityVersion: 1 }))
  rest.forget()
  rest.begin(window)
  rest.end(window)
  expect(told).not.toContain('state 1')
})

test('a window that does not rest is told nothing', () => {
  const { told, window, rest } = setUp()
  rest.end(window)
  expect(told).toEqual([])
})

test('its keys bring the switcher up and send it away, once however long they are held', async () => {
  const clock = new FakeClock()
  let isOpen = false
  const press = switcherKeys(
    {
      hasFocus: () => isOpen,
      open: () => {
        isOpen = true
      },
      close: () => {
        isOpen = false
      },
    },
    clock,
  )
  press()
  expect(isOpen).toBe(true)
  const hold = async (expected: boolean) => {
    await clock.advance(660)
    for (let told = 0; told < 40; told += 1) {
      press()
      expect(isOpen).toBe(expected)
      await clock.advance(40)
    }
    await clock.advance(1_000)
  }
  await hold(true)
  press()
  expect(isOpen).toBe(false)
  await hold(false)
  press()
  expect(isOpen).toBe(true)
  // Esc; and whoever wants it back at once has it.
  isOpen = false
  press()
  expect(isOpen).toBe(true)
})
