import { expect, it } from 'vitest'
import { SECOND } from '../../main/core/clock.ts'
import { Keychain } from '../../main/keychain/keychain.ts'
import type { StartHost } from '../../main/keychain/messages.ts'
import { FakeClock } from '../support/fakes.ts'

/** Has no items, as libsecret says of a locked keyring. */
const emptyHost: StartHost = ({ onReply }) => ({
  send: ({ id }) => onReply({ id, ok: true, value: null }),
  kill: () => undefined,
})

/** @param answers whether it is locked, one look after the other; the last one stays */
function locked(...answers: boolean[]) {
  const clock = new FakeClock()
  let opened = 0
  const keychain = new Keychain(emptyHost, clock, {
    isLocked: () => Promise.resolve((answers.length > 1 ? answers.shift() : answers[0]) ?? null),
    onOpened: () => {
      opened++
    },
  })
  return { clock, keychain, opened: () => opened }
}

it('a keychain that was locked as it was asked, and is unlocked a moment later, is told to have opened', async () => {
  const { clock, keychain, opened } = locked(true, false)
  expect(await keychain.get('some')).toMatchObject({ ok: false, failure: { reason: 'locked' } })
  await clock.advance(30 * SECOND)
  expect(opened()).toBe(1)
})
