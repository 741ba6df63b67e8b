import { randomBytes } from 'node:crypto'
import { type DemoWorld, demoWorld, homeOf } from '../../test/local-aws/demo-world.ts'

/** Three more accounts, as a team has them, with roles that alice may assume with her MFA code. */
const ACCOUNTS = [
  { id: '444455556666', roles: ['Admin', 'ReadOnly'] },
  { id: '777788889999', roles: ['DataEngineer', 'ReadOnly'] },
  { id: '222233334444', roles: ['Billing'] },
] as const

export function arnOf(account: string, role: string): string {
  return `arn:aws:iam::${account}:role/${role}`
}

/** What the local AWS is in the pictures. */
export function teamWorld(): DemoWorld {
  const demo = demoWorld()
  const { user, home } = homeOf(demo)
  const { world } = demo
  for (const { id, roles } of ACCOUNTS)
    world.accounts.push({
      id,
      users: [],
      roles: roles.map(name => ({
        name,
        roleId: `AROA${randomBytes(8).toString('hex').toUpperCase()}`,
        trust: {
          Version: '2012-10-17',
          Statement: {
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${home.id}:root` },
            Action: 'sts:AssumeRole',
          },
        },
        policies: [],
      })),
    })
  user.policies.push({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Resource: ACCOUNTS.flatMap(({ id, roles }) => roles.map(name => arnOf(id, name))),
    },
  })
  return demo
}
