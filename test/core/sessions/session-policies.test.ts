import { describe, expect, it } from 'vitest'
import {
  checkSessionPolicies,
  inPartition,
  READ_ONLY,
  type SessionPolicies,
} from '../../../main/core/sessions/session-policies.ts'

const arn = (at: number) => `arn:aws:iam::111122223333:policy/${at}`
const policyOf = (length: number) => {
  const empty = JSON.stringify({ Statement: [], Id: '' })
  return JSON.stringify({ Statement: [], Id: 'x'.repeat(length - empty.length) })
}

describe('session policies', () => {
  it.each<[string, Partial<SessionPolicies>, readonly string[]]>([
    ['a policy', { policy: '{"Version":"2012-10-17","Statement":[]}' }, []],
    ['AWS’s own by its ARN', { policyArns: ['arn:aws:iam::aws:policy/job-function/ViewOnlyAccess'] }, []],
    ['ten ARNs', { policyArns: Array.from({ length: 10 }, (_, at) => arn(at)) }, []],
    ['as long as they may be', { policy: policyOf(2_048 - arn(1).length), policyArns: [arn(1)] }, []],
    ['nothing', {}, ['policy']],
    ['eleven ARNs', { policyArns: Array.from({ length: 11 }, (_, at) => arn(at)) }, ['policyArns']],
    ['too long together', { policy: policyOf(2_049 - arn(1).length), policyArns: [arn(1)] }, ['policy']],
    ['no JSON', { policy: '{"Statement":[}' }, ['policy']],
    ['a list', { policy: '[]' }, ['policy']],
    ['a text', { policy: '"Statement"' }, ['policy']],
    ['no statement', { policy: '{}' }, ['policy']],
    ['curly quotes', { policy: '{“Statement”:[]}' }, ['policy']],
    ['a role’s ARN', { policyArns: ['arn:aws:iam::111122223333:role/a'] }, ['policyArns']],
    ['an ARN with a blank', { policyArns: ['arn:aws:iam::aws:policy/Read Only'] }, ['policyArns']],
    ['an account of eleven digits', { policyArns: ['arn:aws:iam::11112222333:policy/a'] }, ['policyArns']],
  ])('are checked before AWS is asked: %s', (_, changes, fields) => {
    const policies = { policy: null, policyArns: [], ...changes }
    expect(checkSessionPolicies(policies).map(problem => problem.field)).toEqual(fields)
  })

  it('name the place where a policy is no JSON', () => {
    const [problem] = checkSessionPolicies({ policy: '{"Statement":[}', policyArns: [] })
    expect(problem?.problem).toBe('This is no JSON: it goes wrong in line 1, at character 15.')
  })

  it('that are AWS’s own are found in each partition, and others left as they are', () => {
    const [own = ''] = READ_ONLY.policyArns
    expect(inPartition('aws-us-gov', own)).toBe('arn:aws-us-gov:iam::aws:policy/ReadOnlyAccess')
    expect(inPartition('aws-cn', arn(1))).toBe(arn(1))
  })
})
