import { beforeEach, describe, expect, it } from 'vitest'
import type { AccessKey } from '../../main/core/broker/credentials.ts'
import type { EndpointSettings } from '../../main/core/catalog/identity.ts'
import { type Failure, fail, succeed } from '../../main/core/failures/failure.ts'
import { Inquiries } from '../../main/core/inquiries.ts'
import { Secret } from '../../main/core/secret.ts'
import type { SamlAssertion } from '../../main/core/sts/saml.ts'
import { FakeLookups, flush, TYPED_SECRET } from '../support/fakes.ts'
import { cluster, corp, webRole } from './recipes.ts'
import { alice, denied, identityId, role, sessionId, token, World } from './world.ts'

const own: EndpointSettings = {
  region: 'eu-west-1',
  fallbackRegion: null,
  globalSts: false,
  stsUrl: null,
}
const typed: AccessKey = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: new Secret(TYPED_SECRET),
}
const roles = [
  {
    roleArn: 'arn:aws:iam::444455556666:role/Admin',
    principalArn: 'arn:aws:iam::444455556666:saml-provider/Corp',
  },
]
const gone = (what: 'identity' | 'session') => fail({ kind: 'not-found', what })

let world: World
let lookups: FakeLookups
let assertion: SamlAssertion | null
let inquiries: Inquiries

beforeEach(async () => {
  world = new World(role('admin'), token('day'), webRole('pod'))
  await world.change({ identities: [alice, cluster, corp] })
  lookups = new FakeLookups()
  assertion = { issuer: null, audience: null, expiry: null, roles }
  inquiries = new Inquiries({
    catalog: () => world.data,
    broker: world.broker,
    keys: world.keys,
    lookups,
    signIns: world.signIns,
    readAssertion: () => assertion,
  })
})

/** What was looked up, with whose key, and in which Region. */
const asked = () =>
  lookups.asked.map(({ what, of, signer, endpoint }) => [what, of, signer.accessKeyId, endpoint.region])

describe('whose credentials they are', () => {
  it('is asked with those of the session, which starts for it', async () => {
    expect(await inquiries.whoAmI(sessionId('admin'))).toEqual(lookups.caller)
    expect(asked()).toEqual([['whoAmI', null, 'ASIA0000000000000000', 'eu-central-1']])
    expect(world.state('admin').kind).toBe('live')
    await inquiries.whoAmI(sessionId('admin'))
    expect(world.sts.calls).toHaveLength(1)
  })

  it('is asked where the identity at the start of the chain asks', async () => {
    await world.change({ identities: [alice, { ...cluster, region: 'us-gov-west-1' }] })
    await world.change({
      sessions: [webRole('pod', { roleArn: 'arn:aws-us-gov:iam::444455556666:role/Admin' })],
    })
    await inquiries.whoAmI(sessionId('pod'))
    expect(asked()).toEqual([['whoAmI', null, 'ASIA0000000000000000', 'us-gov-west-1']])
  })

  it('waits for the code that the session needs', async () => {
    const answer = inquiries.whoAmI(sessionId('day'))
    await flush()
    expect(asked()).toEqual([])
    await world.type('123456')
    expect(await answer).toEqual(lookups.caller)
  })

  it('is not known where the session can’t be had, and why is told', async () => {
    world.sts.failNext(denied)
    expect(await inquiries.whoAmI(sessionId('admin'))).toEqual(fail(denied))
    expect(await inquiries.whoAmI(sessionId('none'))).toEqual(gone('session'))
    expect(asked()).toEqual([])
  })
})

it('a refusal is decoded with the session’s credentials, and without the blanks around it', async () => {
  expect(await inquiries.decode(sessionId('admin'), ' encoded\n')).toEqual(lookups.decoded)
  expect(asked()).toEqual([['decode', 'encoded', 'ASIA0000000000000000', 'eu-central-1']])
  expect(await inquiries.decode(sessionId('none'), 'encoded')).toEqual(gone('session'))
})

describe('the devices of a user', () => {
  it('are asked for with the key that was typed, where the form says', async () => {
    expect(await inquiries.mfaDevices(own, typed, null)).toEqual(lookups.devices)
    expect(asked()).toEqual([['mfaDevices', null, typed.accessKeyId, 'eu-west-1']])
    expect(world.keys.reads).toBe(0)
  })

  it('are asked for with the key that is kept, where none was typed', async () => {
    expect(await inquiries.mfaDevices(own, null, alice.id)).toEqual(lookups.devices)
    expect(asked()).toEqual([['mfaDevices', null, 'AKIAkey-1', 'eu-west-1']])
  })

  it.each<[string, Partial<EndpointSettings>, AccessKey | null, readonly string[]]>([
    ['no Region', { region: 'x' }, typed, ['region']],
    ['no key', {}, { ...typed, accessKeyId: 'x' }, ['accessKeyId']],
    ['no secret', {}, { ...typed, secretAccessKey: new Secret('x') }, ['secretAccessKey']],
    ['no Region for a key that is kept', { region: 'x' }, null, ['region']],
  ])('are not asked for with %s', async (_, changes, key, fields) => {
    const told = await inquiries.mfaDevices({ ...own, ...changes }, key, alice.id)
    expect(told).toMatchObject({ failure: { kind: 'invalid', problems: fields.map(field => ({ field })) } })
    expect([asked(), world.keys.reads]).toEqual([[], 0])
  })

  it('are those of a user whose key is there', async () => {
    expect(await inquiries.mfaDevices(own, null, null)).toEqual(gone('identity'))
    expect(await inquiries.mfaDevices(own, null, cluster.id)).toEqual(gone('identity'))
    const locked: Failure = { kind: 'keychain', reason: 'locked', detail: '' }
    world.keys.failure = locked
    expect(await inquiries.mfaDevices(own, null, alice.id)).toEqual(fail(locked))
    expect(asked()).toEqual([])
  })
})

describe('the roles of a company’s sign-in', () => {
  it('are read from what its page says of the person who asks', async () => {
    expect(await inquiries.samlRoles(corp.id)).toEqual(succeed(roles))
    expect(world.signIns.asked).toEqual([['Corp', 'you']])
  })

  it('are not known where that can’t be read, or was not given', async () => {
    assertion = null
    expect(await inquiries.samlRoles(corp.id)).toMatchObject({
      failure: { kind: 'sign-in', reason: 'unreadable', provider: 'Corp' },
    })
    const closed: Failure = { kind: 'sign-in', reason: 'closed', provider: 'Corp', detail: '' }
    world.signIns.failure = closed
    expect(await inquiries.samlRoles(corp.id)).toEqual(fail(closed))
  })

  it.each([alice.id, cluster.id, identityId('none')])(
    'are those of a SAML provider, which “%s” is not',
    async id => {
      expect(await inquiries.samlRoles(id)).toEqual(gone('identity'))
      expect(world.signIns.asked).toEqual([])
    },
  )
})
