import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { explain } from '../../../main/core/failures/explain.ts'
import type { Explanation } from '../../../main/core/failures/explanation.ts'
import type { Session } from '../../../main/core/sessions/session.ts'
import { federation, rootTask } from '../../core/recipes.ts'
import { fromSession, role as roleSession, sessionId } from '../../core/world.ts'
import { isIdentityPolicy, type PolicyDocument, policyProblem } from '../../local-aws/policy.ts'
import { failureOf, got } from '../calling.ts'
import { type LocalApp, startApp } from './app.ts'
import { addCluster, addCorp, asserts, newIssuer, samlDev, TokenFiles, webDev } from './federated.ts'
import {
  ALICE,
  account,
  addOrganization,
  addRole,
  alice,
  HOME,
  MEMBER,
  OTHER,
  policy,
  role,
  trust,
} from './worlds.ts'

const FIRST = `arn:aws:iam::${HOME}:role/first`
const red = { key: 'team', value: 'red' }

let app: LocalApp
beforeEach(async () => {
  app = await startApp()
  alice(app.demo.world).policies = []
})
afterEach(() => app.close())

/** A policy that may be copied, as IAM would take it. */
function offered({ remedies = [] }: Explanation, kind: 'trust' | 'identity'): PolicyDocument {
  const found = remedies.flatMap(each =>
    each.kind === 'copy-policy' && each.policy === kind ? [each.text] : [],
  )
  expect(found).toHaveLength(1)
  const document: PolicyDocument = JSON.parse(found[0] ?? '')
  expect(policyProblem(document, kind)).toBe(null)
  return document
}

const kindsOf = ({ remedies = [] }: Explanation) =>
  remedies.flatMap(each => (each.kind === 'copy-policy' ? [each.policy] : []))

const again = async (session: Session) => explain(failureOf(await app.obtain(session)))

/** All that a request can bring along. */
const FULL = { externalId: 'theirs', tags: [red], transitiveTagKeys: ['team'], sourceIdentity: 'alice' }

describe('within one account', () => {
  const target = () => addRole(app.demo.world, 'target', { path: '/team/' })

  it.each([
    ['nothing else', {}],
    ['an external ID, tags and a source identity', FULL],
  ])('the trust policy alone lets the user in, with %s', async (_, brought) => {
    const arn = target()
    const session = roleSession('it', { roleArn: arn, ...brought })
    const told = await app.told(session)
    expect(told.title).toBe(`${ALICE} may not assume ${arn}.`)
    expect(told.advice).toContain(
      'One of two policies says no. The role’s trust policy must name the caller; or it names the account',
    )
    expect(kindsOf(told)).toEqual(['trust', 'identity'])
    role(app.demo.world, arn).trust = offered(told, 'trust')
    got(await app.obtain(session))
  })

  it('a context that somebody asserts has an action of its own in what is offered', async () => {
    const files = new TokenFiles()
    const assertion = { kind: 'file', path: files.write('context', 'asserted') } as const
    const providerArn = 'arn:aws:iam::aws:contextProvider/IdentityCenter'
    const arn = target()
    const session = roleSession('it', { roleArn: arn, providedContexts: [{ providerArn, assertion }] })
    role(app.demo.world, arn).trust = policy({
      Effect: 'Allow',
      Principal: { AWS: ALICE },
      Action: 'sts:AssumeRole',
    })
    const told = await app.told(session)
    expect(told.advice).toMatch(/^It is sts:SetContext that is not allowed\./)
    role(app.demo.world, arn).trust = offered(told, 'trust')
    got(await app.obtain(session))
    files.remove()
  })

  it('the identity policy lets the user in where the trust policy names the account', async () => {
    const arn = target()
    role(app.demo.world, arn).trust = trust(`arn:aws:iam::${HOME}:root`)
    const session = roleSession('it', { roleArn: arn, ...FULL })
    const told = await app.told(session)
    alice(app.demo.world).policies.push(offered(told, 'identity'))
    got(await app.obtain(session))
  })

  it('only the identity policy is offered where AWS names that one', async () => {
    app.demo.world.tellsSilentPolicies = true
    const arn = target()
    role(app.demo.world, arn).trust = trust(`arn:aws:iam::${HOME}:root`)
    const session = roleSession('it', { roleArn: arn })
    const told = await app.told(session)
    expect(told.advice).toMatch(/^AWS names the caller’s identity policy: allow sts:AssumeRole there\./)
    expect(told.advice).not.toContain('trust policy')
    expect(kindsOf(told)).toEqual(['identity'])
    alice(app.demo.world).policies.push(offered(told, 'identity'))
    got(await app.obtain(session))
  })

  it('an external ID that the trust policy asks for is one of what the request lacked', async () => {
    const arn = target()
    role(app.demo.world, arn).trust = trust(ALICE, { StringEquals: { 'sts:ExternalId': 'theirs' } })
    const told = await app.told(roleSession('it', { roleArn: arn }))
    expect(told.advice).toContain('no MFA code of its own, no external ID, no source identity and no tags;')
    got(await app.get(roleSession('with', { roleArn: arn, externalId: 'theirs' })))
  })

  it('what is offered asks for the external ID, and keeps out who has another', async () => {
    const arn = target()
    const told = await app.told(roleSession('it', { roleArn: arn, externalId: 'theirs' }))
    role(app.demo.world, arn).trust = offered(told, 'trust')
    expect((await app.refusal(roleSession('other', { roleArn: arn, externalId: 'another' }))).kind).toBe(
      'aws',
    )
  })

  it('the action that a trust policy lacks is named, and is in what is offered', async () => {
    const arn = target()
    role(app.demo.world, arn).trust = policy({
      Effect: 'Allow',
      Principal: { AWS: ALICE },
      Action: 'sts:AssumeRole',
    })
    const session = roleSession('it', { roleArn: arn, ...FULL })
    const told = await app.told(session)
    expect(told.advice).toMatch(/^It is sts:TagSession that is not allowed\./)
    role(app.demo.world, arn).trust = offered(told, 'trust')
    got(await app.obtain(session))
  })
})

describe('between accounts', () => {
  it.each([
    ['trust', 'identity'],
    ['identity', 'trust'],
  ] as const)('both policies must be there: the %s policy alone is not enough', async (first, second) => {
    const arn = addRole(app.demo.world, 'target', {}, OTHER)
    const session = roleSession('it', { roleArn: arn, ...FULL })
    const put = (kind: 'trust' | 'identity', told: Explanation) => {
      if (kind === 'trust') role(app.demo.world, arn).trust = offered(told, 'trust')
      else alice(app.demo.world).policies.push(offered(told, 'identity'))
    }
    const told = await app.told(session)
    expect(told.advice).toContain('between accounts both must agree')
    put(first, told)
    const still = await again(session)
    expect(still.advice).toContain('between accounts both must agree')
    put(second, still)
    got(await app.obtain(session))
  })
})

describe('a chained role', () => {
  const chained = (arn: string, changes: Parameters<typeof roleSession>[1] = {}) =>
    roleSession('it', { roleArn: arn, source: fromSession('first'), ...changes })
  const CAUTION = 'AWS does not tell the path of first: if it has one, as in role/team/first, add it.'

  it.each([
    ['nothing', {}, {}],
    ['tags and a source identity of its own', {}, FULL],
    ['tags and a source identity that are passed on', FULL, {}],
  ])('is let in as the role, not as its session, with %s', async (_, before, brought) => {
    addRole(app.demo.world, 'first', { trust: trust(ALICE) })
    const arn = addRole(app.demo.world, 'target', {}, OTHER)
    const session = chained(arn, brought)
    const told = await app.told(roleSession('first', { roleArn: FIRST, ...before }), session)
    expect(told.title).toBe(`arn:aws:sts::${HOME}:assumed-role/first/alice may not assume ${arn}.`)
    expect(told.advice).toContain(CAUTION)
    expect(JSON.stringify(offered(told, 'trust'))).toContain(`"AWS":"${FIRST}"`)
    role(app.demo.world, arn).trust = offered(told, 'trust')
    role(app.demo.world, FIRST).policies.push(offered(told, 'identity'))
    got(await app.obtain(session))
  })

  it('with a path is let in once that is added, as the caution says', async () => {
    const first = addRole(app.demo.world, 'first', { path: '/team/', trust: trust(ALICE) })
    const arn = addRole(app.demo.world, 'target')
    const session = chained(arn)
    const told = await app.told(roleSession('first', { roleArn: first }), session)
    expect(told.advice).toContain(CAUTION)
    const text = JSON.stringify(offered(told, 'trust'))
    role(app.demo.world, arn).trust = JSON.parse(text)
    expect((await again(session)).title).toContain('may not assume')
    role(app.demo.world, arn).trust = JSON.parse(text.replace('role/first', 'role/team/first'))
    got(await app.obtain(session))
  })

  it('is offered no newer code, which it could not bring along', async () => {
    addRole(app.demo.world, 'first', { trust: trust(ALICE) })
    const told = await app.told(
      roleSession('first', { roleArn: FIRST }),
      chained(addRole(app.demo.world, 'target')),
    )
    expect(told.remedies?.map(({ kind }) => kind)).toEqual(['copy-policy', 'copy-policy'])
    expect(told.advice).not.toContain('newer code')
  })

  it('is let in with what only a company has set', async () => {
    await addCorp(app, { tags: { team: 'red' }, transitiveTagKeys: ['team'], sourceIdentity: 'alice' })
    const arn = addRole(app.demo.world, 'target')
    const session = roleSession('it', { roleArn: arn, source: fromSession('saml') })
    const target = role(app.demo.world, arn)
    target.trust = offered(await app.told(samlDev(), session), 'trust')
    // Nobody here knows what the assertion has set until AWS names it.
    const told = await again(session)
    expect(told.advice).toMatch(/^It is sts:TagSession that is not allowed\./)
    target.trust = offered(told, 'trust')
    got(await app.obtain(session))
  })
})

describe('a role for an issuer’s tokens', () => {
  const files = new TokenFiles()
  afterAll(() => files.remove())

  it('is given with what is offered, to this subject and to no other', async () => {
    const issuer = await newIssuer()
    const file = files.write('token', await issuer.token({ sub: 'job-1' }))
    await addCluster(app, issuer, file)
    const found = account(app.demo.world).roles.find(({ name }) => name === 'web-dev')
    if (found === undefined) throw new Error('the issuer has no role')
    found.trust = trust(ALICE)
    const told = await app.told(webDev())
    expect(kindsOf(told)).toEqual(['trust'])
    found.trust = offered(told, 'trust')
    got(await app.obtain(webDev()))
    files.write('token', await issuer.token({ sub: 'job-2' }))
    const other = webDev({ id: sessionId('other'), name: 'other', roleSessionName: 'other' })
    expect((await app.told(other)).title).toContain('was not given')
  })
})

describe('a role of a company', () => {
  const saml = () => account(app.demo.world).roles.find(({ name }) => name === 'saml-dev')

  it.each([
    ['nothing else', {}],
    ['tags', { tags: { team: 'red' } }],
  ])('is given with what is offered, where the assertion brings %s', async (_, claims) => {
    await addCorp(app, claims)
    const found = saml()
    if (found === undefined) throw new Error('the company has no role')
    found.trust = trust(ALICE)
    const told = await app.told(samlDev())
    expect(told.title).toBe(`The role ${samlDev().roleArn} was not given.`)
    expect(told.advice).toContain('trust policy must name the provider')
    expect(kindsOf(told)).toEqual(['trust'])
    found.trust = offered(told, 'trust')
    got(await app.obtain(samlDev()))
  })

  it('is given with what is offered, once AWS has named what the assertion brings', async () => {
    await addCorp(app, { tags: { team: 'red' }, sourceIdentity: 'alice' })
    const found = saml()
    if (found === undefined) throw new Error('the company has no role')
    found.trust = trust(ALICE)
    found.trust = offered(await app.told(samlDev()), 'trust')
    const told = await again(samlDev())
    expect(told.advice).toMatch(
      /^It is sts:SetSourceIdentity that is not allowed\. What the provider says of you/,
    )
    found.trust = offered(told, 'trust')
    got(await app.obtain(samlDev()))
  })

  it('that the assertion does not name is not given, and that is said', async () => {
    await addCorp(app)
    asserts(app, { roles: [] })
    expect((await app.told(samlDev())).advice).toContain(
      'must give you this role together with this provider',
    )
  })
})

it.each([
  ['a federated user', federation('it', { tags: [red], sessionPolicies: null })],
  ['a member’s root user', rootTask('it', { targetPrincipal: MEMBER })],
])('%s is given with the identity policy that is offered', async (_, session) => {
  addOrganization(app.demo.world)
  const told = await app.told(session)
  expect(told.advice).toContain('AWS names the caller’s identity policy')
  expect(kindsOf(told)).toEqual(['identity'])
  const document = offered(told, 'identity')
  expect(isIdentityPolicy(document)).toBe(true)
  alice(app.demo.world).policies.push(document)
  got(await app.obtain(session))
})
