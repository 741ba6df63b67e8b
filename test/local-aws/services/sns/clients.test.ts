import { afterEach, beforeEach, expect, it } from 'vitest'
import { clientEnvironment, DEBIAN_AWS, DEBIAN_PYTHON, runProgram } from '../../../support/debian-clients.ts'
import { callSts, type Keys, keysOf } from '../../client.ts'
import { type DemoWorld, demoWorld } from '../../demo-world.ts'
import { type LocalAws, startLocalAws } from '../../server.ts'

// Clients that nobody here wrote. They must be there: a machine without them has not run these tests.

const ACCOUNT = '111122223333'
const TOPICS = `arn:aws:sns:eu-central-1:${ACCOUNT}`

let demo: DemoWorld
let aws: LocalAws
beforeEach(async () => {
  demo = demoWorld()
  aws = await startLocalAws({ world: demo.world })
})
afterEach(() => aws.close())

const assume = async (RoleArn: string, more: Record<string, string> = {}) =>
  keysOf(
    await callSts(aws.url, demo.alice, { Action: 'AssumeRole', RoleArn, RoleSessionName: 'me', ...more }),
  )
const prodAdmin = (codeOffset: number, more: Record<string, string> = {}) =>
  assume(demo.roles.prodAdmin, {
    SerialNumber: demo.alice.mfaSerial,
    TokenCode: aws.totp(demo.alice.mfaSerial, codeOffset),
    ...more,
  })
const refused = (role: string, why: string) =>
  `User: arn:aws:sts::${ACCOUNT}:assumed-role/${role}/me is not authorized to perform: SNS:CreateTopic ` +
  `on resource: ${TOPICS}:olds because no ${why} policy allows the SNS:CreateTopic action`

it('Debian awscli creates, and understands a refusal', async () => {
  const create = (keys: Keys, name: string) =>
    runProgram(
      DEBIAN_AWS,
      ['sns', 'create-topic', '--name', name, '--endpoint-url', aws.url, '--output', 'json'],
      clientEnvironment(keys),
    )
  const made = await create(await prodAdmin(0), 'news')
  expect(made, made.stderr).toMatchObject({ exitCode: 0 })
  expect(JSON.parse(made.stdout)).toEqual({ TopicArn: `${TOPICS}:news` })
  const bound = await prodAdmin(1, { 'PolicyArns.member.1.arn': 'arn:aws:iam::aws:policy/ReadOnlyAccess' })
  const { exitCode, stderr } = await create(bound, 'olds')
  expect(exitCode).not.toBe(0)
  expect(stderr).toContain('An error occurred (AuthorizationError) when calling the CreateTopic operation')
  expect(stderr).toContain(refused('prod-admin', 'session'))
}, 60_000)

const SCRIPT = `
import boto3, json, sys
sns = boto3.client('sns', endpoint_url=sys.argv[1])
made = boto3.client('sns', endpoint_url=sys.argv[1], aws_access_key_id=sys.argv[2],
    aws_secret_access_key=sys.argv[3], aws_session_token=sys.argv[4]).create_topic(Name='news')['TopicArn']
listed = [topic['TopicArn'] for topic in sns.list_topics()['Topics']]
try:
    sns.create_topic(Name='olds')
except sns.exceptions.AuthorizationErrorException as error:
    print(json.dumps({'made': made, 'listed': listed, 'refused': error.response['Error']}))
`

it('Debian boto3 creates and lists, and has an exception of its own for the refusal', async () => {
  const admin = await prodAdmin(0)
  const args = [aws.url, admin.accessKeyId, admin.secretAccessKey, admin.sessionToken]
  const env = clientEnvironment(await assume(demo.roles.devReadonly))
  const ran = await runProgram(DEBIAN_PYTHON, ['-c', SCRIPT, ...args], env)
  expect(ran, ran.stderr).toMatchObject({ exitCode: 0 })
  expect(JSON.parse(ran.stdout)).toEqual({
    made: `${TOPICS}:news`,
    listed: [`${TOPICS}:news`],
    refused: {
      Type: 'Sender',
      Code: 'AuthorizationError',
      Message: refused('dev-readonly', 'identity-based'),
    },
  })
}, 60_000)
