import { Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../main/core/clock.ts'
import type { Lineage } from '../../main/core/tools/tool.ts'
import { ProcessRoute } from '../../main/endpoint/process.ts'
import type { Reply } from '../../main/endpoint/reply.ts'
import { inTerminal, process } from '../core/processes.ts'
import { role } from '../core/world.ts'
import { flush, Gate } from '../support/fakes.ts'
import { AccessWorld } from './access-world.ts'

let world: AccessWorld
let route: ProcessRoute
const clients: Client[] = []

beforeEach(() => {
  world = new AccessWorld(
    role('ready'),
    role('code', { mfa: 'session-token', externalId: 'c1' }),
    role('asks', { consent: 'first-use', externalId: 'a1' }),
    role('each', { consent: 'every-process', externalId: 'e1' }),
    role('both', { consent: 'first-use', mfa: 'session-token', externalId: 'b1' }),
  )
  route = new ProcessRoute(world.clock, world.access)
})
afterEach(() => {
  for (const client of clients.splice(0)) client.socket.destroy()
})

/** A curl that a tool has started, and what it has been told so far. */
class Client {
  readonly socket = new Socket()
  readonly lineages = new Gate()
  leave = (): void => {}
  readonly closed = new Promise<void>(resolve => {
    this.leave = resolve
  })
  /** Null when there was nobody left to answer to; undefined until then. */
  reply: Reply | null | undefined
  readonly #line: Lineage

  constructor(tool = 'terraform') {
    this.#line = [process('curl'), ...inTerminal(tool)]
    clients.push(this)
  }

  async lineage(): Promise<Lineage> {
    await this.lineages.pass()
    return this.#line
  }

  get told(): string {
    if (this.reply === undefined) return 'waits'
    if (this.reply === null) return 'gone'
    return `${this.reply.status} ${this.reply.message ?? JSON.parse(this.reply.body.toString()).AccessKeyId}`
  }
}

async function ask(name: string, client = new Client()): Promise<Client> {
  void route.reply({ route: 'process', grant: world.grantOf(name) }, client).then(reply => {
    client.reply = reply
  })
  await flush()
  return client
}
const answer = async (allowed: boolean) => {
  const [question] = world.consents.list()
  if (question === undefined) throw new Error('No question is open.')
  world.consents.answer(question.id, allowed, null)
  await flush()
}
const key = expect.stringMatching(/^200 ASIA/)

describe('the answer', () => {
  it('is what a credential_process prints', async () => {
    const { reply } = await ask('ready')
    const body: Record<string, unknown> = JSON.parse(String(reply?.body))
    expect(reply).toMatchObject({ status: 200, contentType: 'application/json', message: null })
    expect(body).toEqual({
      Version: 1,
      AccessKeyId: expect.stringMatching(/^ASIA/),
      SecretAccessKey: expect.stringMatching(/^hidden-secret-/),
      SessionToken: expect.stringMatching(/^hidden-token-/),
      Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      AccountId: '444455556666',
    })
    expect(world.lines).toEqual([`ready: ${body['AccessKeyId']}`])
  })

  it('is recorded for the tool that has started the curl', async () => {
    await ask('ready', new Client('node'))
    expect(world.record).toMatchObject([
      { route: 'process', tool: { name: 'node' }, parent: { name: 'bash' } },
    ])
  })
})

describe('a tool that needs a person', () => {
  it('waits for the code, and then has its credentials', async () => {
    const client = await ask('code')
    await world.clock.advance(59 * SECOND)
    expect([client.told, world.lines]).toEqual(['waits', []])
    await world.type('123456')
    expect(client.told).toEqual(key)
    expect(world.lines).toHaveLength(1)
  })

  it('waits for the user’s leave, and then for the code', async () => {
    const client = await ask('both')
    expect(world.prompts.list()).toEqual([])
    await answer(true)
    expect([client.told, world.prompts.list().length]).toEqual(['waits', 1])
    await world.type('123456')
    expect(client.told).toEqual(key)
  })

  it('is told when the user says no', async () => {
    const client = await ask('asks')
    await answer(false)
    expect(client.told).toMatch(/^403 .*terraform/)
    expect(world.sts.calls).toEqual([])
  })

  it('is told when the prompt is dismissed', async () => {
    const client = await ask('code')
    await world.cancel()
    expect(client.told).toMatch(/^403 /)
    expect(world.lines).toHaveLength(1)
  })

  it.each(['code', 'asks', 'both'])('is told after 60 s what it has waited for: %s', async name => {
    const client = await ask(name)
    await world.clock.advance(MINUTE - 1)
    expect(client.told).toBe('waits')
    await world.clock.advance(1)
    expect(client.told).toMatch(/^403 .+\.$/)
    expect(world.lines).toHaveLength(1)
  })

  it('has one minute for all that it waits for', async () => {
    const client = await ask('both')
    await world.clock.advance(50 * SECOND)
    await answer(true)
    await world.clock.advance(10 * SECOND)
    expect(client.told).toMatch(/^403 both needs an MFA code/)
  })

  it('is kept by its socket longer than that', async () => {
    expect((await ask('code')).socket.timeout).toBeGreaterThan(MINUTE + 10 * SECOND)
  })

  it('waits for a call as well', async () => {
    world.sts.gate.shut()
    const client = await ask('ready')
    await world.clock.advance(5 * SECOND)
    expect(client.told).toBe('waits')
    await world.sts.gate.open()
    expect(client.told).toEqual(key)
  })
})

describe('of many tools', () => {
  const many = async (count: number) => {
    const waiting: Client[] = []
    for (let at = 0; at < count; at++) waiting.push(await ask('code'))
    return waiting
  }
  const told = (all: readonly Client[]) => [...new Set(all.map(each => each.told))]

  it('64 wait, and the next one is told at once', async () => {
    const waiting = await many(64)
    expect((await ask('code')).told).toMatch(/^403 code needs an MFA code/)
    expect(told(waiting)).toEqual(['waits'])
    // What needs no waiting is there for everybody.
    await world.start('ready')
    expect((await ask('ready')).told).toEqual(key)
    await world.type('123456')
    expect(told(waiting)).toEqual([key])
    expect(told(await many(65))).toEqual([key])
  })

  it('one that goes away frees its place, and was given nothing', async () => {
    const waiting = await many(64)
    waiting[0]?.leave()
    await flush()
    expect(waiting[0]?.told).toBe('gone')
    const late = await ask('code')
    expect([late.told, (await ask('code')).told]).toEqual(['waits', expect.stringMatching(/^403/)])
    await world.type('123456')
    expect(late.told).toEqual(key)
    const handedOut = world.record.filter(entry => entry.result.kind === 'handed-out')
    expect(handedOut).toHaveLength(64)
  })

  it('all are answered when the app is quit, and nothing of them is left', async () => {
    const before = world.clock.timers
    const waiting = await many(64)
    route.close()
    await flush()
    expect(told(waiting)).toEqual(['503 Understudy was quit. Start it, then run this again.'])
    expect((await ask('code')).told).toMatch(/^503 Understudy was quit/)
    expect(world.lines).toEqual([])
    world.broker.close()
    await flush()
    expect(world.clock.timers).toBe(before)
  })
})

describe('a client that has gone', () => {
  it('while it was being looked at is not recorded as one that got something', async () => {
    await world.start('ready')
    const client = new Client()
    client.lineages.shut()
    await ask('ready', client)
    client.leave()
    await client.lineages.open()
    await flush()
    expect([client.told, world.lines]).toEqual(['gone', []])
  })

  it('while it waited leaves no timer', async () => {
    const first = await ask('code')
    const before = world.clock.timers
    const second = await ask('code')
    second.leave()
    await flush()
    expect([first.told, second.told, world.clock.timers]).toEqual(['waits', 'gone', before])
  })
})

describe('never without end', () => {
  it('goes a question that pushes out another one, whose tool asks again', async () => {
    const all: Client[] = []
    for (let at = 0; at < 30; at++) all.push(await ask('each'))
    expect(world.consents.list()).toHaveLength(20)
    expect(all.filter(each => each.told === 'waits')).toHaveLength(20)
    // Those who wait are the ones that the user is asked about.
    await answer(true)
    expect(all.filter(each => each.told.startsWith('200'))).toHaveLength(1)
    await world.clock.advance(MINUTE)
    expect(all.filter(each => each.told === 'waits')).toEqual([])
  })

  it('goes a core that has always something more to wait for', async () => {
    let asked = 0
    const access = {
      needsLineage: () => true,
      note: () => undefined,
      ask: (door: Parameters<AccessWorld['access']['ask']>[0]) => {
        asked += 1
        const handout = { kind: 'pending', settled: Promise.resolve() } as const
        return { door, grant: null, session: null, handout }
      },
    }
    const client = new Client()
    const reply = new ProcessRoute(world.clock, access).reply(
      { route: 'process', grant: world.grantOf('ready') },
      client,
    )
    expect((await reply)?.status).toBe(503)
    expect(asked).toBeLessThan(10)
  })
})
