import { describe, expect, it } from 'vitest'
import { type ChainNode, chainOf, identityOf, stepsTo } from '../../../main/core/broker/chain.ts'
import type { CatalogData } from '../../../main/core/catalog/catalog-data.ts'
import type { IamUser, Identity } from '../../../main/core/catalog/identity.ts'
import { fail } from '../../../main/core/failures/failure.ts'
import type { AssumeRoleSession, Session } from '../../../main/core/sessions/session.ts'
import { READ_ONLY } from '../../../main/core/sessions/session-policies.ts'
import { assumeRole, SESSION_TOKEN } from '../../support/requests.ts'
import { cluster, corp, federation, rootTask, samlRole, webRole } from '../recipes.ts'
import { ALICE_DEVICE, alice, catalogOf, fromSession, identityId, role, sessionId, token } from '../world.ts'

function leaf(data: CatalogData, name: string): ChainNode {
  const chain = chainOf(data, sessionId(name))
  if (!chain.ok) throw new Error(JSON.stringify(chain.failure))
  return chain.value
}

/** Each call on the way, with whether a code goes with it. */
function calls(...sessions: readonly Session[]): readonly string[] {
  const name = sessions.at(-1)?.name ?? ''
  return stepsTo(leaf(catalogOf(sessions), name)).map(
    node => `${node.request.operation}${node.device === null ? '' : ' with a code'}`,
  )
}

describe('the way to a session', () => {
  it.each<[string, readonly Session[], readonly string[]]>([
    [
      'goes through GetSessionToken, by default',
      [role('a', { mfa: 'session-token' })],
      ['GetSessionToken with a code', 'AssumeRole'],
    ],
    ['takes a code of its own', [role('a', { mfa: 'own-code' })], ['AssumeRole with a code']],
    ['takes no code', [role('a')], ['AssumeRole']],
    ['is a session token with MFA', [token('a')], ['GetSessionToken with a code']],
    ['is a session token without MFA', [token('a', { mfa: false })], ['GetSessionToken']],
    [
      'goes through a third level',
      [
        role('a', { mfa: 'session-token' }),
        role('b', { source: fromSession('a') }),
        role('c', { source: fromSession('b') }),
      ],
      ['GetSessionToken with a code', 'AssumeRole', 'AssumeRole', 'AssumeRole'],
    ],
  ])('%s', (_, sessions, expected) => {
    expect(calls(...sessions)).toEqual(expected)
  })

  it.each<[string, Session, Identity, string]>([
    ['an assertion', samlRole('a'), corp, 'AssumeRoleWithSAML'],
    ['a token', webRole('a'), cluster, 'AssumeRoleWithWebIdentity'],
  ])('starts with %s of a provider, and goes on from there', (_, first, provider, operation) => {
    const data = catalogOf([first, role('b', { source: fromSession('a') })], [provider])
    const [start, next] = stepsTo(leaf(data, 'b'))
    expect([start?.request.operation, next?.request.operation]).toEqual([operation, 'AssumeRole'])
    expect(start).toMatchObject({ source: { kind: 'provider', identity: provider }, device: null })
    expect(identityOf(leaf(data, 'b'))).toBe(provider)
  })

  it.each<[string, Session, string]>([
    ['a federated user', federation('a'), 'GetFederationToken'],
    ['a root user’s task', rootTask('a'), 'AssumeRoot'],
    ['a task from a role', rootTask('a', { source: fromSession('r') }), 'AssumeRole AssumeRoot'],
  ])('is %s', (_, session, expected) => {
    expect(calls(role('r'), session).join(' ')).toBe(expected)
  })

  it('goes to the global STS, signed for its Region, where the identity says so', () => {
    const everywhere: IamUser = { ...alice, globalSts: true }
    for (const step of stepsTo(leaf(catalogOf([role('a', { mfa: 'session-token' })], [everywhere]), 'a')))
      expect(step.endpoint).toEqual({
        region: 'us-east-1',
        url: 'https://sts.amazonaws.com',
        fallbackRegion: null,
      })
  })

  it('starts at one identity, whose Region, STS address and device hold all the way', () => {
    const identity: IamUser = { ...alice, region: 'us-gov-west-1', stsUrl: 'https://sts.example' }
    const sessions = [role('a', { mfa: 'session-token' }), role('b', { source: fromSession('a') })]
    const last = leaf(catalogOf(sessions, [identity]), 'b')
    expect(identityOf(last)).toBe(identity)
    for (const step of stepsTo(last))
      expect(step.endpoint).toEqual({
        region: 'us-gov-west-1',
        fallbackRegion: null,
        url: 'https://sts.example',
      })
    expect(stepsTo(last)[0]?.device).toEqual({
      serial: ALICE_DEVICE,
      owner: 'alice',
      account: '111122223333',
    })
  })

  it('carries what was asked for', () => {
    const session = role('a', { durationSeconds: 900, roleSessionName: 'me', externalId: 'theirs' })
    expect(leaf(catalogOf([session]), 'a').request).toEqual(
      assumeRole(session.roleArn, { durationSeconds: 900, roleSessionName: 'me', externalId: 'theirs' }),
    )
  })

  it('carries session policies with the last call alone, in the role’s own partition', () => {
    const role1 = role('a', { mfa: 'session-token', roleArn: 'arn:aws-cn:iam::444455556666:role/Admin' })
    const bounds = { policy: '{"Statement":[]}', policyArns: READ_ONLY.policyArns }
    const data = catalogOf([role1], [{ ...alice, region: 'cn-north-1' }])
    const chain = chainOf(data, sessionId('a'), bounds)
    if (!chain.ok) throw new Error('There is no way.')
    const [token, last] = stepsTo(chain.value)
    expect(token?.request).toEqual(SESSION_TOKEN)
    expect(last?.request).toMatchObject({
      policy: '{"Statement":[]}',
      policyArns: ['arn:aws-cn:iam::aws:policy/ReadOnlyAccess'],
    })
    const whole = chainOf(data, sessionId('a'))
    expect(whole.ok && whole.value.key).not.toBe(chain.value.key)
    expect(whole.ok && stepsTo(whole.value)[0]?.key).toBe(token?.key)
  })
})

describe('no way', () => {
  const failureOf = (sessions: readonly Session[], name: string, identities = [alice]) => {
    const chain = chainOf(catalogOf(sessions, identities), sessionId(name))
    return chain.ok ? null : chain.failure
  }

  it('leads to a session token with session policies', () => {
    const chain = chainOf(catalogOf([token('day')]), sessionId('day'), READ_ONLY)
    expect(chain).toEqual(fail({ kind: 'no-session-policies', session: 'day', reason: 'operation' }))
  })

  it('leads to a session of its own policies with those of a tool, which would add up', () => {
    const data = catalogOf([role('a', { sessionPolicies: READ_ONLY })])
    expect(chainOf(data, sessionId('a'), READ_ONLY)).toEqual(
      fail({ kind: 'no-session-policies', session: 'a', reason: 'own-policies' }),
    )
    expect(chainOf(data, sessionId('a'))).toMatchObject({ ok: true })
  })

  it('leads to a role with bounds that bound nothing: that would be all that the role may', () => {
    const bounds = { policy: null, policyArns: [] }
    expect(chainOf(catalogOf([role('a')]), sessionId('a'), bounds)).toMatchObject({
      ok: false,
      failure: { kind: 'invalid' },
    })
  })

  it('leads to a session that is not there', () => {
    expect(failureOf([], 'a')).toEqual({ kind: 'not-found', what: 'session' })
  })

  it.each([
    ['whose key is gone', [role('a')], 'a', 'source'],
    ['whose source is in a circle with it', ring('a', 'b'), 'a', 'source'],
    [
      'whose source is in a circle of others',
      [...ring('a', 'b'), role('c', { source: fromSession('a') })],
      'c',
    ],
    ['that starts from itself', ring('a'), 'a', 'source'],
    [
      'that leads on from a session whose key is gone',
      [role('a'), role('b', { source: fromSession('a') })],
      'b',
    ],
  ])('leads to one %s', (_, sessions, name, field = 'source') => {
    expect(failureOf(sessions, name, [])).toMatchObject({ kind: 'invalid', problems: [{ field }] })
  })

  it('is left for a long session whose source has become a role', () => {
    const b = role('b', { source: fromSession('a'), durationSeconds: 7_200 })
    expect(failureOf([token('a'), b], 'b')).toBeNull()
    expect(failureOf([role('a'), b], 'b')).toMatchObject({
      kind: 'invalid',
      problems: [{ field: 'durationSeconds' }],
    })
  })
})

/** Roles of which each starts from the next, and the last from the first. */
function ring(...names: readonly string[]): readonly Session[] {
  return names.map((name, at) => role(name, { source: fromSession(names[(at + 1) % names.length] ?? name) }))
}

const blue = { key: 'team', value: 'blue' }
const contextOf = (path: string) =>
  ({
    providerArn: 'arn:aws:iam::aws:contextProvider/IdentityCenter',
    assertion: { kind: 'file', path },
  }) as const

describe('the key of a node', () => {
  const first = role('a', { mfa: 'session-token' })
  const second = role('b', { source: fromSession('a') })
  const keyWith = (sessions: readonly Session[], identity = alice, name = 'b') =>
    leaf(catalogOf(sessions, [identity]), name).key
  const before = keyWith([first, second])

  it('is the same for the same inputs, in whatever order they stand', () => {
    const { name, source, ...others } = second
    expect(keyWith([{ source, ...others, name }, first])).toBe(before)
  })

  it('is the same in whatever order the members of what is in it stand, and tells those of lists apart', () => {
    const red = { key: 'cost', value: 'red' }
    const turned = { value: 'blue', key: 'team' }
    const keyOf = (changes: Partial<AssumeRoleSession>) => keyWith([first, { ...second, ...changes }])
    expect(keyOf({ tags: [turned, red] })).toBe(keyOf({ tags: [blue, red] }))
    expect(keyOf({ tags: [red, blue] })).not.toBe(keyOf({ tags: [blue, red] }))
    const { providerArn, assertion } = contextOf('/run/a')
    expect(
      keyOf({ providedContexts: [{ assertion: { path: assertion.path, kind: 'file' }, providerArn }] }),
    ).toBe(keyOf({ providedContexts: [contextOf('/run/a')] }))
    expect(keyOf({ providedContexts: [contextOf('/run/b')] })).not.toBe(
      keyOf({ providedContexts: [contextOf('/run/a')] }),
    )
    expect(keyOf({ tags: [blue], transitiveTagKeys: ['team'] })).not.toBe(keyOf({ tags: [blue] }))
  })

  it('of a provider’s call is that of where its proof comes from', () => {
    const keyAt = (session: Session, provider: Identity) => leaf(catalogOf([session], [provider]), 'a').key
    const token = keyAt(webRole('a'), cluster)
    expect(keyAt(webRole('a'), { ...cluster, token: { path: '/run/token', kind: 'file' } })).toBe(token)
    expect(keyAt(webRole('a'), { ...cluster, token: { kind: 'file', path: '/run/other' } })).not.toBe(token)
    const other = { ...cluster, id: identityId('other') }
    expect(keyAt(webRole('a', { source: { kind: 'identity', id: other.id } }), other)).not.toBe(token)
    const assertion = keyAt(samlRole('a'), corp)
    expect(keyAt(samlRole('a'), { ...corp, signInUrl: 'https://login.corp.example/other' })).not.toBe(
      assertion,
    )
  })

  it('leaves out what AWS is not told: names, hints, other sessions', () => {
    const renamed = { ...alice, name: 'Alice at work', accessKeyHint: 'AKIA…0000' }
    expect(keyWith([first, { ...second, name: 'other' }, role('c')], renamed)).toBe(before)
  })

  it.each<[string, Partial<IamUser>]>([
    ['the key', { keychainAccount: 'key-2' }],
    ['the Region', { region: 'eu-west-1' }],
    ['the STS address', { stsUrl: 'https://sts.example' }],
    ['the global STS', { globalSts: true }],
    ['the device', { mfaSerial: 'GAHT12345678' }],
    ['the user, after whom the session is named', { arn: 'arn:aws:iam::111122223333:user/bob' }],
  ])('changes with %s', (_, changes) => {
    expect(keyWith([first, second], { ...alice, ...changes })).not.toBe(before)
  })

  it.each<[string, Session, Session]>([
    ['the role', first, { ...second, roleArn: `${second.roleArn}2` }],
    ['the role session name', first, { ...second, roleSessionName: 'other' }],
    ['the external ID', first, { ...second, externalId: 'other' }],
    ['the duration', first, { ...second, durationSeconds: 3_600 }],
    ['the token’s size', first, { ...second, minimumSessionTokenSize: 4_096 }],
    ['the session policies', first, { ...second, sessionPolicies: READ_ONLY }],
    ['the tags', first, { ...second, tags: [blue] }],
    ['the source identity', first, { ...second, sourceIdentity: 'alice' }],
    ['the contexts', first, { ...second, providedContexts: [contextOf('/run/a')] }],
    ['the source’s tags', { ...first, tags: [blue] }, second],
    ['the source', first, role('b', { mfa: 'session-token' })],
    ['the source’s role', { ...first, roleArn: `${first.roleArn}2` }, second],
    ['the source’s external ID', { ...first, externalId: 'other' }, second],
    ['the source’s duration', { ...first, durationSeconds: 3_600 }, second],
    ['the source’s MFA', { ...first, mfa: 'own-code' }, second],
    ['the source’s lack of MFA', { ...first, mfa: 'none' }, second],
  ])('changes with %s', (_, a, b) => {
    expect(keyWith([a, b])).not.toBe(before)
  })

  it('is shared by all that passes the session token of one device', () => {
    const data = catalogOf([first, role('other', { mfa: 'session-token', externalId: 'xy' }), token('day')])
    const tokens = ['a', 'other', 'day'].map(name => stepsTo(leaf(data, name))[0]?.key)
    expect(new Set(tokens).size).toBe(1)
    expect(leaf(data, 'a').key).not.toBe(leaf(data, 'other').key)
  })

  it('is not shared by two keys', () => {
    const bob: IamUser = { ...alice, id: identityId('bob'), keychainAccount: 'key-2' }
    const data = catalogOf(
      [token('a'), token('b', { source: { kind: 'identity', id: bob.id } })],
      [alice, bob],
    )
    expect(leaf(data, 'a').key).not.toBe(leaf(data, 'b').key)
  })

  it('tells fields apart that hold each other’s text', () => {
    const one = role('a', { roleSessionName: 'xx', externalId: 'yy' })
    const other = role('a', { roleSessionName: 'yy', externalId: 'xx' })
    expect(keyWith([one], alice, 'a')).not.toBe(keyWith([other], alice, 'a'))
  })

  it('grows by no more than a call’s inputs with each step', () => {
    const chain = Array.from({ length: 12 }, (_, at) =>
      role(`r${at}`, at === 0 ? {} : { source: fromSession(`r${at - 1}`) }),
    )
    expect(keyWith(chain, alice, 'r11').length).toBeLessThan(12 * 1_000)
  })
})
