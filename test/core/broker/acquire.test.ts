import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../../main/core/clock.ts'
import type { Failure } from '../../../main/core/failures/failure.ts'
import type { ProvidedContext, Session } from '../../../main/core/sessions/session.ts'
import { cluster, corp, federation, rootTask, samlRole, webRole } from '../recipes.ts'
import { alice, awsFailure, expiredToken, fromSession, role, World } from '../world.ts'

const contexts: readonly ProvidedContext[] = ['/run/first', '/run/second'].map(path => ({
  providerArn: 'arn:aws:iam::aws:contextProvider/IdentityCenter',
  assertion: { kind: 'file', path },
}))
const noToken: Failure = { kind: 'token-source', reason: 'missing', source: '/run/token', detail: 'ENOENT' }

async function worldOf(...sessions: readonly Session[]): Promise<World> {
  const world = new World(...sessions)
  await world.change({ identities: [alice, cluster, corp] })
  return world
}

/** Who signed each call that was made, and what was vouched for along with it. */
const calls = (world: World) =>
  world.sts.calls.map(({ signer, caller, proofs }) => ({
    by: signer?.accessKeyId ?? null,
    caller,
    proofs: proofs.map(proof => proof.reveal()),
  }))

const unsigned = (...proofs: readonly string[]) => ({ by: null, caller: null, proofs })

describe('a web identity token', () => {
  it('goes with a call that nobody signs, and is read anew at each renewal', async () => {
    const world = await worldOf(webRole('pod'))
    await world.start('pod')
    expect(world.state('pod').kind).toBe('live')
    await world.clock.advance(HOUR)
    expect(calls(world)).toEqual([unsigned('hidden-1 of /run/token'), unsigned('hidden-2 of /run/token')])
  })

  it('that can’t be had is tried again, with no call', async () => {
    const world = await worldOf(webRole('pod'))
    world.tokens.failure = noToken
    await world.start('pod')
    expect(world.state('pod')).toMatchObject({ kind: 'starting', why: noToken })
    await world.clock.advance(MINUTE)
    expect(world.tokens.readings.length).toBeGreaterThan(1)
    expect(world.sts.calls).toEqual([])
    world.tokens.failure = null
    await world.clock.advance(2 * MINUTE)
    expect(world.state('pod').kind).toBe('live')
  })

  it('that can’t be had for a renewal leaves what is held to be served', async () => {
    const world = await worldOf(webRole('pod'))
    await world.start('pod')
    world.tokens.failure = noToken
    await world.clock.advance(55 * MINUTE)
    expect([world.state('pod').kind, world.handed('pod')]).toEqual(['failing', 'ASIA0000000000000000'])
    world.tokens.failure = null
    await world.clock.advance(MINUTE)
    expect([world.state('pod').kind, world.handed('pod')]).toEqual(['live', 'ASIA0000000000000001'])
  })

  it('that has ended is taken anew, since whoever keeps it fresh may be late', async () => {
    const world = await worldOf(webRole('pod'))
    const proof = { kind: 'web-identity', issuer: null, audience: null, subject: null, expiry: null } as const
    world.sts.failNext(awsFailure('ExpiredTokenException', 'Token expired', { proof }, { status: 400 }))
    await world.start('pod')
    expect(world.state('pod').kind).toBe('starting')
    await world.clock.advance(10 * SECOND)
    expect(world.state('pod').kind).toBe('live')
    expect(calls(world)).toEqual([unsigned('hidden-1 of /run/token'), unsigned('hidden-2 of /run/token')])
  })

  it('is read anew where the credentials that came of it have run out too early', async () => {
    const world = await worldOf(webRole('pod'), role('next', { source: fromSession('pod') }))
    await world.start('pod')
    world.sts.failNext(expiredToken)
    await world.start('next')
    expect(world.sts.operations).toEqual([
      'AssumeRoleWithWebIdentity',
      'AssumeRole',
      'AssumeRoleWithWebIdentity',
      'AssumeRole',
    ])
    expect(world.tokens.readings).toHaveLength(2)
    expect(world.state('next').kind).toBe('live')
  })

  it('that comes when nobody wants it any more goes nowhere', async () => {
    const world = await worldOf(webRole('pod'))
    world.tokens.gate.shut()
    await world.start('pod')
    await world.stop('pod')
    await world.tokens.gate.open()
    expect(world.tokens.readings).toHaveLength(1)
    expect(world.sts.calls).toEqual([])
  })

  it('that AWS could not take is not sent, and is taken anew since it may be half written', async () => {
    const world = await worldOf(webRole('pod'))
    world.tokens.gives = 'x'
    await world.start('pod')
    expect(world.sts.calls).toEqual([])
    expect(world.state('pod')).toMatchObject({ kind: 'starting', why: { kind: 'invalid' } })
    world.tokens.gives = null
    await world.clock.advance(MINUTE)
    expect(world.state('pod').kind).toBe('live')
  })
})

describe('an assertion of a company', () => {
  it('is asked for anew at each renewal, and says for whom', async () => {
    const world = await worldOf(samlRole('corp'))
    await world.start('corp')
    await world.clock.advance(HOUR)
    expect(calls(world)).toEqual([unsigned('hidden-assertion-1'), unsigned('hidden-assertion-2')])
    expect(world.signIns.asked).toEqual([
      ['Corp', 'you'],
      ['Corp', 'renewal'],
    ])
  })

  it('that wants to see a person waits for a click', async () => {
    const world = await worldOf(samlRole('corp'))
    const needed: Failure = { kind: 'sign-in', reason: 'needed', provider: 'Corp', detail: '' }
    world.signIns.failure = needed
    expect(world.handed('corp')).toBe('pending')
    await world.clock.advance(HOUR)
    expect(world.signIns.asked).toEqual([['Corp', 'tool']])
    expect(world.state('corp')).toEqual({ kind: 'failed', why: needed })
    world.signIns.failure = null
    await world.start('corp')
    expect(world.signIns.asked.at(-1)).toEqual(['Corp', 'you'])
    expect(world.state('corp').kind).toBe('live')
  })
})

describe('the assertions of contexts', () => {
  it('go in their order with the call that the key signs, and are read anew at each renewal', async () => {
    const world = await worldOf(role('a', { providedContexts: contexts }))
    await world.start('a')
    await world.clock.advance(HOUR)
    expect(calls(world)).toEqual([
      {
        by: 'AKIAkey-1',
        caller: alice.arn,
        proofs: ['hidden-1 of /run/first', 'hidden-2 of /run/second'],
      },
      {
        by: 'AKIAkey-1',
        caller: alice.arn,
        proofs: ['hidden-3 of /run/first', 'hidden-4 of /run/second'],
      },
    ])
  })

  it('go with the last call of a chain alone', async () => {
    const world = await worldOf(
      role('first'),
      role('a', { source: fromSession('first'), providedContexts: contexts }),
    )
    await world.start('a')
    expect(calls(world).map(call => call.proofs.length)).toEqual([0, 2])
  })

  it('are read after the code was typed, since they live for some minutes', async () => {
    const world = await worldOf(role('a', { mfa: 'own-code', providedContexts: contexts.slice(0, 1) }))
    await world.start('a')
    const before = world.tokens.readings.length
    await world.type('123456')
    expect(calls(world).map(call => call.proofs)).toEqual([[`hidden-${before + 1} of /run/first`]])
  })

  it('that come when nobody wants them any more cost no code', async () => {
    const world = await worldOf(role('a', { mfa: 'own-code', providedContexts: contexts }))
    await world.start('a')
    world.tokens.gate.shut()
    await world.type('123456')
    await world.stop('a')
    await world.tokens.gate.open()
    expect(world.sts.codes).toEqual([])
  })

  it('that can’t be had ask nobody for a code', async () => {
    const world = await worldOf(role('a', { mfa: 'own-code', providedContexts: contexts }))
    world.tokens.failure = noToken
    await world.start('a')
    expect(world.prompts.list()).toEqual([])
    expect(world.sts.calls).toEqual([])
    world.tokens.failure = null
    await world.clock.advance(MINUTE)
    expect(world.prompts.list()).toHaveLength(1)
  })
})

it.each<[string, Session]>([
  ['a federated user', federation('a')],
  ['a root user’s task', rootTask('a')],
])('the call for %s is signed by the key, and nothing is vouched for', async (_, session) => {
  const world = await worldOf(session)
  await world.start('a')
  expect(calls(world)).toEqual([{ by: 'AKIAkey-1', caller: alice.arn, proofs: [] }])
  expect(world.state('a').kind).toBe('live')
})
