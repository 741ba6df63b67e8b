import { describe, expect, it } from 'vitest'
import { type Conditions, conditionsHold } from './conditions.ts'
import { judgeIdentity, type PolicyDocument, policyProblem, type Statement } from './policy.ts'

const ROLE = 'arn:aws:iam::111122223333:role/team/prod-admin'
const context = new Map<string, readonly string[]>([
  ['aws:username', ['alice']],
  ['sts:rolesessionname', ['alice@laptop']],
  ['sts:externalid', ['Ticket-7']],
  ['aws:multifactorauthage', ['100']],
  ['aws:multifactorauthpresent', ['true']],
  ['aws:principalarn', ['arn:aws:iam::111122223333:user/alice']],
  ['aws:tagkeys', ['team', 'cost']],
])

/** A variable as policies write it: a dollar sign and braces. */
const variable = (name: string) => ['$', '{', name, '}'].join('')

const judge = (...statements: Statement[]) =>
  judgeIdentity([{ Statement: statements }], { action: 'sts:AssumeRole', resource: ROLE, context })
const allow = (more: Partial<Statement>): Statement => ({
  Effect: 'Allow',
  ...(more.NotAction === undefined && { Action: 'sts:AssumeRole' }),
  ...(more.NotResource === undefined && { Resource: '*' }),
  ...more,
})

describe('statements', () => {
  it.each<[string, Partial<Statement>, 'allow' | 'none']>([
    ['the action', {}, 'allow'],
    ['the action in another case', { Action: 'STS:assumerole' }, 'allow'],
    ['every action', { Action: '*' }, 'allow'],
    ['actions by their beginning', { Action: ['iam:*', 'sts:Assume*'] }, 'allow'],
    ['an action by its length', { Action: 'sts:AssumeRol?' }, 'allow'],
    ['other actions', { Action: ['sts:AssumeRoleWithSAML', 'sts:Assume'] }, 'none'],
    ['no action but', { NotAction: 'iam:*' }, 'allow'],
    ['all but this action', { NotAction: 'sts:*' }, 'none'],
    ['the resource', { Resource: ROLE }, 'allow'],
    ['resources by a pattern', { Resource: 'arn:aws:iam::*:role/*-admin' }, 'allow'],
    ['resources of another account', { Resource: 'arn:aws:iam::444455556666:role/*' }, 'none'],
    ['a resource by the beginning only', { Resource: 'arn:aws:iam::111122223333:role/team' }, 'none'],
    ['a resource in another case', { Resource: ROLE.toUpperCase() }, 'none'],
    ['no dot for any character', { Resource: ROLE.replace('team', 't.am') }, 'none'],
    ['all but this resource', { NotResource: ROLE }, 'none'],
    ['all but another resource', { NotResource: 'arn:aws:iam::*:role/other' }, 'allow'],
    [
      'a variable',
      { Resource: `${ROLE.slice(0, -10)}*`, Condition: named(`${variable('aws:username')}@*`) },
      'allow',
    ],
    ['a variable that is not there', { Resource: `${variable('aws:PrincipalTag/none')}*` }, 'none'],
  ])('with %s', (_, statement, verdict) => {
    expect(judge(allow(statement))).toBe(verdict)
  })

  it('an explicit deny wins, wherever it stands', () => {
    const deny: Statement = { Effect: 'Deny', Action: 'sts:*', Resource: '*' }
    expect(judge(allow({}), deny)).toBe('deny')
    expect(judge(deny, allow({}))).toBe('deny')
    expect(judge({ ...deny, Resource: 'arn:aws:iam::*:role/other' }, allow({}))).toBe('allow')
  })

  it('no policy allows nothing', () => {
    expect(judgeIdentity([], { action: 'sts:AssumeRole', resource: ROLE, context })).toBe('none')
  })
})

function named(pattern: string): Conditions {
  return { StringLike: { 'sts:RoleSessionName': pattern } }
}

describe('conditions', () => {
  it.each<[boolean, Conditions]>([
    [true, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }],
    [true, { Bool: { 'AWS:multifactorauthpresent': true } }],
    [false, { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }],
    [false, { Bool: { 'aws:ViaAWSService': 'false' } }],
    [true, { BoolIfExists: { 'aws:ViaAWSService': 'true' } }],
    [false, { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }],
    [true, { StringEquals: { 'sts:ExternalId': 'Ticket-7' } }],
    [true, { StringEquals: { 'sts:ExternalId': ['Ticket-6', 'Ticket-7'] } }],
    [false, { StringEquals: { 'sts:ExternalId': 'ticket-7' } }],
    [false, { StringEquals: { 'sts:ExternalId': 'Ticket-*' } }],
    [true, { StringEqualsIgnoreCase: { 'sts:ExternalId': 'ticket-7' } }],
    [false, { StringNotEquals: { 'sts:ExternalId': ['Ticket-6', 'Ticket-7'] } }],
    [true, { StringNotEquals: { 'sts:SourceIdentity': 'bob' } }],
    [false, { StringEquals: { 'sts:SourceIdentity': 'bob' } }],
    [true, { StringLike: { 'sts:ExternalId': 'Ticket-?' } }],
    [false, { StringLike: { 'sts:ExternalId': '*-8' } }],
    [true, { StringNotLike: { 'sts:ExternalId': '*-8' } }],
    [true, { NumericLessThan: { 'aws:MultiFactorAuthAge': '101' } }],
    [true, { NumericLessThan: { 'aws:MultiFactorAuthAge': 3600 } }],
    [false, { NumericLessThan: { 'aws:MultiFactorAuthAge': '100' } }],
    [true, { NumericLessThanEquals: { 'aws:MultiFactorAuthAge': '100' } }],
    [false, { NumericGreaterThan: { 'aws:MultiFactorAuthAge': '100' } }],
    [false, { NumericLessThan: { 'aws:MultiFactorAuthAge': 'soon' } }],
    [true, { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/*' } }],
    [false, { ArnLike: { 'aws:PrincipalArn': 'arn:aws:*:user/alice' } }],
    [true, { Null: { 'sts:SourceIdentity': 'true' } }],
    [false, { Null: { 'sts:ExternalId': 'true' } }],
    [true, { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team', 'cost', 'stage'] } }],
    [false, { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } }],
    [true, { 'ForAllValues:StringEquals': { 'sts:TransitiveTagKeys': ['team'] } }],
    [true, { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['team'] } }],
    [false, { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['stage'] } }],
    [true, { StringEquals: { 'sts:ExternalId': 'Ticket-7', 'aws:username': 'alice' } }],
    [false, { StringEquals: { 'sts:ExternalId': 'Ticket-7', 'aws:username': 'bob' } }],
    [false, { StringEquals: { 'aws:username': 'alice' }, Bool: { 'aws:MultiFactorAuthPresent': 'false' } }],
  ])('%s: %o', (holds, conditions) => {
    expect(conditionsHold(conditions, context)).toBe(holds)
  })
})

describe('what is no policy', () => {
  const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }
  it.each<[unknown, string]>([
    [null, 'a policy is no object'],
    [[statement], 'a policy is no object'],
    [{ Statement: [] }, 'a policy has no statement'],
    [{}, 'a statement is no object'],
    [{ Version: '2026-01-01', Statement: statement }, 'the Version is unknown'],
    [{ Statement: statement, Extra: 1 }, 'a policy has the field Extra'],
    [{ Statement: { ...statement, Effect: 'allow' } }, 'an Effect is neither Allow nor Deny'],
    [{ Statement: { ...statement, Principal: '*' } }, 'a statement has the field Principal'],
    [
      { Statement: { ...statement, NotAction: '*' } },
      'a statement has not exactly one of Action and NotAction',
    ],
    [{ Statement: { ...statement, Action: 7 } }, 'an Action is no text'],
    [
      { Statement: { Effect: 'Allow', Action: '*' } },
      'a statement has not exactly one of Resource and NotResource',
    ],
    [{ Statement: { ...statement, Condition: { Bol: {} } } }, 'the condition operator Bol is not known'],
  ])('%o', (document, problem) => {
    expect(policyProblem(document, 'identity')).toBe(problem)
  })

  it('a trust policy names principals and no resource', () => {
    const trust = (Principal: unknown) => ({
      Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal },
    })
    const good: PolicyDocument = {
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: ['111122223333'] } }],
    }
    expect(policyProblem(good, 'trust')).toBeNull()
    expect(policyProblem(trust('*'), 'trust')).toBeNull()
    for (const wrong of [undefined, 'me', {}, { Aws: 'x' }, { AWS: 7 }]) {
      expect(policyProblem(trust(wrong), 'trust')).toBe('a Principal is missing or malformed')
    }
    expect(policyProblem({ Statement: statement }, 'trust')).toBe('a statement has the field Resource')
  })
})
