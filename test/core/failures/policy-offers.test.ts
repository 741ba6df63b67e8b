import { describe, expect, it } from 'vitest'
import { identityPolicyFor, trustPolicyFor } from '../../../main/core/failures/policy-offers.ts'
import type { CallFacts } from '../../../main/core/sts/call-facts.ts'
import { requestOf } from '../../../main/core/sts/sts-request.ts'
import { corp, rootTask, samlRole } from '../recipes.ts'
import { alice } from '../world.ts'

function factsOf(request: NonNullable<CallFacts['request']>): CallFacts {
  return {
    operation: request.operation,
    host: 'sts.eu-central-1.amazonaws.com',
    region: 'eu-central-1',
    caller: null,
    accessKeyHint: null,
    request,
    proof: null,
    record: null,
    mfa: false,
    temporary: false,
  }
}

const statementOf = (text: string) => JSON.parse(text).Statement[0]

describe('a trust policy for a company’s sign-in', () => {
  const offerIn = (partition: string) => {
    const principalArn = `arn:${partition}:iam::111122223333:saml-provider/corp`
    const request = requestOf(samlRole('dev', { principalArn }), corp, null)
    const offer = trustPolicyFor(factsOf(request), ['sts:AssumeRoleWithSAML'])
    if (offer === null) throw new Error('There is no offer.')
    return offer
  }

  it.each([
    ['aws', 'https://signin.aws.amazon.com/saml'],
    ['aws-cn', 'https://signin.amazonaws.cn/saml'],
    ['aws-us-gov', 'https://signin.amazonaws-us-gov.com/saml'],
  ])('in %s asks for what was posted to %s, and says what else it may be', (partition, address) => {
    const { text, caution } = offerIn(partition)
    expect(statementOf(text).Condition).toEqual({ StringEquals: { 'SAML:aud': address } })
    expect(caution).toContain('SAML:aud must name that')
  })

  it('names no address where none is known, and says so', () => {
    const { text, caution } = offerIn('aws-iso')
    expect(statementOf(text)).not.toHaveProperty('Condition')
    expect(caution).toContain('Add a condition on SAML:aud')
  })
})

it('whoever is to do one task in one account is offered no more than that', () => {
  const session = rootTask('unlock', { targetPrincipal: '444455556666', task: 'S3UnlockBucketPolicy' })
  const text = identityPolicyFor(factsOf(requestOf(session, alice, null)), ['sts:AssumeRoot'])
  expect(statementOf(text ?? '')).toEqual({
    Effect: 'Allow',
    Action: ['sts:AssumeRoot'],
    Resource: 'arn:aws:iam::444455556666:root',
    Condition: {
      StringEquals: { 'sts:TaskPolicyArn': 'arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy' },
    },
  })
})
