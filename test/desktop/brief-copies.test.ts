import { beforeEach, expect, it } from 'vitest'
import { SECOND } from '../../main/core/clock.ts'
import { Secret } from '../../main/core/secret.ts'
import { BriefCopies, type Clipboard } from '../../main/desktop/console/brief-copies.ts'
import { FakeClock } from '../support/fakes.ts'

class FakeClipboard implements Clipboard {
  text = 'from before'
  cleared = 0

  async readText(): Promise<string> {
    return this.text
  }

  writeText(text: string): void {
    this.text = text
  }

  clear(): void {
    this.text = ''
    this.cleared += 1
  }
}

let clock: FakeClock
let clipboard: FakeClipboard
let copies: BriefCopies
beforeEach(() => {
  clock = new FakeClock()
  clipboard = new FakeClipboard()
  copies = new BriefCopies(clock, clipboard)
})

it('a copy is there for a minute', async () => {
  copies.copy(new Secret('link'))
  await clock.advance(60 * SECOND - 1)
  expect(clipboard.text).toBe('link')
  await clock.advance(1)
  expect([clipboard.text, clock.timers]).toEqual(['', 0])
})

it('what was copied after it is left alone', async () => {
  copies.copy(new Secret('link'))
  clipboard.writeText('mine')
  await clock.advance(120 * SECOND)
  await copies.close()
  expect([clipboard.text, clipboard.cleared]).toEqual(['mine', 0])
})

it('a second copy has its own minute', async () => {
  copies.copy(new Secret('first'))
  await clock.advance(40 * SECOND)
  copies.copy(new Secret('second'))
  await clock.advance(59 * SECOND)
  expect(clipboard.text).toBe('second')
  await clock.advance(SECOND)
  expect(clipboard.text).toBe('')
})

it('a copy goes with the app', async () => {
  copies.copy(new Secret('link'))
  await copies.close()
  expect([clipboard.text, clock.timers]).toEqual(['', 0])
})
