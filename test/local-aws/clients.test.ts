import { GetUserCommand, IAMClient, ListMFADevicesCommand } from '@aws-sdk/client-iam'
import {
  AssumeRoleCommand,
  AssumeRootCommand,
  type Credentials,
  DecodeAuthorizationMessageCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clientEnvironment, DEBIAN_AWS, DEBIAN_PYTHON, runProgram } from '../support/debian-clients.ts'
import type { Keys } from './client.ts'
import { type DemoWorld, demoWorld } from './demo-world.ts'
import type { PolicyDocument } from './policy.ts'
import { type LocalAws, startLocalAws } from './server.ts'

// Clients that nobody here wrote, with the operations that second-opinion.test.ts does not call.

const HOME = '111122223333'
const MEMBER = '444455556666'
const GUEST = `arn:aws:sts::${HOME}:federated-user/guest`
const EVERYTHING: PolicyDocument = {
  Statement: [
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: 'ec2:*', Resource: '*' },
  ],
}

let demo: DemoWorld
let aws: LocalAws
beforeEach(async () => {
  demo = demoWorld()
  for (const user of demo.world.accounts.flatMap(account => account.users)) user.policies = [EVERYTHING]
  demo.world.accounts.push({ id: MEMBER, users: [], roles: [] })
  demo.world.organization = {
    managementAccount: HOME,
    delegatedAdministrators: [],
    members: [MEMBER],
    rootSessions: true,
  }
  aws = await startLocalAws({ world: demo.world })
})
afterEach(() => aws.close())

describe('@aws-sdk', () => {
  const options = (credentials: Keys) => ({
    endpoint: aws.url,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  })
  const sts = (credentials: Keys = demo.alice) => new STSClient(options(credentials))
  const iam = (credentials: Keys = demo.alice) => new IAMClient(options(credentials))
  const keys = (given: Credentials | undefined): Keys => ({
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    sessionToken: given?.SessionToken ?? '',
  })

  it('gets a federation token, which IAM does not take', async () => {
    const told = await sts().send(
      new GetFederationTokenCommand({
        Name: 'guest',
        PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
        Tags: [{ Key: 'team', Value: 'blue' }],
        DurationSeconds: 900,
      }),
    )
    expect(told.FederatedUser).toEqual({ FederatedUserId: `${HOME}:guest`, Arn: GUEST })
    expect(told.PackedPolicySize).toBeGreaterThan(0)
    const guest = keys(told.Credentials)
    expect(await sts(guest).send(new GetCallerIdentityCommand({}))).toMatchObject({ Arn: GUEST })
    await expect(iam(guest).send(new GetUserCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    })
  })

  it('becomes a root user', async () => {
    const told = await sts().send(
      new AssumeRootCommand({
        TargetPrincipal: MEMBER,
        TaskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials' },
      }),
    )
    const user = await iam(keys(told.Credentials)).send(new GetUserCommand({}))
    expect(user.User).toMatchObject({ Arn: `arn:aws:iam::${MEMBER}:root`, UserId: MEMBER })
  })

  it('learns whose a key is and which devices a user has', async () => {
    const { accessKeyId, mfaSerial } = demo.alice
    const info = await sts().send(new GetAccessKeyInfoCommand({ AccessKeyId: accessKeyId }))
    expect(info.Account).toBe(HOME)
    const devices = await iam().send(new ListMFADevicesCommand({}))
    expect(devices.MFADevices).toEqual([
      { UserName: 'alice', SerialNumber: mfaSerial, EnableDate: expect.any(Date) },
    ])
    expect(devices.IsTruncated).toBe(false)
  })

  it('gives refusals their names', async () => {
    const decode = new DecodeAuthorizationMessageCommand({ EncodedMessage: 'x' })
    await expect(sts().send(decode)).rejects.toMatchObject({ name: 'InvalidAuthorizationMessageException' })
    const nobody = new GetUserCommand({ UserName: 'nobody' })
    await expect(iam().send(nobody)).rejects.toMatchObject({ name: 'NoSuchEntityException' })
    for (const account of demo.world.accounts) account.disabledRegions = ['us-east-1']
    const token = new GetFederationTokenCommand({ Name: 'guest' })
    await expect(sts().send(token)).rejects.toMatchObject({ name: 'RegionDisabledException' })
  })

  it('sends contexts along', async () => {
    const command = new AssumeRoleCommand({
      RoleArn: demo.roles.devReadonly,
      RoleSessionName: 'me',
      ProvidedContexts: [
        { ProviderArn: 'arn:aws:iam::aws:contextProvider/IdentityCenter', ContextAssertion: 'word' },
      ],
    })
    await expect(sts().send(command)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('is not authorized to perform: sts:SetContext'),
    })
  })
})

const DECODE = `
import boto3, json, re, sys
url = sys.argv[1]
client = lambda name: boto3.client(name, endpoint_url=url)
try:
    client('ec2').stop_instances(InstanceIds=['i-0123456789abcdef0'])
except Exception as error:
    refused = error.response['Error']
encoded = re.search('Encoded authorization failure message: (.*)', refused['Message']).group(1)
decoded = json.loads(client('sts').decode_authorization_message(EncodedMessage=encoded)['DecodedMessage'])
print(json.dumps({'code': refused['Code'], 'decoded': decoded}))
`

describe('Debian', () => {
  it('boto3 is refused by EC2 and decodes why', async () => {
    const ran = await runProgram(DEBIAN_PYTHON, ['-c', DECODE, aws.url], clientEnvironment(demo.alice))
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 })
    expect(JSON.parse(ran.stdout)).toMatchObject({
      code: 'UnauthorizedOperation',
      decoded: {
        allowed: false,
        explicitDeny: true,
        context: { principal: { arn: demo.alice.arn }, action: 'ec2:StopInstances' },
      },
    })
  }, 60_000)

  it('awscli lists devices and gets a federation token', async () => {
    const cli = async (...args: string[]): Promise<unknown> => {
      const ran = await runProgram(
        DEBIAN_AWS,
        ['--endpoint-url', aws.url, '--region', 'us-east-1', '--output', 'json', ...args],
        clientEnvironment(demo.alice),
      )
      expect(ran, ran.stderr).toMatchObject({ exitCode: 0 })
      return JSON.parse(ran.stdout)
    }
    expect(await cli('iam', 'list-mfa-devices')).toMatchObject({
      MFADevices: [{ UserName: 'alice', SerialNumber: demo.alice.mfaSerial }],
    })
    const policy = JSON.stringify(EVERYTHING)
    expect(await cli('sts', 'get-federation-token', '--name', 'guest', '--policy', policy)).toMatchObject({
      FederatedUser: { Arn: GUEST },
    })
  }, 60_000)
})
