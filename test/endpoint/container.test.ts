import { beforeEach, describe, expect, it } from 'vitest'
import type { Handout } from '../../main/core/broker.ts'
import type { Credentials } from '../../main/core/credentials.ts'
import type { Failure } from '../../main/core/failure.ts'
import { Secret } from '../../main/core/secret.ts'
import { ContainerRoute } from '../../main/endpoint/container.ts'
import type { Reply } from '../../main/endpoint/reply.ts'
import { FakeClock, flush } from '../support/fakes.ts'
import { unhandledDuring } from './unhandled.ts'

let clock: FakeClock
let route: ContainerRoute
beforeEach(() => {
  clock = new FakeClock()
  route = new ContainerRoute(clock)
})

function held(accessKeyId: string, expiration = Date.UTC(2030, 0, 1)): Handout {
  const credentials: Credentials = {
    accessKeyId,
    secretAccessKey: new Secret('s'),
    sessionToken: new Secret('t'),
    expiration,
    arn: 'arn:aws:sts::111122223333:assumed-role/admin/alice',
    account: '111122223333',
  }
  return { kind: 'ready', held: { credentials, obtainedAt: 0, endsAt: expiration } }
}

const refused = (failure: Failure): Handout => ({ kind: 'refused', failure })
const bodyOf = ({ body }: Reply): unknown => JSON.parse(body.toString())

describe('credentials in memory', () => {
  it('are answered at once, with no timer', async () => {
    const reply = await route.reply(() => held('ASIA1'))
    expect([reply.status, reply.message, clock.timers]).toEqual([200, null, 0])
    expect(bodyOf(reply)).toMatchObject({ AccessKeyId: 'ASIA1', Expiration: '2030-01-01T00:00:00Z' })
  })

  it('are made into bytes once', async () => {
    const handout = held('ASIA1')
    const first = await route.reply(() => handout)
    const second = await route.reply(() => handout)
    expect(second.body).toBe(first.body)
  })

  it('are not mixed up with those that come after them', async () => {
    await route.reply(() => held('ASIA1'))
    expect(bodyOf(await route.reply(() => held('ASIA2')))).toMatchObject({ AccessKeyId: 'ASIA2' })
  })

  it.each([
    [Date.UTC(2026, 10, 22, 5, 0, 0, 0), '2026-11-22T05:00:00Z'],
    [Date.UTC(2026, 10, 22, 5, 0, 0, 999), '2026-11-22T05:00:00Z'],
    [Date.UTC(2028, 1, 29, 23, 59, 59, 1), '2028-02-29T23:59:59Z'],
  ])('have an end in whole seconds, never later than AWS’s: %d', async (time, text) => {
    expect(bodyOf(await route.reply(() => held('ASIA1', time)))).toHaveProperty('Expiration', text)
  })
})

describe('a session that is being got', () => {
  /** Pending until `come` is called. */
  function pending() {
    let now: Handout = { kind: 'refused', failure: { kind: 'no-current-session' } }
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
    const reply = route.reply(session.ask)
    await clock.advance(300)
    session.come(held('ASIA1'))
    expect((await reply).status).toBe(200)
    expect([clock.timers, session.asked()]).toEqual([0, 2])
  })

  it('is waited for 800 ms, and then the tool is told to come again', async () => {
    const session = pending()
    let reply: Reply | null = null
    const ended = route.reply(session.ask).then(given => {
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
    const first = route.reply(session.ask)
    await clock.advance(800)
    expect((await first).status).toBe(503)
    session.come(held('ASIA1'))
    expect((await route.reply(session.ask)).status).toBe(200)
  })

  it('can end in a refusal', async () => {
    const session = pending()
    const reply = route.reply(session.ask)
    session.come(refused({ kind: 'mfa', reason: 'cancelled', device: 'alice' }))
    expect((await reply).status).toBe(403)
    expect(clock.timers).toBe(0)
  })

  it('can break off, and the tool is answered all the same', async () => {
    let asked = 0
    let status = 0
    const unhandled = await unhandledDuring(async () => {
      const settled = Promise.reject(new Error('broken off'))
      const reply = route.reply(() =>
        asked++ === 0 ? { kind: 'pending', settled } : refused({ kind: 'no-current-session' }),
      )
      await flush()
      await clock.advance(800)
      status = (await reply).status
    })
    expect([status, unhandled]).toEqual([403, []])
  })
})

describe('a refusal', () => {
  const call = {
    operation: 'AssumeRole',
    host: 'sts.eu-central-1.amazonaws.com',
    region: 'eu-central-1',
    caller: 'arn:aws:iam::111122223333:user/alice',
    accessKeyHint: 'AKIA…1234',
    roleArn: 'arn:aws:iam::111122223333:role/admin',
    mfa: false,
    temporary: false,
    externalId: false,
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
    const reply = await route.reply(() => refused(failure))
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
