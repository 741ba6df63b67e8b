import { beforeEach, describe, expect, it } from 'vitest'
import { type ChainNode, chainOf } from '../../../main/core/broker/chain.ts'
import type { Held } from '../../../main/core/broker/credentials.ts'
import { KeptTokens } from '../../../main/core/broker/kept-tokens.ts'
import { HOUR, MINUTE, SECOND } from '../../../main/core/clock.ts'
import type { Failure } from '../../../main/core/failures/failure.ts'
import { Secret } from '../../../main/core/secret.ts'
import { countingIds, FakeClock, FakeSecretStore, FakeTokenIndex, flush } from '../../support/fakes.ts'
import { ALICE_ARN, alice, catalogOf, sessionId, token } from '../world.ts'

const LIFE = 12 * HOUR
const locked: Failure = { kind: 'keychain', reason: 'locked', detail: '' }

function nodeOf(durationSeconds: number | null): ChainNode {
  const chain = chainOf(catalogOf([token('day', { durationSeconds })]), sessionId('day'))
  if (!chain.ok) throw new Error(chain.failure.kind)
  return chain.value
}
const node = nodeOf(null)
const other = nodeOf(3_600)

let clock: FakeClock
let store: FakeSecretStore
let index: FakeTokenIndex
let left: Failure[]
let wanted: boolean
let newId: () => string
let kept: KeptTokens

const start = () =>
  new KeptTokens({ store, index, clock, newId, wanted: () => wanted, onLeft: why => left.push(why) })

beforeEach(() => {
  clock = new FakeClock()
  store = new FakeSecretStore()
  index = new FakeTokenIndex()
  left = []
  wanted = true
  newId = countingIds()
  kept = start()
})

/**
 * What this run has kept is in memory: only the next one looks for it.
 * @param off how far this computer's clock is from the right time then
 */
function restart(after = 0, off = 0): void {
  clock = new FakeClock()
  clock.sleep(after + off)
  kept = start()
}

function heldNow(name = 'a', life = LIFE): Held {
  const credentials = {
    accessKeyId: `ASIA${name}`,
    secretAccessKey: new Secret(`hidden-secret-${name}`),
    sessionToken: new Secret(`hidden-token-${name}`),
    expiration: clock.now() + life,
    arn: ALICE_ARN,
    account: '111122223333',
  }
  return { credentials, obtainedAt: clock.now(), endsAt: clock.now() + life }
}

async function found(of = node): Promise<string | null> {
  const result = await kept.find(of.key)
  if (!result.ok) return result.failure.kind
  return result.value === null ? null : result.value.credentials.sessionToken.reveal()
}

const items = () => [...store.items.keys()]
const indexed = () => index.keptTokens.map(({ item, servedUntil }) => [item, servedUntil > 0])
const ITEM = 'session-token/id-1'

describe('what was kept', () => {
  it('is found as it was', async () => {
    const held = heldNow()
    await kept.keep(node, held)
    expect(await found()).toBeNull()
    restart()
    const result = await kept.find(node.key)
    if (!result.ok || result.value === null) throw new Error('It was not found.')
    expect(result.value).toEqual(held)
    const { secretAccessKey, sessionToken } = result.value.credentials
    expect([secretAccessKey.reveal(), sessionToken.reveal()]).toEqual(['hidden-secret-a', 'hidden-token-a'])
    expect(await found(other)).toBeNull()
  })

  it.each<[string, number, number, number | null]>([
    ['with the clock right', 2 * HOUR, 0, 10 * HOUR],
    ['with the clock ahead, is given less', 2 * HOUR, HOUR, 9 * HOUR],
    ['in its last seconds that count', LIFE - 61 * SECOND, 0, 61 * SECOND],
    ['with too little left for a tool', LIFE - MINUTE, 0, null],
    ['past its end', LIFE, 0, null],
    ['with the clock past its end', HOUR, LIFE, null],
  ])('at a new start %s', async (_, after, off, life) => {
    await kept.keep(node, heldNow())
    restart(after, off)
    expect(kept.has(node.key)).toBe(life !== null)
    const result = await kept.find(node.key)
    if (!result.ok) throw new Error(result.failure.kind)
    const { value } = result
    expect(value === null ? null : value.endsAt - clock.now()).toBe(life)
    expect(value === null ? LIFE : value.endsAt - value.obtainedAt).toBe(LIFE)
  })

  it('while the clock was ahead, and stayed so, is given no more than if it were right', async () => {
    clock.set(5 * HOUR)
    await kept.keep(node, heldNow())
    restart(2 * HOUR, 5 * HOUR)
    const result = await kept.find(node.key)
    expect(result.ok && result.value && result.value.endsAt - clock.now()).toBe(5 * HOUR)
  })

  it('is not looked for once it has ended, and goes when the next one is kept', async () => {
    await kept.keep(node, heldNow())
    restart(LIFE)
    store.log.length = 0
    expect(await found()).toBeNull()
    expect(store.log).toEqual([])
    await kept.keep(other, heldNow('b'))
    expect(items()).toEqual(['session-token/id-2'])
    expect(indexed()).toEqual([['session-token/id-2', true]])
  })

  it('gives way to a newer one of the same call, and no other', async () => {
    await kept.keep(node, heldNow())
    await kept.keep(other, heldNow('b'))
    await kept.keep(node, heldNow('c'))
    restart()
    expect([await found(node), await found(other)]).toEqual(['hidden-token-c', 'hidden-token-b'])
    expect(items()).toHaveLength(2)
    expect(index.keptTokens).toHaveLength(2)
  })

  it.each(['', 'garbage', 'null', '[]', '{"accessKeyId":"ASIA"}', '{"endsAt":9e15}'])(
    'and is %j now, is taken for nothing and deleted',
    async text => {
      await kept.keep(node, heldNow())
      store.items.set(ITEM, new Secret(text))
      restart(HOUR)
      expect(await found()).toBeNull()
      expect([items(), index.keptTokens, left]).toEqual([[], [], []])
    },
  )

  it('and has ended is not found, whatever the index says', async () => {
    await kept.keep(node, heldNow())
    index.keptTokens = index.keptTokens.map(each => ({ ...each, servedUntil: 9e15 }))
    restart(LIFE)
    expect([await found(), items()]).toEqual([null, []])
  })

  it('and somebody has deleted, is forgotten', async () => {
    await kept.keep(node, heldNow())
    store.items.clear()
    restart()
    expect(await found()).toBeNull()
    expect(kept.has(node.key)).toBe(false)
  })
})

describe('the index', () => {
  it('holds nothing of what it costs a code to get', async () => {
    await kept.keep(node, heldNow())
    const text = JSON.stringify(index.keptTokens)
    for (const secret of ['ASIA', 'hidden']) expect(text).not.toContain(secret)
    expect(index.keptTokens).toMatchObject([{ node: node.key, keyItem: alice.keychainAccount, item: ITEM }])
  })

  it('knows an item before it is written, and until it is deleted', async () => {
    store.gate.shut()
    const keeping = kept.keep(node, heldNow())
    expect([items(), indexed()]).toEqual([[], [[ITEM, true]]])
    await store.gate.open()
    await keeping
    store.gate.shut()
    const forgetting = kept.forget(() => true)
    expect([items(), indexed()]).toEqual([[ITEM], [[ITEM, false]]])
    await store.gate.open()
    await forgetting
    expect([items(), indexed()]).toEqual([[], []])
  })

  it('that can’t be written keeps a token out of the keychain', async () => {
    index.failure = { kind: 'not-saved', detail: 'ENOSPC' }
    await kept.keep(node, heldNow())
    expect(store.log).toEqual([])
    restart()
    expect(await found()).toBeNull()
  })
})

describe('a token that is forgotten', () => {
  it('while it is looked for is not found', async () => {
    await kept.keep(node, heldNow())
    restart()
    store.gate.shut()
    const finding = found()
    void kept.forget(() => true)
    await store.gate.open()
    expect([await finding, items()]).toEqual([null, []])
  })

  it.each(['before', 'while'])('%s it is written is not left in the keychain', async when => {
    store.gate.shut()
    const keeping = kept.keep(node, heldNow())
    if (when === 'while') await flush()
    void kept.forget(() => true)
    // Deleted before it is there.
    await store.gate.letLast()
    await store.gate.open()
    await keeping
    expect(store.log.includes(`set ${ITEM}`)).toBe(when === 'while')
    expect([items(), index.keptTokens]).toEqual([[], []])
  })

  it('that is another costs no look into the keychain', async () => {
    await kept.keep(node, heldNow())
    store.log.length = 0
    await kept.forget(each => each.node === other.key)
    expect(store.log).toEqual([])
    restart()
    expect(await found()).toBe('hidden-token-a')
  })
})

describe('a keychain that does not work', () => {
  it('as a token is to be kept, is asked no more, and nobody is told', async () => {
    store.failures.set('set', locked)
    store.failures.set('remove', locked)
    await kept.keep(node, heldNow())
    expect(store.log).toEqual([`set ${ITEM}`])
    expect([left, kept.has(node.key)]).toEqual([[], false])
  })

  it('for one token after the other leaves no more than one in the index', async () => {
    store.failures.set('set', { kind: 'keychain', reason: 'unavailable', detail: 'too large' })
    for (const name of ['a', 'b', 'c']) await kept.keep(node, heldNow(name))
    expect(index.keptTokens).toHaveLength(1)
    restart(HOUR)
    expect(await found()).toBeNull()
  })

  it('as a token is looked for, is told', async () => {
    await kept.keep(node, heldNow())
    restart()
    store.failures.set('get', locked)
    expect(await kept.find(node.key)).toEqual({ ok: false, failure: locked })
    store.failures.clear()
    expect(await found()).toBe('hidden-token-a')
  })

  it('as tokens are to be deleted, is asked once and told; they serve no more, and go at the next occasion', async () => {
    await kept.keep(node, heldNow())
    await kept.keep(other, heldNow('b'))
    store.log.length = 0
    store.failures.set('remove', locked)
    await kept.forget(() => true)
    expect(store.log).toEqual([`remove ${ITEM}`])
    expect(left).toEqual([{ kind: 'not-forgotten', why: locked }])
    await kept.forget(() => true)
    expect(store.log).toEqual([`remove ${ITEM}`])
    restart(HOUR)
    expect([await found(), await found(other)]).toEqual([null, null])
    store.failures.clear()
    await kept.keep(node, heldNow('c'))
    expect(items()).toEqual(['session-token/id-3'])
    expect(indexed()).toEqual([['session-token/id-3', true]])
  })

  it('as tokens are to be deleted, deletes them when it is unlocked', async () => {
    await kept.keep(node, heldNow())
    await kept.keep(other, heldNow('b'))
    store.failures.set('remove', locked)
    await kept.forget(each => each.node === node.key)
    store.failures.clear()
    await kept.sweep()
    expect([items(), indexed()]).toEqual([['session-token/id-2'], [['session-token/id-2', true]]])
    restart(LIFE)
    await kept.sweep()
    expect([items(), indexed()]).toEqual([[], []])
  })
})

it('nothing is kept, nor looked for, where the user does not want it', async () => {
  await kept.keep(node, heldNow())
  restart()
  store.log.length = 0
  wanted = false
  await kept.keep(other, heldNow('b'))
  expect([kept.has(node.key), await found()]).toEqual([false, null])
  expect(store.log).toEqual([])
})
