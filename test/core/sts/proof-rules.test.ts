import { describe, expect, it } from 'vitest'
import { Secret } from '../../../main/core/secret.ts'
import { checkProofs } from '../../../main/core/sts/proof-rules.ts'
import { requestOf, type StsRequest } from '../../../main/core/sts/sts-request.ts'
import { assumeRole, SESSION_TOKEN } from '../../support/requests.ts'
import { cluster, corp, samlRole, webRole } from '../recipes.ts'
import { ADMIN_ARN } from '../world.ts'

const web = requestOf(webRole('a'), cluster, null)
const saml = requestOf(samlRole('a'), corp, null)
const withContexts = assumeRole(ADMIN_ARN)

describe('what is vouched for', () => {
  it.each<[string, StsRequest, readonly number[], readonly string[]]>([
    ['the shortest token', web, [4], []],
    ['the longest token', web, [20_000], []],
    ['a token that is too short', web, [3], ['source']],
    ['a token that is too long', web, [20_001], ['source']],
    ['the longest SAML response', saml, [100_000], []],
    ['a SAML response that is too long', saml, [100_001], ['source']],
    ['the longest assertions', withContexts, [3_072, 3_072], []],
    ['assertions of which one is too long', withContexts, [4, 3_073], ['providedContexts']],
    ['nothing', SESSION_TOKEN, [], []],
  ])('has the length that AWS takes: %s', (_, request, lengths, fields) => {
    const proofs = lengths.map(length => new Secret('x'.repeat(length)))
    expect(checkProofs(request, proofs).map(each => each.field)).toEqual(fields)
  })

  it('is not repeated in what is said about it', () => {
    expect(JSON.stringify(checkProofs(web, [new Secret('abc')]))).not.toContain('abc')
  })
})
