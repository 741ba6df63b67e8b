import { beforeEach, describe, expect, it } from 'vitest'
import type { Handout } from '../../main/core/broker/handout.ts'
import type { Failure } from '../../main/core/failures/failure.ts'
import type { GrantId } from '../../main/core/tools/grants.ts'
import type { Lineage } from '../../main/core/tools/tool.ts'
import { ContainerRoute } from '../../main/endpoint/container.ts'
import { RECORD_WAIT } from '../../main/endpoint/look-first.ts'
import type { Reply } from '../../main/endpoint/reply.ts'
import { inTerminal } from '../core/processes.ts'
import { FakeClock, flush, Gate } from '../support/fakes.ts'
import { assumeRole } from '../support/requests.ts'
import { FakeAccess, held } from './fake-access.ts'
import { unhandledDuring } from './unhandled.ts'

let clock: FakeClock
let access: FakeAccess
let route: ContainerRoute
let lineages: Gate
const line: Lineage = inTerminal('aws')
beforeEach(() => {
  clock = new FakeClock()
  access = new FakeAccess()
  lineages = new Gate()
  route = new ContainerRoute(clock, access)
})

const door = { route: 'container', grant: 'g' as GrantId } as const
const connection = { isLookedAtQuickly: false, lineage: () => lineages.pass().then(() => line) }
/** What a tool is told that asks while the core answers so. */
function replyTo(handout: () => Handout): Promise<Reply> {
  access.handout = handout
  return route.reply(door, connection)
}

const refused = (failure: Failure): Handout => ({ kind: 'refused', failure, until: null })
const bodyOf = ({ body }: Reply): unknown => JSON.parse(body.toString())

describe('credentials in memory', () => {
  it('are answered at once, with no timer', async () => {
    const reply = await replyTo(() => held('ASIA1'))
    expect([reply.status, reply.message, clock.timers]).toEqual([200, null, 0])
    expect(bodyOf(reply)).toMatchObject({ AccessKeyId: 'ASIA1', Expiration: '2030-01-01T00:00:00Z' })
  })

  it('are made into bytes once', async () => {
    const handout = held('ASIA1')
    const first = await replyTo(() => handout)
    const second = await replyTo(() => handout)
    expect(second.body).toBe(first.body)
  })

  it('are not mixed up with those that come after them', async () => {
    await replyTo(() => held('ASIA1'))
    expect(bodyOf(await replyTo(() => held('ASIA2')))).toMatchObject({ AccessKeyId: 'ASIA2' })
  })

  it.each([
    [Date.UTC(2026, 10, 22, 5, 0, 0, 0), '2026-11-22T05:00:00Z'],
    [Date.UTC(2026, 10, 22, 5, 0, 0, 999), '2026-11-22T05:00:00Z'],
    [Date.UTC(2028, 1, 29, 23, 59, 59, 1), '2028-02-29T23:59:59Z'],
  ])('have an end in whole seconds, never later than AWS’s: %d', async (time, text) => {
    expect(bodyOf(await replyTo(() => held('ASIA1', time)))).toHaveProperty('Expiration', text)
  })
})

describe('a session that is being got', () => {
  /** Pending until `come` is called. */
  function pending() {
    let now = refused({ kind: 'no-current-session' })
    let asked = 0
    let settled = () => {}
    const promise = new Promise<void>(resolve => {
      settled = resolve
    })
    now = { kind: 'pending', settled: promise }
    return {
      ask: () => {
        asked++
        return now
      },
      asked: () => asked,
      come: (handout: Handout) => {
        now = handout
        settled()
      },
    }
  }

  it('is answered as soon as it is there', async () => {
    const session = pending()
    const reply = replyTo(session.ask)
    await clock.advance(300)
    session.come(held('ASIA1'))
    expect((await reply).status).toBe(200)
    expect([clock.timers, session.asked()]).toEqual([0, 2])
  })

  it('is waited for 800 ms, and then the tool is told to come again', async () => {
    const session = pending()
    let reply: Reply | null = null
    const ended = replyTo(session.ask).then(given => {
      reply = given
    })
    await clock.advance(799)
    await flush()
    expect(reply).toBeNull()
    await clock.advance(1)
    await ended
    expect(reply).toMatchObject({ status: 503, message: expect.stringMatching(/Try again in a moment/) })
    expect(session.asked()).toBe(2)
  })

  it('is answered with what the 801st millisecond brought to the next one', async () => {
    const session = pending()
    const first = replyTo(session.ask)
    await clock.advance(800)
    expect((await first).status).toBe(503)
    session.come(held('ASIA1'))
    expect((await replyTo(session.ask)).status).toBe(200)
  })

  it('can end in a refusal', async () => {
    const session = pending()
    const reply = replyTo(session.ask)
    session.come(refused({ kind: 'mfa', reason: 'cancelled', device: 'alice' }))
    expect((await reply).status).toBe(403)
    expect(clock.timers).toBe(0)
  })

  it('can break off, and the tool is answered all the same', async () => {
    let asked = 0
    let status = 0
    const unhandled = await unhandledDuring(async () => {
      const settled = Promise.reject(new Error('broken off'))
      const reply = replyTo(() =>
        asked++ === 0 ? { kind: 'pending', settled } : refused({ kind: 'no-current-session' }),
      )
      await flush()
      await clock.advance(800)
      status = (await reply).status
    })
    expect([status, unhandled]).toEqual([403, []])
  })
})

describe('the process that asks', () => {
  it('is looked for, but not waited for where the answer does not depend on it', async () => {
    lineages.shut()
    expect((await replyTo(() => held('ASIA1'))).status).toBe(200)
    expect(access.noted).toEqual([])
    await lineages.open()
    expect(access.noted).toMatchObject([{ lineage: line, answer: { door, handout: { kind: 'ready' } } }])
  })

  it('is waited for a little where the system is quick to tell: it could not be looked at any more', async () => {
    access.handout = () => held('ASIA1')
    lineages.shut()
    const reply = route.reply(door, { ...connection, isLookedAtQuickly: true })
    await clock.advance(RECORD_WAIT - 1)
    expect(access.asked).toBe(0)
    await lineages.open()
    expect((await reply).status).toBe(200)
    expect(access.noted).toMatchObject([{ lineage: line }])
    lineages.shut()
    const slow = route.reply(door, { ...connection, isLookedAtQuickly: true })
    await clock.advance(RECORD_WAIT)
    expect((await slow).status).toBe(200)
    await lineages.open()
    expect([access.noted.length, clock.timers]).toEqual([2, 0])
  })

  it('is waited for where the answer depends on it', async () => {
    access.lineageMatters = true
    lineages.shut()
    const reply = replyTo(() => held('ASIA1'))
    await flush()
    expect(access.asked).toBe(0)
    await lineages.open()
    expect((await reply).status).toBe(200)
    expect(access.lineages).toEqual([line])
  })

  it('is waited for once the user has made it matter, while the session was being got', async () => {
    let settle = () => {}
    const settled = new Promise<void>(resolve => {
      settle = resolve
    })
    const reply = replyTo(() => (access.asked === 1 ? { kind: 'pending', settled } : held('ASIA1')))
    await flush()
    access.lineageMatters = true
    settle()
    expect((await reply).status).toBe(200)
    expect(access.lineages).toEqual([[], line])
  })
})

describe('a refusal', () => {
  const call = {
    operation: 'AssumeRole',
    host: 'sts.eu-central-1.amazonaws.com',
    region: 'eu-central-1',
    caller: 'arn:aws:iam::111122223333:user/alice',
    accessKeyHint: 'AKIA…1234',
    request: assumeRole('arn:aws:iam::111122223333:role/admin'),
    proof: null,
    record: null,
    mfa: false,
    temporary: false,
  } as const
  const aws = { kind: 'aws', message: '', requestId: null, skew: null, call } as const

  it.each<[number, Failure]>([
    [503, { ...aws, code: 'ServiceUnavailable', status: 503 }],
    [503, { ...aws, code: 'Throttling', status: 400 }],
    [503, { kind: 'network', reason: 'timed-out', detail: '', call }],
    [503, { kind: 'network', reason: 'unreachable', detail: '', call }],
    [503, { kind: 'malformed-answer', call }],
    [503, { kind: 'keychain', reason: 'unavailable', detail: '' }],
    [503, { kind: 'fault', detail: 'x' }],
    [403, { kind: 'keychain', reason: 'locked', detail: '' }],
    [403, { kind: 'keychain', reason: 'timed-out', detail: '' }],
    [403, { kind: 'keychain', reason: 'missing', detail: '' }],
    [403, { kind: 'network', reason: 'tls', detail: '', call }],
    [403, { ...aws, code: 'AccessDenied', status: 403 }],
    [403, { ...aws, code: 'ExpiredToken', status: 403 }],
    [403, { kind: 'code-needed', session: 'prod', device: 'alice' }],
    [403, { kind: 'mfa', reason: 'unanswered', device: 'alice' }],
    [403, { kind: 'stopped', session: 'prod', by: 'user' }],
    [403, { kind: 'no-current-session' }],
    [403, { kind: 'not-found', what: 'grant' }],
    [403, { kind: 'invalid', problems: [{ field: 'roleArn', problem: 'No ARN.' }] }],
  ])('is %d, with both spellings of its keys and one line for a terminal: %o', async (status, failure) => {
    const reply = await replyTo(() => refused(failure))
    expect(reply.status).toBe(status)
    expect(reply.message).toMatch(/^[^\n]+\.$/)
    expect(bodyOf(reply)).toEqual({
      code: 'NotAvailable',
      Code: 'NotAvailable',
      message: reply.message,
      Message: reply.message,
    })
    expect(clock.timers).toBe(0)
  })
})
