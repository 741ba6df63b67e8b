import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { callEc2, callSts, type Keys, keysOf, type Reply } from '../../client.ts'
import { type DemoWorld, demoWorld, homeOf } from '../../demo-world.ts'
import type { PolicyDocument, Statement } from '../../policy.ts'
import { type LocalAws, startLocalAws } from '../../server.ts'
import type { Account, User } from '../../world.ts'

const HOME = '111122223333'
const ID = 'i-0123456789abcdef0'
const INSTANCE = `arn:aws:ec2:eu-central-1:${HOME}:instance/${ID}`

let demo: DemoWorld
let home: Account
let user: User
let aws: LocalAws
beforeEach(async () => {
  demo = demoWorld()
  ;({ home, user } = homeOf(demo))
  aws = await startLocalAws({ world: demo.world })
})
afterEach(() => aws.close())

function policy(statement: Partial<Statement>): PolicyDocument {
  return { Statement: { Effect: 'Allow', Resource: '*', ...statement } }
}
const stop = (more: Record<string, string> = {}, keys: Keys = demo.alice) =>
  callEc2(aws.url, keys, { Action: 'StopInstances', 'InstanceId.1': ID, ...more })
const refusal = (reply: Reply) => [reply.field('Code'), reply.status, reply.field('Message')]
const encodedIn = (reply: Reply) =>
  /Encoded authorization failure message: (\S+)$/.exec(reply.field('Message'))?.[1] ?? ''
const decode = (EncodedMessage: string, keys: Keys = demo.alice) =>
  callSts(aws.url, keys, { Action: 'DecodeAuthorizationMessage', EncodedMessage })
const decoded = async (reply: Reply): Promise<unknown> => {
  user.policies.push(policy({ Action: 'sts:DecodeAuthorizationMessage' }))
  return JSON.parse((await decode(encodedIn(reply))).field('DecodedMessage'))
}

describe('StopInstances', () => {
  it('is refused in EC2’s own form to those who may not', async () => {
    const reply = await stop()
    expect([reply.field('Code'), reply.status]).toEqual(['UnauthorizedOperation', 403])
    const [before] = reply.field('Message').split(encodedIn(reply))
    expect(before).toBe(
      `You are not authorized to perform this operation. User: ${demo.alice.arn} is not authorized to perform: ec2:StopInstances on resource: ${INSTANCE} because no identity-based policy allows the ec2:StopInstances action. Encoded authorization failure message: `,
    )
    expect(reply.xml).toMatch(/^<Response>\s*<Errors>\s*<Error>\s*<Code>/)
    expect(reply.field('RequestID')).toBe(reply.headers.get('x-amzn-requestid'))
  })

  it('has nothing to stop for those who may', async () => {
    user.policies = [policy({ Action: 'ec2:StopInstances', Resource: INSTANCE })]
    const message = `The instance ID '${ID}' does not exist`
    expect(refusal(await stop())).toEqual(['InvalidInstanceID.NotFound', 400, message])
    const dry = 'Request would have succeeded, but DryRun flag is set.'
    expect(refusal(await stop({ DryRun: 'true' }))).toEqual(['DryRunOperation', 412, dry])
    // One of several is enough to be refused.
    const other = { 'InstanceId.2': 'i-12345678' }
    expect((await stop(other)).field('Code')).toBe('UnauthorizedOperation')
  })

  it('wants ids of instances', async () => {
    const reply = await stop({ 'InstanceId.1': 'server' })
    expect(refusal(reply)).toEqual(['InvalidInstanceID.Malformed', 400, 'Invalid id: "server"'])
    expect((await stop({ Force: 'true' })).field('Code')).toBe('ValidationError')
    const none = await callEc2(aws.url, demo.alice, { Action: 'StopInstances' })
    expect(none.field('Code')).toBe('ValidationError')
  })

  it('is refused to bounded credentials', async () => {
    user.policies = [policy({ Action: '*' })]
    const guest = await callSts(aws.url, demo.alice, { Action: 'GetFederationToken', Name: 'guest' })
    const reply = await stop({}, keysOf(guest))
    expect(reply.field('Message')).toContain('because no session policy allows the ec2:StopInstances action')
  })

  it('has its faults in the same form', async () => {
    await aws.fault({ kind: 'error', status: 503, operations: ['StopInstances'] })
    const reply = await stop()
    expect([reply.status, reply.xml.startsWith('<Response>')]).toEqual([503, true])
  })
})

describe('the encoded message', () => {
  it('says who wanted what', async () => {
    const told = await decoded(await stop())
    expect(told).toEqual({
      allowed: false,
      explicitDeny: false,
      matchedStatements: { items: [] },
      failures: { items: [] },
      context: {
        principal: { id: user.userId, name: 'alice', arn: demo.alice.arn },
        action: 'ec2:StopInstances',
        resource: INSTANCE,
        conditions: {
          items: expect.arrayContaining([
            { key: 'aws:Region', values: { items: [{ value: 'eu-central-1' }] } },
            { key: 'aws:ARN', values: { items: [{ value: INSTANCE }] } },
          ]),
        },
      },
    })
  })

  it('says which statements forbade it, wherever they are', async () => {
    const deny = { Sid: 'NoStopping', Effect: 'Deny', Action: ['ec2:Stop*'], Resource: '*' } as const
    home.serviceControlPolicies = [{ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }, deny] }]
    const reply = await stop()
    expect(reply.field('Message')).toContain('with an explicit deny in a service control policy')
    expect(await decoded(reply)).toMatchObject({
      explicitDeny: true,
      matchedStatements: {
        items: [
          {
            statementId: 'NoStopping',
            effect: 'DENY',
            principals: { items: [{ value: user.userId }] },
            actions: { items: [{ value: 'ec2:Stop*' }] },
            resources: { items: [{ value: '*' }] },
          },
        ],
      },
    })
  })

  it('says which session it was', async () => {
    const assume = { Action: 'AssumeRole', RoleArn: demo.roles.devReadonly, RoleSessionName: 'me' }
    const reply = await stop({}, keysOf(await callSts(aws.url, demo.alice, assume)))
    expect(await decoded(reply)).toMatchObject({
      context: {
        principal: {
          id: expect.stringMatching(/^AROA.*:me$/),
          arn: `arn:aws:sts::${HOME}:assumed-role/dev-readonly/me`,
        },
      },
    })
  })
})
