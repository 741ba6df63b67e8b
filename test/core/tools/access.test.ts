import { beforeEach, describe, expect, it } from 'vitest'
import { HOUR } from '../../../main/core/clock.ts'
import { READ_ONLY } from '../../../main/core/sessions/session-policies.ts'
import { Access, type Door } from '../../../main/core/tools/access.ts'
import { Activity } from '../../../main/core/tools/activity.ts'
import { type Grant, type GrantId, settleGrants } from '../../../main/core/tools/grants.ts'
import type { Lineage } from '../../../main/core/tools/tool.ts'
import { countingIds, FakeActivityStore, flush } from '../../support/fakes.ts'
import { inTerminal, process } from '../processes.ts'
import { ADMIN_ARN, awsFailure, role, sessionId, token, World } from '../world.ts'

const agent: Grant = {
  id: 'agent' as GrantId,
  name: 'agent',
  target: { kind: 'session', id: sessionId('a') },
  sessionPolicies: READ_ONLY,
}

let world: World
let access: Access
let activity: Activity
beforeEach(async () => {
  world = new World(
    role('a', { externalId: 'a1' }),
    role('b', { externalId: 'b1' }),
    role('asks', { consent: 'first-use', externalId: 'c1' }),
    role('code', { mfa: 'session-token' }),
    token('day', { mfa: false }),
  )
  world.data = { ...world.data, current: sessionId('a') }
  world.data = { ...world.data, grants: [...settleGrants(world.data, countingIds('g')), agent] }
  world.broker.catalogChanged()
  activity = new Activity({
    clock: world.clock,
    store: new FakeActivityStore(),
    onChange() {},
    onLost() {},
  })
  access = new Access({
    catalog: () => world.data,
    broker: world.broker,
    consents: world.consents,
    activity,
    onChange: () => {
      world.changes += 1
    },
  })
})

const current: Door = { route: 'container', grant: 'g-1' as GrantId }
const ofAgent: Door = { route: 'container', grant: agent.id }
const doorTo = (name: string): Door => {
  const grant = world.data.grants.find(
    ({ target, name: own }) => own === null && target.kind === 'session' && target.id === name,
  )
  if (grant === undefined) throw new Error(`${name} has no grant.`)
  return { route: 'container', grant: grant.id }
}

/** What the process has in the end: the session, or why it has nothing. */
async function ask(door: Door, lineage: Lineage = inTerminal('aws')): Promise<string> {
  access.ask(door, lineage)
  await flush()
  const answer = access.ask(door, lineage)
  access.note(answer, lineage)
  const { handout } = answer
  if (handout.kind === 'ready') return answer.session?.name ?? '?'
  if (handout.kind === 'pending') return 'pending'
  return handout.failure.kind === 'consent' ? handout.failure.reason : handout.failure.kind
}
const makeCurrent = (name: string) => world.change({ current: sessionId(name) })

describe('the current session', () => {
  it('is what the tray points at, for each new process', async () => {
    expect(await ask(current)).toBe('a')
    await makeCurrent('b')
    expect(await ask(current)).toBe('b')
  })

  it('stays for a process what it was at first, through all switches', async () => {
    const terraform = inTerminal('terraform')
    expect(await ask(current, terraform)).toBe('a')
    for (const name of ['b', 'day', 'b']) {
      await makeCurrent(name)
      expect([await ask(current, terraform), await ask(current)]).toEqual(['a', name])
    }
    await world.clock.advance(3 * HOUR)
    expect(await ask(current, terraform)).toBe('a')
  })

  it('stays for a long job beside a script that runs thousands of others', async () => {
    const terraform = inTerminal('terraform')
    await ask(current, terraform)
    for (let at = 0; at < 5_000; at += 1) access.ask(current, inTerminal('aws'))
    await makeCurrent('b')
    expect(await ask(current, terraform)).toBe('a')
  })

  it('stays for Terraform, which starts its providers anew to apply what they have planned', async () => {
    const terraform = inTerminal('terraform')
    const provider = () => process('terraform-provider-aws_v5.31.0_x5')
    expect(await ask(current, [provider(), ...terraform])).toBe('a')
    await makeCurrent('b')
    expect(await ask(current, [provider(), ...terraform])).toBe('a')
    expect(await ask(current, [provider(), ...inTerminal('terraform')])).toBe('b')
  })

  it('is for a process by its number and its start: a number is used again', async () => {
    const [first, ...above] = inTerminal('aws')
    if (first === undefined) throw new Error('There is no process.')
    await ask(current, [first, ...above])
    await makeCurrent('b')
    expect(await ask(current, [{ ...first, startedAt: 'later' }, ...above])).toBe('b')
  })

  it('follows the tray again when the session that it was is stopped', async () => {
    const terraform = inTerminal('terraform')
    await ask(current, terraform)
    await makeCurrent('b')
    await world.stop('a')
    expect(await ask(current, terraform)).toBe('b')
  })

  it('does not change under a process because the user was away: it is refused until the session is started', async () => {
    const terraform = inTerminal('terraform')
    await ask(current, terraform)
    await makeCurrent('b')
    world.broker.forgetAll('absence')
    await world.start('b')
    expect([await ask(current, terraform), await ask(current)]).toEqual(['stopped', 'b'])
    await world.start('a')
    expect(await ask(current, terraform)).toBe('a')
  })

  it('is not fixed for a process that has got nothing yet', async () => {
    const lineage = inTerminal('aws')
    await makeCurrent('code')
    expect(await ask(current, lineage)).toBe('code-needed')
    await makeCurrent('b')
    expect(await ask(current, lineage)).toBe('b')
  })

  it('follows the tray for processes that the system does not tell', async () => {
    await ask(current, [])
    await makeCurrent('b')
    expect(await ask(current, [])).toBe('b')
  })

  it('is the same for a tool by its curl, which is another process each time', async () => {
    const door: Door = { route: 'process', grant: 'g-1' as GrantId }
    const terraform = inTerminal('terraform')
    expect(await ask(door, [process('curl'), ...terraform])).toBe('a')
    await makeCurrent('b')
    expect(await ask(door, [process('curl'), ...terraform])).toBe('a')
  })
})

describe('a grant with session policies', () => {
  it('gets credentials of its own, and the session’s are not touched', async () => {
    expect(await ask(ofAgent)).toBe('a')
    expect(await ask(doorTo('a'))).toBe('a')
    const requests = world.sts.calls.map(call => call.request)
    expect(requests).toMatchObject([
      { roleArn: ADMIN_ARN, policyArns: READ_ONLY.policyArns },
      { roleArn: ADMIN_ARN, policyArns: [] },
    ])
    const keys = [ofAgent, doorTo('a')].map(door => {
      const { handout } = access.ask(door, [])
      return handout.kind === 'ready' ? handout.held.credentials.accessKeyId : handout.kind
    })
    expect(new Set(keys).size).toBe(2)
  })

  it('does not make the whole session be got', async () => {
    await ask(ofAgent)
    expect(world.sts.calls).toHaveLength(1)
    expect(world.state('a')).toMatchObject({ kind: 'live' })
    await world.start('a')
    expect(world.sts.calls).toHaveLength(1)
  })

  it('does not keep the user from the session if AWS does not take its policies', async () => {
    world.sts.failNext(awsFailure('MalformedPolicyDocument', 'As AWS says it.', {}, { status: 400 }))
    expect(await ask(ofAgent)).toBe('aws')
    expect(world.state('a')).toMatchObject({ kind: 'failed' })
    await world.start('a')
    expect(
      world.sts.calls.some(
        call => call.request.operation === 'AssumeRole' && call.request.policyArns.length === 0,
      ),
    ).toBe(true)
    expect(world.state('a')).toMatchObject({ kind: 'live' })
  })

  it('is renewed like any other, and ends with the session', async () => {
    await ask(ofAgent)
    await world.clock.advance(50 * 60_000)
    expect(world.sts.calls).toHaveLength(2)
    expect(world.sts.calls[1]?.request).toMatchObject({ policyArns: READ_ONLY.policyArns })
    await world.stop('a')
    expect(await ask(ofAgent)).toBe('stopped')
    await world.clock.advance(2 * HOUR)
    expect(world.sts.calls).toHaveLength(2)
  })

  it('that is revoked is renewed no more, and what nothing else wants is off', async () => {
    await ask(ofAgent)
    await world.change({ grants: world.data.grants.filter(grant => grant.id !== agent.id) })
    expect(await ask(ofAgent)).toBe('not-found')
    expect(world.state('a')).toEqual({ kind: 'off' })
    await world.clock.advance(2 * HOUR)
    expect(world.sts.calls).toHaveLength(1)
  })

  it('that is revoked is renewed no more though another session’s has the same session policies', async () => {
    const ofB = { ...agent, id: 'other' as GrantId, target: { kind: 'session', id: sessionId('b') } } as const
    await world.change({ grants: [...world.data.grants, ofB] })
    await ask(ofAgent)
    await ask({ route: 'container', grant: ofB.id })
    await world.change({ grants: world.data.grants.filter(grant => grant.id !== agent.id) })
    expect([world.state('a').kind, world.state('b').kind]).toEqual(['off', 'live'])
  })

  it('to the current session goes on with what a process has, when the tray points elsewhere', async () => {
    await world.change({
      grants: [...world.data.grants.slice(0, -1), { ...agent, target: { kind: 'current' } }],
    })
    const terraform = inTerminal('terraform')
    await ask(ofAgent, terraform)
    await makeCurrent('b')
    expect(await ask(ofAgent, terraform)).toBe('a')
  })

  it('is told why it can’t bound a session token', async () => {
    const grant: Grant = { ...agent, target: { kind: 'current' } }
    await world.change({ grants: [...world.data.grants.slice(0, -1), grant], current: sessionId('day') })
    expect(await ask(ofAgent)).toBe('no-session-policies')
  })
})

describe('a session that is asked about', () => {
  it('is refused until the user has answered, for all who wait', async () => {
    const { handout } = access.ask(doorTo('asks'), inTerminal('aws'))
    if (handout.kind !== 'refused' || handout.until === null) throw new Error('Nobody is asked.')
    expect(world.sts.calls).toEqual([])
    const [question] = world.consents.list()
    if (question === undefined) throw new Error('No question is open.')
    world.consents.answer(question.id, true, null)
    await handout.until
    expect(await ask(doorTo('asks'))).toBe('asks')
  })

  it('is not asked about while it is stopped', async () => {
    await world.stop('asks')
    expect(await ask(doorTo('asks'))).toBe('stopped')
    expect(world.consents.list()).toEqual([])
  })

  it('is asked about as the current one too', async () => {
    await makeCurrent('asks')
    expect(await ask(current)).toBe('asked')
  })
})

describe('a session that needs a code', () => {
  it('tells which program has asked for it, until it is there', async () => {
    expect(access.askerOf([sessionId('code')])).toBeNull()
    const before = world.changes
    await ask(doorTo('code'), inTerminal('terraform'))
    expect(access.askerOf([sessionId('code')])).toMatchObject({ name: 'terraform' })
    expect(world.changes).toBeGreaterThan(before)
    await world.type('123456')
    await ask(doorTo('code'))
    expect(access.askerOf([sessionId('code')])).toBeNull()
  })
})

it('of two sessions that wait for one code tells the program that has asked last', async () => {
  const both = [sessionId('code'), sessionId('code-2')]
  world.data = { ...world.data, sessions: [...world.data.sessions, role('code-2', { mfa: 'session-token' })] }
  await world.change({ grants: settleGrants(world.data, countingIds('h')) })
  await ask(doorTo('code'), inTerminal('terraform'))
  await ask(doorTo('code-2'), inTerminal('aws'))
  expect(access.askerOf(both)).toMatchObject({ name: 'aws' })
  await ask(doorTo('code'), inTerminal('node'))
  expect(access.askerOf(both)).toMatchObject({ name: 'node' })
})

describe('whether it matters which process it is', () => {
  it.each<[string, () => Door, boolean]>([
    ['the current session', () => current, true],
    ['a session that asks', () => doorTo('asks'), true],
    ['another one', () => doorTo('a'), false],
    ['credential_process, where curl hides it', () => ({ route: 'process', grant: agent.id }), true],
    ['instance metadata of none', () => ({ route: 'instance-metadata' }), false],
  ])('%s: %s', (_, door, needs) => {
    expect(access.needsLineage(door())).toBe(needs)
  })

  it('instance metadata of a session that asks: true', async () => {
    await world.change({ instanceMetadata: sessionId('asks') })
    expect(access.needsLineage({ route: 'instance-metadata' })).toBe(true)
  })
})

describe('the record', () => {
  it('has each answer, with the tool and its shell', async () => {
    await ask(doorTo('a'))
    await ask({ route: 'process', grant: agent.id }, [process('curl'), ...inTerminal('node')])
    await ask(doorTo('code'), inTerminal('terraform'))
    expect(activity.list()).toMatchObject([
      {
        session: { name: 'code' },
        tool: { name: 'terraform' },
        result: { kind: 'refused', reason: expect.stringContaining('needs an MFA code of alice') },
      },
      { route: 'process', grant: { name: 'agent' }, tool: { name: 'node' }, parent: { name: 'bash' } },
      { route: 'container', session: { name: 'a' }, tool: { name: 'aws' }, parent: { name: 'bash' } },
    ])
  })

  it('has no line for what is being got: its client comes again', () => {
    access.note(access.ask(doorTo('a'), []), [])
    expect(activity.list()).toEqual([])
  })

  it('has instance metadata', async () => {
    await world.change({ instanceMetadata: sessionId('b') })
    expect(await ask({ route: 'instance-metadata' })).toBe('b')
    await world.change({ instanceMetadata: null })
    expect(await ask({ route: 'instance-metadata' })).toBe('not-found')
    expect(activity.list()[1]).toMatchObject({
      route: 'instance-metadata',
      grant: null,
      session: { name: 'b' },
    })
  })

  it('has what was refused before it came to a grant', () => {
    access.noteDenied(null, 'The token is not that of this URL.')
    expect(activity.list()).toMatchObject([{ session: null, grant: null, tool: null }])
  })

  it('has whose token a stranger has shown: it may be in the wrong hands', () => {
    access.noteDenied('container', 'This address serves only the user who runs Understudy.', agent.id)
    expect(activity.list()).toMatchObject([{ session: { name: 'a' }, grant: { name: 'agent' }, tool: null }])
  })
})
