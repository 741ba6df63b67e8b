import type { PolicyDocument, Statement } from '../../local-aws/policy.ts'
import { randomId } from '../../local-aws/random.ts'
import type { Account, Role, User, World } from '../../local-aws/world.ts'

/** Alice's account, another company's, and a member of alice's organization. */
export const HOME = '111122223333'
export const OTHER = '444455556666'
export const MEMBER = '777788889999'
export const ALICE = `arn:aws:iam::${HOME}:user/alice`

export const policy = (...statements: readonly Statement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
})

export const allow = (action: string | readonly string[], resource = '*'): PolicyDocument =>
  policy({ Effect: 'Allow', Action: action, Resource: resource })

export const deny = (action: string | readonly string[], resource = '*'): PolicyDocument =>
  policy({ Effect: 'Deny', Action: action, Resource: resource })

/** A trust policy that lets these in for whatever a session brings. */
export const trust = (principal: string, condition?: Statement['Condition']): PolicyDocument =>
  policy({
    Effect: 'Allow',
    Principal: { AWS: principal },
    Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity', 'sts:SetContext'],
    ...(condition === undefined ? {} : { Condition: condition }),
  })

export function account(world: World, id = HOME): Account {
  const known = world.accounts.find(each => each.id === id)
  if (known !== undefined) return known
  const added = { id, users: [], roles: [] }
  world.accounts.push(added)
  return added
}

export function alice(world: World): User {
  const found = account(world).users.find(({ name }) => name === 'alice')
  if (found === undefined) throw new Error('this world has no alice')
  return found
}

const NOBODY = trust('arn:aws:iam::999999999999:root')

/** Gives its ARN. Unless said, it may do nothing and trusts nobody here. */
export function addRole(world: World, name: string, more: Partial<Role> = {}, id = HOME): string {
  const role = { name, roleId: randomId('AROA'), trust: NOBODY, policies: [], ...more }
  account(world, id).roles.push(role)
  return `arn:aws:iam::${id}:role${role.path ?? '/'}${name}`
}

export function role(world: World, arn: string): Role {
  const found = world.accounts
    .flatMap(({ id, roles }) =>
      roles.map(each => ({ each, its: `arn:aws:iam::${id}:role${each.path ?? '/'}${each.name}` })),
    )
    .find(({ its }) => its === arn)
  if (found === undefined) throw new Error(`this world has no ${arn}`)
  return found.each
}

/** Alice's account manages the root users of one other. */
export function addOrganization(world: World): void {
  account(world, MEMBER)
  world.organization = {
    managementAccount: HOME,
    delegatedAdministrators: [],
    members: [MEMBER],
    rootSessions: true,
  }
}
