import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { explain } from '../../../main/core/failures/explain.ts'
import { Secret } from '../../../main/core/secret.ts'
import type { Session } from '../../../main/core/sessions/session.ts'
import { corp, federation, rootTask } from '../../core/recipes.ts'
import { alice as identity, role as roleSession, token } from '../../core/world.ts'
import { callEc2 } from '../../local-aws/client.ts'
import { SAML_DEV } from '../../local-aws/federated-world.ts'
import { randomId, randomSecret } from '../../local-aws/random.ts'
import { failureOf, got, plainOf } from '../calling.ts'
import { type LocalApp, startApp } from './app.ts'
import { addCorp } from './federated.ts'
import {
  ALICE,
  account,
  addOrganization,
  addRole,
  alice,
  allow,
  deny,
  HOME,
  MEMBER,
  OTHER,
  policy,
  role,
  trust,
} from './worlds.ts'

const TARGET = `arn:aws:iam::${HOME}:role/target`
const target = (changes: Parameters<typeof roleSession>[1] = {}) =>
  roleSession('target', { roleArn: TARGET, ...changes })

let app: LocalApp
beforeEach(async () => {
  app = await startApp(({ world }) => {
    addOrganization(world)
    addRole(world, 'target', { trust: trust(ALICE), policies: [allow('*')] })
    alice(world).policies = [allow('*')]
  })
})
afterEach(() => app.close())

describe('whom AWS takes a session for', () => {
  it.each<[Session, string]>([
    [target(), `arn:aws:sts::${HOME}:assumed-role/target/alice`],
    [token('it', { mfa: false }), ALICE],
    [federation('it'), `arn:aws:sts::${HOME}:federated-user/alice`],
    [rootTask('it', { targetPrincipal: MEMBER }), `arn:aws:iam::${MEMBER}:root`],
  ])('is told by AWS, and known without: $operation', async (session, arn) => {
    const { credentials } = got(await app.get(session))
    expect(credentials.arn).toBe(arn)
    expect(got(await app.inquiries.whoAmI(session.id))).toMatchObject({ arn, account: credentials.account })
  })

  it('is told though every policy denies it', async () => {
    role(app.demo.world, TARGET).policies = [deny('*')]
    got(await app.get(target()))
    expect(got(await app.inquiries.whoAmI(target().id)).account).toBe(HOME)
  })
})

describe('a key that does not work when it is added', () => {
  const dead = { accessKeyId: randomId('AKIA'), secretAccessKey: randomSecret(), active: false }
  const add = () =>
    app.keys.add(app.settings({ name: 'dead' }), {
      accessKeyId: dead.accessKeyId,
      secretAccessKey: new Secret(dead.secretAccessKey),
    })

  it('is told by its account where AWS knows it still', async () => {
    account(app.demo.world, OTHER).users.push({
      name: 'bob',
      userId: 'AIDABOB',
      keys: [dead],
      mfaDevices: [],
      policies: [],
    })
    const failure = failureOf(await add())
    expect(failure).toEqual({
      kind: 'dead-key',
      accessKeyHint: `AKIA…${dead.accessKeyId.slice(-4)}`,
      account: OTHER,
    })
    expect(app.outcomes()).toEqual(['GetCallerIdentity InvalidClientTokenId', 'GetAccessKeyInfo ok'])
    expect(app.catalog.data.identities).toHaveLength(1)
  })

  it('is told as unknown where AWS does not', async () => {
    expect(explain(failureOf(await add())).title).toContain('AWS does not know the access key')
  })
})

describe('the MFA devices of a key', () => {
  it('are told by IAM, whose calls are signed for its one Region', async () => {
    const { mfaSerial } = app.demo.alice
    expect(got(await app.inquiries.mfaDevices(app.settings(), null, identity.id))).toEqual([mfaSerial])
    expect(app.calls()).toMatchObject([{ operation: 'ListMFADevices', region: 'us-east-1', outcome: 'ok' }])
  })

  it('are not told where that is not allowed, and which action it takes is said', async () => {
    alice(app.demo.world).policies = []
    const { title, advice, remedies } = explain(
      failureOf(await app.inquiries.mfaDevices(app.settings(), null, identity.id)),
    )
    expect(title).toMatch(/^arn:\S+ may not call iam:ListMFADevices\.$/)
    expect(advice).toBe('AWS names the caller’s identity policy: allow iam:ListMFADevices there.')
    expect(remedies).toEqual([])
  })
})

it('the roles that a company gives are read from its assertion', async () => {
  await addCorp(app)
  expect(got(await app.inquiries.samlRoles(corp.id))).toEqual([
    { roleArn: SAML_DEV.role, principalArn: SAML_DEV.provider },
  ])
})

describe('a refusal of another service', () => {
  const stop = async (session: Session): Promise<string> => {
    const keys = plainOf(got(await app.get(session)).credentials)
    const reply = await callEc2(app.aws.url, keys, {
      Action: 'StopInstances',
      'InstanceId.1': `i-${'0'.repeat(17)}`,
    })
    return /failure message: ([\w-]+)/.exec(reply.xml)?.[1] ?? ''
  }

  it('is decoded with the session’s own credentials', async () => {
    role(app.demo.world, TARGET).policies.push(
      policy({ Sid: 'NoStopping', Effect: 'Deny', Action: 'ec2:StopInstances', Resource: '*' }),
    )
    const decoded = JSON.parse(got(await app.inquiries.decode(target().id, ` ${await stop(target())}\n`)))
    expect(decoded).toMatchObject({
      allowed: false,
      explicitDeny: true,
      context: { action: 'ec2:StopInstances' },
    })
    expect(JSON.stringify(decoded)).toContain('NoStopping')
  })

  it('is not decoded where that is not allowed, and that is said', async () => {
    role(app.demo.world, TARGET).policies = [allow('sns:*')]
    const failure = failureOf(await app.inquiries.decode(target().id, await stop(target())))
    const { title, advice } = explain(failure)
    expect(title).toMatch(/^arn:\S+ may not call sts:DecodeAuthorizationMessage\.$/)
    expect(advice).toContain('sts:DecodeAuthorizationMessage')
  })

  it('is not decoded where it was cut short', async () => {
    const message = (await stop(target())) || 'x'.repeat(40)
    role(app.demo.world, TARGET).policies.push(deny('ec2:*'))
    const failure = failureOf(await app.inquiries.decode(target().id, message.slice(0, -3)))
    expect(explain(failure).title).toContain('InvalidAuthorizationMessageException')
  })
})
