import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import type { Signer } from '../../main/core/broker/credentials.ts'
import { Secret } from '../../main/core/secret.ts'
import { keyOf, REGION } from '../aws/calling.ts'
import { demoWorld } from '../local-aws/demo-world.ts'
import { startLocalAws } from '../local-aws/server.ts'
import { type Moto, startMoto } from './moto.ts'

/** An AWS for tests in which alice may assume one role, and not another. */
export interface Cloud {
  readonly url: string
  readonly alice: { readonly arn: string; readonly signer: Signer }
  /** ARNs. */
  readonly roles: { readonly open: string; readonly closed: string }
  readonly close: () => Promise<void>
}

/** The one that nearly every test here goes by. */
export async function localCloud(): Promise<Cloud> {
  const demo = demoWorld()
  const aws = await startLocalAws({ world: demo.world })
  return {
    url: aws.url,
    alice: { arn: demo.alice.arn, signer: keyOf(demo) },
    roles: { open: demo.roles.devReadonly, closed: demo.roles.auditChained },
    close: () => aws.close(),
  }
}

/** The same world in moto, which then looks at signatures and policies. */
export async function motoCloud(): Promise<Cloud> {
  const moto = await startMoto()
  try {
    const cloud = await peopled(moto)
    await moto.guard()
    return cloud
  } catch (error) {
    await moto.close()
    throw error
  }
}

/** What moto's IAM is asked with: until it guards itself, any key will do. */
export function motoIam({ url }: Pick<Moto, 'url'>): IAMClient {
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'none' }
  return new IAMClient({ endpoint: url, region: REGION, credentials, maxAttempts: 1 })
}

async function peopled({ url, close }: Moto): Promise<Cloud> {
  const iam = motoIam({ url })
  const UserName = 'alice'
  const { User } = await iam.send(new CreateUserCommand({ UserName }))
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }))
  const arn = User?.Arn ?? ''
  const newRole = async (RoleName: string, principal: string) => {
    const trust = statement({ Principal: { AWS: principal }, Action: 'sts:AssumeRole' })
    const command = new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, Path: '/team/' })
    return (await iam.send(command)).Role?.Arn ?? ''
  }
  const open = await newRole('dev-readonly', arn)
  const closed = await newRole('audit-chained', open)
  const may = statement({ Action: 'sts:AssumeRole', Resource: open })
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'roles', PolicyDocument: may }))
  const signer = {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: new Secret(AccessKey?.SecretAccessKey ?? ''),
    sessionToken: null,
  }
  return { url, alice: { arn, signer }, roles: { open, closed }, close }
}

function statement(allowed: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', ...allowed } })
}
