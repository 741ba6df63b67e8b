import { randomBytes } from 'node:crypto'
import type { PolicyDocument } from './policy.ts'
import { randomId, randomSecret } from './random.ts'
import { base32Encode } from './totp.ts'
import type { Account, User, World } from './world.ts'

const ACCOUNT = '111122223333'
/** AWS's own policy; far shorter here. */
const READ_ONLY_ACCESS = 'arn:aws:iam::aws:policy/ReadOnlyAccess'

export type DemoUser = {
  readonly arn: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly mfaSerial: string
  readonly mfaSecret: string
}

export type DemoWorld = {
  readonly world: World
  readonly alice: DemoUser
  /** ARNs. */
  readonly roles: { readonly devReadonly: string; readonly prodAdmin: string; readonly auditChained: string }
}

const may = (...resources: string[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: resources },
})

const allows = (...actions: string[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: actions, Resource: '*' },
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

const iam = (resource: string) => `arn:aws:iam::${ACCOUNT}:${resource}`

/** A user with one key and one MFA device, who may assume these roles. */
function newUser(name: string, ...roles: string[]): { user: User; known: DemoUser } {
  const key = { accessKeyId: randomId('AKIA'), secretAccessKey: randomSecret(), active: true }
  const device = { serial: iam(`mfa/${name}`), secret: base32Encode(randomBytes(20)) }
  const { accessKeyId, secretAccessKey } = key
  return {
    user: {
      name,
      userId: randomId('AIDA'),
      keys: [key],
      mfaDevices: [device],
      policies: [may(...roles)],
    },
    known: {
      arn: iam(`user/${name}`),
      accessKeyId,
      secretAccessKey,
      mfaSerial: device.serial,
      mfaSecret: device.secret,
    },
  }
}

/** Somebody else with an MFA device, who may assume the same roles as alice; also while the server runs. */
export function addBob({ world, roles }: Pick<DemoWorld, 'world' | 'roles'>): DemoUser {
  const { user, known } = newUser('bob', roles.devReadonly, roles.prodAdmin)
  world.accounts.find(account => account.id === ACCOUNT)?.users.push(user)
  return known
}

/**
 * One user with one key and one MFA device, and three roles: open, behind MFA, and behind the second. The first may
 * look at topics, the second may do anything to them, the third nothing.
 */
export function demoWorld(): DemoWorld {
  const roles = {
    devReadonly: iam('role/dev-readonly'),
    prodAdmin: iam('role/prod-admin'),
    auditChained: iam('role/audit-chained'),
  }
  const { user, known: alice } = newUser('alice', roles.devReadonly, roles.prodAdmin)
  const world: World = {
    accounts: [
      {
        id: ACCOUNT,
        users: [user],
        roles: [
          {
            name: 'dev-readonly',
            roleId: randomId('AROA'),
            trust: trusts(iam('root')),
            policies: [allows('sns:List*')],
          },
          {
            name: 'prod-admin',
            roleId: randomId('AROA'),
            trust: trusts(iam('root'), { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
            policies: [may(roles.auditChained), allows('sns:*')],
            maxSessionSeconds: 43_200,
          },
          {
            name: 'audit-chained',
            roleId: randomId('AROA'),
            trust: trusts(roles.prodAdmin),
            policies: [],
          },
        ],
        managedPolicies: [{ arn: READ_ONLY_ACCESS, document: allows('sns:List*', 'sns:Get*', 'sts:Get*') }],
      },
    ],
  }
  return { world, alice, roles }
}

/** The account of a demo world, and alice in it, to be changed by a test. */
export function homeOf({ world }: Pick<DemoWorld, 'world'>): {
  readonly home: Account
  readonly user: User
} {
  const [home] = world.accounts
  const [user] = home?.users ?? []
  if (home === undefined || user === undefined) throw new Error('the demo world has an account and a user')
  return { home, user }
}
