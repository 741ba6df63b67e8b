import { randomBytes } from 'node:crypto'
import type { PolicyDocument } from './policy.ts'
import { randomId, randomSecret } from './random.ts'
import { base32Encode } from './totp.ts'
import type { World } from './world.ts'

const ACCOUNT = '111122223333'

export type DemoWorld = {
  readonly world: World
  readonly alice: {
    readonly arn: string
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly mfaSerial: string
    readonly mfaSecret: string
  }
  /** ARNs. */
  readonly roles: { readonly devReadonly: string; readonly prodAdmin: string; readonly auditChained: string }
}

const may = (...resources: string[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: resources },
})

const trusts = (principal: string, condition?: Record<string, Record<string, string>>): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { AWS: principal },
    Action: 'sts:AssumeRole',
    ...(condition && { Condition: condition }),
  },
})

/** One user with one key and one MFA device, and three roles: open, behind MFA, and behind the second. */
export function demoWorld(): DemoWorld {
  const iam = (resource: string) => `arn:aws:iam::${ACCOUNT}:${resource}`
  const roles = {
    devReadonly: iam('role/dev-readonly'),
    prodAdmin: iam('role/prod-admin'),
    auditChained: iam('role/audit-chained'),
  }
  const key = { accessKeyId: randomId('AKIA'), secretAccessKey: randomSecret(), active: true }
  const device = { serial: iam('mfa/alice'), secret: base32Encode(randomBytes(20)) }
  const world: World = {
    accounts: [
      {
        id: ACCOUNT,
        users: [
          {
            name: 'alice',
            userId: randomId('AIDA'),
            keys: [key],
            mfaDevices: [device],
            policies: [may(roles.devReadonly, roles.prodAdmin)],
          },
        ],
        roles: [
          {
            name: 'dev-readonly',
            roleId: randomId('AROA'),
            trust: trusts(iam('root')),
            policies: [],
          },
          {
            name: 'prod-admin',
            roleId: randomId('AROA'),
            trust: trusts(iam('root'), { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
            policies: [may(roles.auditChained)],
            maxSessionSeconds: 43_200,
          },
          {
            name: 'audit-chained',
            roleId: randomId('AROA'),
            trust: trusts(roles.prodAdmin),
            policies: [],
          },
        ],
      },
    ],
  }
  const { accessKeyId, secretAccessKey } = key
  return {
    world,
    alice: {
      arn: iam('user/alice'),
      accessKeyId,
      secretAccessKey,
      mfaSerial: device.serial,
      mfaSecret: device.secret,
    },
    roles,
  }
}
