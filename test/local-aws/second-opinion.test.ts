import {
  AssumeRoleCommand,
  type Credentials,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clientEnvironment, DEBIAN_AWS, DEBIAN_PYTHON, runProgram } from '../support/debian-clients.ts'
import type { Keys } from './client.ts'
import { type DemoWorld, demoWorld } from './demo-world.ts'
import { type LocalAws, startLocalAws } from './server.ts'
import { canonicalRequest, signatureOf } from './sigv4.ts'

// Clients that nobody here wrote. They must be there: a machine without them has not run these tests.

let demo: DemoWorld
let aws: LocalAws
beforeEach(async () => {
  demo = demoWorld()
  aws = await startLocalAws({ world: demo.world })
})
afterEach(() => aws.close())

type Answer = { Arn?: string; Credentials?: CliCredentials; AssumedRoleUser?: { Arn: string } }
type CliCredentials = {
  AccessKeyId: string
  SecretAccessKey: string
  SessionToken: string
  Expiration: string
}

const keysFrom = (credentials: CliCredentials | undefined): Keys => ({
  accessKeyId: credentials?.AccessKeyId ?? '',
  secretAccessKey: credentials?.SecretAccessKey ?? '',
  sessionToken: credentials?.SessionToken ?? '',
})

describe('Debian awscli 2.9', () => {
  const cli = (keys: Keys, ...args: string[]) =>
    runProgram(
      DEBIAN_AWS,
      ['--endpoint-url', aws.url, '--output', 'json', 'sts', ...args],
      clientEnvironment(keys),
    )
  const ask = async (keys: Keys, ...args: string[]): Promise<Answer> => {
    const ran = await cli(keys, ...args)
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 })
    return JSON.parse(ran.stdout)
  }

  it('goes from a key with a code through two roles', async () => {
    const { alice, roles } = demo
    expect(await ask(alice, 'get-caller-identity')).toMatchObject({ Arn: alice.arn })
    const session = await ask(
      alice,
      ...['get-session-token', '--serial-number', alice.mfaSerial, '--token-code', aws.code(alice.mfaSerial)],
    )
    const assume = (keys: Keys, arn: string, ...more: string[]) =>
      ask(keys, 'assume-role', '--role-arn', arn, '--role-session-name', 'cli', ...more)
    const prod = await assume(keysFrom(session.Credentials), roles.prodAdmin, '--duration-seconds', '43200')
    const audit = await assume(keysFrom(prod.Credentials), roles.auditChained)
    const arn = 'arn:aws:sts::111122223333:assumed-role/audit-chained/cli'
    expect(audit.AssumedRoleUser?.Arn).toBe(arn)
    expect(await ask(keysFrom(audit.Credentials), 'get-caller-identity')).toMatchObject({ Arn: arn })
    expect(aws.calls().map(call => [call.operation, call.mfa, call.outcome])).toEqual([
      ['GetCallerIdentity', false, 'ok'],
      ['GetSessionToken', true, 'ok'],
      ['AssumeRole', false, 'ok'],
      ['AssumeRole', false, 'ok'],
      ['GetCallerIdentity', false, 'ok'],
    ])
  }, 120_000)

  it('understands a refusal', async () => {
    const role = demo.roles.prodAdmin
    const ran = await cli(demo.alice, 'assume-role', '--role-arn', role, '--role-session-name', 'cli')
    expect(ran.exitCode).not.toBe(0)
    expect(ran.stderr).toContain('An error occurred (AccessDenied) when calling the AssumeRole operation')
    expect(ran.stderr).toContain(
      `User: ${demo.alice.arn} is not authorized to perform: sts:AssumeRole on resource: ${role}`,
    )
  }, 60_000)
})

const CHAIN = `
import boto3, json, sys
url, serial, code, prod, audit = sys.argv[1:]
def client(c=None):
    return boto3.client('sts', endpoint_url=url, **({} if c is None else dict(aws_access_key_id=c['AccessKeyId'],
        aws_secret_access_key=c['SecretAccessKey'], aws_session_token=c['SessionToken'])))
arns = [client().get_caller_identity()['Arn']]
session = client().get_session_token(SerialNumber=serial, TokenCode=code, DurationSeconds=900)['Credentials']
first = client(session).assume_role(RoleArn=prod, RoleSessionName='boto3')['Credentials']
second = client(first).assume_role(RoleArn=audit, RoleSessionName='boto3')['Credentials']
arns.append(client(second).get_caller_identity()['Arn'])
try:
    client(session).get_session_token()
except Exception as error:
    arns.append(error.response['Error']['Code'])
print(json.dumps({'arns': arns, 'expiration': second['Expiration'].isoformat()}))
`

const SIGN = `
import json, sys
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
url, body = sys.argv[1:]
request = AWSRequest('POST', url, headers={'Content-Type': 'text/plain', 'X-Amz-Odd': '  a   b  '}, data=body)
auth = SigV4Auth(Credentials('AKIDEXAMPLE', 'a-secret', 'a-token'), 'sts', 'us-gov-west-1')
seen = {}
kept = auth.canonical_request
def keep(request):
    seen['canonical'] = kept(request)
    return seen['canonical']
auth.canonical_request = keep
auth.add_auth(request)
print(json.dumps({'headers': dict(request.headers), 'canonical': seen['canonical']}))
`

describe('Debian boto3', () => {
  it('goes from a key with a code through two roles', async () => {
    const { alice, roles } = demo
    const args = [aws.url, alice.mfaSerial, aws.code(alice.mfaSerial), roles.prodAdmin, roles.auditChained]
    const ran = await runProgram(DEBIAN_PYTHON, ['-c', CHAIN, ...args], clientEnvironment(alice))
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 })
    const arns = [alice.arn, 'arn:aws:sts::111122223333:assumed-role/audit-chained/boto3', 'AccessDenied']
    expect(JSON.parse(ran.stdout)).toMatchObject({ arns })
  }, 60_000)

  it.each([
    ['http://127.0.0.1:99/', 'Action=GetCallerIdentity'],
    ['http://127.0.0.1:99/a/../b%20c/?z=1&a=%2F%2B%20%C3%A9&a=~', 'söme body'],
  ])(
    'signs %s as we do',
    async (url, body) => {
      const ran = await runProgram(DEBIAN_PYTHON, ['-c', SIGN, url, body], clientEnvironment(demo.alice))
      expect(ran, ran.stderr).toMatchObject({ exitCode: 0 })
      const { headers, canonical }: { headers: Record<string, string>; canonical: string } = JSON.parse(
        ran.stdout,
      )
      const sent = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
      const authorization = sent.get('authorization') ?? ''
      const signedHeaders = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? []
      const amzDate = sent.get('x-amz-date') ?? ''
      const [path = '', query = ''] = url.slice('http://127.0.0.1:99'.length).split('?')
      const request = {
        method: 'POST',
        path,
        query,
        headers: [...sent, ['Host', '127.0.0.1:99'] as const],
        body: Buffer.from(body),
      }
      expect(canonicalRequest(request, signedHeaders)).toBe(canonical)
      const scope = { date: amzDate.slice(0, 8), region: 'us-gov-west-1', service: 'sts' }
      const signature = signatureOf(request, signedHeaders, scope, amzDate, 'a-secret')
      expect(authorization).toContain(`Signature=${signature}`)
    },
    60_000,
  )
})

describe('@aws-sdk/client-sts', () => {
  const client = (credentials: Keys) =>
    new STSClient({ endpoint: aws.url, region: 'eu-west-1', credentials, maxAttempts: 1 })
  const keys = (given: Credentials | undefined): Keys => ({
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    sessionToken: given?.SessionToken ?? '',
  })

  it('goes from a key with a code through two roles', async () => {
    const { alice, roles } = demo
    const code = { SerialNumber: alice.mfaSerial, TokenCode: aws.code(alice.mfaSerial) }
    const session = await client(alice).send(new GetSessionTokenCommand(code))
    const prod = await client(keys(session.Credentials)).send(
      new AssumeRoleCommand({ RoleArn: roles.prodAdmin, RoleSessionName: 'sdk', DurationSeconds: 43_200 }),
    )
    const audit = await client(keys(prod.Credentials)).send(
      new AssumeRoleCommand({ RoleArn: roles.auditChained, RoleSessionName: 'sdk' }),
    )
    const told = await client(keys(audit.Credentials)).send(new GetCallerIdentityCommand({}))
    expect(told.Arn).toBe('arn:aws:sts::111122223333:assumed-role/audit-chained/sdk')
    expect(audit.Credentials?.Expiration).toBeInstanceOf(Date)
    expect(aws.calls().at(-1)).toMatchObject({ region: 'eu-west-1', outcome: 'ok' })
  })

  it('gives an error its name, its text and its status', async () => {
    const call = new AssumeRoleCommand({ RoleArn: demo.roles.auditChained, RoleSessionName: 'sdk' })
    await expect(client(demo.alice).send(call)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: ${demo.alice.arn} is not authorized to perform: sts:AssumeRole on resource: ${demo.roles.auditChained}`,
      $metadata: { httpStatusCode: 403, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    })
  })

  it('sets its clock by the Date of a refusal', async () => {
    await aws.fault({ kind: 'skew', ms: 40 * 60_000 })
    const patient = new STSClient({
      endpoint: aws.url,
      region: 'eu-west-1',
      credentials: demo.alice,
      maxAttempts: 2,
    })
    const told = await patient.send(new GetCallerIdentityCommand({}))
    expect(told.Arn).toBe(demo.alice.arn)
    expect(aws.calls().map(call => call.outcome)).toEqual(['SignatureDoesNotMatch', 'ok'])
  })
})
