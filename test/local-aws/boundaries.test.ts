import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { callSns, callSts, type Keys, keysOf, type Reply } from './client.ts'
import { type DemoWorld, demoWorld, homeOf } from './demo-world.ts'
import type { PolicyDocument } from './policy.ts'
import { type LocalAws, startLocalAws } from './server.ts'
import type { Account, Role, User } from './world.ts'

const HOME = '111122223333'
const ABROAD = '444455556666'
const ALICE = `arn:aws:iam::${HOME}:user/alice`

let demo: DemoWorld
let home: Account
let abroad: Account
let user: User
let aws: LocalAws
beforeEach(async () => {
  demo = demoWorld()
  ;({ home, user } = homeOf(demo))
  user.policies = [may('*')]
  abroad = { id: ABROAD, users: [], roles: [] }
  demo.world.accounts.push(abroad)
  aws = await startLocalAws({ world: demo.world })
})
afterEach(() => aws.close())

type Effect = 'Allow' | 'Deny'
const statement = (Effect: Effect, Action: string) => ({ Effect, Action, Resource: '*' })
function may(Action: string): PolicyDocument {
  return { Statement: statement('Allow', Action) }
}
const mayAllBut = (Action: string): PolicyDocument => ({
  Statement: [statement('Allow', '*'), statement('Deny', Action)],
})
const addRole = (account: Account, principal: string, more: Partial<Role> = {}, name = 'target') => {
  const trust = { Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:*' } as const
  account.roles.push({ name, roleId: 'AROATARGET', trust: { Statement: trust }, policies: [], ...more })
  return `arn:aws:iam::${account.id}:role/${name}`
}
const assume = (RoleArn: string, keys: Keys = demo.alice, more: Record<string, string> = {}) =>
  callSts(aws.url, keys, { Action: 'AssumeRole', RoleArn, RoleSessionName: 'me', ...more })
const federate = (keys: Keys = demo.alice) =>
  callSts(aws.url, keys, { Action: 'GetFederationToken', Name: 'guest', Policy: JSON.stringify(may('*')) })
const list = (keys: Keys) => callSns(aws.url, keys, { Action: 'ListTopics' })
const message = (reply: Reply) => [reply.field('Code'), reply.field('Message')]
const mayNot = (what: string, on: string, why: string, who = ALICE) => [
  'AccessDenied',
  `User: ${who} is not authorized to perform: ${what} on resource: ${on}${why}`,
]

const SIDES: readonly [string, (document: PolicyDocument) => void][] = [
  [
    'service control policy',
    document => {
      home.serviceControlPolicies = [document]
    },
  ],
  [
    'permissions boundary',
    document => {
      user.permissionsBoundary = document
    },
  ],
]

describe.each(SIDES)('a %s', (side, set) => {
  const root = `arn:aws:iam::${HOME}:root`
  const explicit = ` with an explicit deny in a ${side}`
  const silent = (action: string) => ` because no ${side} allows the ${action} action`

  it('that allows everything changes nothing', async () => {
    set(may('*'))
    expect((await assume(addRole(home, root))).status).toBe(200)
    expect((await federate()).status).toBe(200)
  })

  it.each(['home', 'abroad'])('is named where it forbids to assume a role: %s', async where => {
    const role = addRole(where === 'home' ? home : abroad, root)
    set(mayAllBut('sts:AssumeRole'))
    expect(message(await assume(role))).toEqual(mayNot('sts:AssumeRole', role, explicit))
    set(may('sns:*'))
    expect(message(await assume(role))).toEqual(mayNot('sts:AssumeRole', role, silent('sts:AssumeRole')))
  })

  it('is named for what goes with it', async () => {
    const role = addRole(home, root)
    set(mayAllBut('sts:SetSourceIdentity'))
    const reply = await assume(role, demo.alice, { SourceIdentity: 'alice' })
    expect(message(reply)).toEqual(mayNot('sts:SetSourceIdentity', role, explicit))
    expect((await assume(role)).status).toBe(200)
  })

  it('is named by other operations and services too', async () => {
    const guest = `arn:aws:sts::${HOME}:federated-user/guest`
    set(may('sns:*'))
    const action = 'sts:GetFederationToken'
    expect(message(await federate())).toEqual(mayNot(action, guest, silent(action)))
    expect((await list(demo.alice)).status).toBe(200)
    set(mayAllBut('sns:*'))
    expect((await list(demo.alice)).field('Message')).toContain(explicit)
    expect((await list(keysOf(await federate()))).field('Message')).toContain(explicit)
  })

  it('is not consulted about GetCallerIdentity, and GetSessionToken needs no more than no deny', async () => {
    const token = () => callSts(aws.url, demo.alice, { Action: 'GetSessionToken' })
    set(may('sns:*'))
    expect((await token()).status).toBe(200)
    set(mayAllBut('sts:*'))
    expect(message(await token())).toEqual(mayNot('sts:GetSessionToken', ALICE, explicit))
    expect((await callSts(aws.url, demo.alice, { Action: 'GetCallerIdentity' })).status).toBe(200)
  })
})

describe('a trust policy', () => {
  it('that names the user is enough without a boundary’s word, but not without a control policy’s', async () => {
    const role = addRole(home, ALICE)
    user.permissionsBoundary = may('sns:*')
    expect((await assume(role)).status).toBe(200)
    user.permissionsBoundary = mayAllBut('sts:AssumeRole')
    expect((await assume(role)).status).toBe(403)
    user.permissionsBoundary = may('*')
    home.serviceControlPolicies = [may('sns:*')]
    const why = ' because no service control policy allows the sts:AssumeRole action'
    expect(message(await assume(role))).toEqual(mayNot('sts:AssumeRole', role, why))
  })

  it('that names a role needs the role’s boundary', async () => {
    const first = addRole(home, ALICE, { permissionsBoundary: may('sns:*') }, 'first')
    const last = addRole(home, first, {}, 'last')
    const keys = keysOf(await assume(first))
    const who = `arn:aws:sts::${HOME}:assumed-role/first/me`
    const why = ' because no permissions boundary allows the sts:AssumeRole action'
    expect(message(await assume(last, keys))).toEqual(mayNot('sts:AssumeRole', last, why, who))
    for (const role of home.roles) delete role.permissionsBoundary
    expect((await assume(last, keys)).status).toBe(200)
  })

  it('that does not name the caller is not named either', async () => {
    const role = addRole(home, ABROAD)
    user.permissionsBoundary = may('sns:*')
    expect(message(await assume(role))).toEqual(mayNot('sts:AssumeRole', role, ''))
  })
})

describe('the world', () => {
  it('may tell of an identity-based policy that says nothing', async () => {
    user.policies = []
    const [near, far] = [addRole(home, HOME), addRole(abroad, HOME)]
    const why = ' because no identity-based policy allows the sts:AssumeRole action'
    for (const role of [near, far]) {
      demo.world.tellsSilentPolicies = false
      expect(message(await assume(role))).toEqual(mayNot('sts:AssumeRole', role, ''))
      demo.world.tellsSilentPolicies = true
      expect(message(await assume(role))).toEqual(mayNot('sts:AssumeRole', role, why))
    }
    const closed = addRole(home, ABROAD, {}, 'closed')
    expect(message(await assume(closed))).toEqual(mayNot('sts:AssumeRole', closed, ''))
  })

  it('has no control policies over its management account, nor of another account', async () => {
    const role = addRole(abroad, HOME)
    abroad.serviceControlPolicies = [mayAllBut('*')]
    expect((await assume(role)).status).toBe(200)
    home.serviceControlPolicies = [mayAllBut('*')]
    expect((await assume(role)).status).toBe(403)
    const organization = { managementAccount: HOME, delegatedAdministrators: [], members: [ABROAD] }
    demo.world.organization = { ...organization, rootSessions: false }
    expect((await assume(role)).status).toBe(200)
  })

  it('bounds the root user too', async () => {
    const root = { accessKeyId: `AKIA${'R'.repeat(16)}`, secretAccessKey: 'r'.repeat(40), active: true }
    home.root = { keys: [root], mfaDevices: [] }
    home.serviceControlPolicies = [mayAllBut('sns:*')]
    expect((await list(root)).field('Message')).toContain('explicit deny in a service control policy')
  })

  it('can’t have an empty list of control policies', async () => {
    home.serviceControlPolicies = []
    await expect(startLocalAws({ world: demo.world })).rejects.toThrow('an empty list of control policies')
    home.serviceControlPolicies = [{ Statement: [] }]
    await expect(startLocalAws({ world: demo.world })).rejects.toThrow('a policy has no statement')
  })
})
