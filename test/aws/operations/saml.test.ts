import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { explain } from '../../../main/core/failures/explain.ts'
import { callSns } from '../../local-aws/client.ts'
import { got, plainOf } from '../calling.ts'
import { type LocalApp, startApp } from './app.ts'
import { addCorp, asserts, samlDev } from './federated.ts'
import { policy, role } from './worlds.ts'

let app: LocalApp
beforeEach(async () => {
  app = await startApp()
  await addCorp(app)
})
afterEach(() => app.close())

describe('an assertion', () => {
  it('is a new one at each renewal', async () => {
    got(await app.get(samlDev()))
    expect((await app.renewal(samlDev())).kind).toBe('live')
    const [first, second] = app.forms().map(form => form.get('SAMLAssertion'))
    expect(second).toMatch(/^\S{100,}$/)
    expect(second).not.toBe(first)
    expect(app.outcomes()).toEqual(Array(2).fill('AssumeRoleWithSAML ok'))
  })

  it('names the session, and its tags decide what that may do', async () => {
    asserts(app, { sessionName: 'alice.of.corp', tags: { team: 'red' } })
    const ofRed = { StringEquals: { 'aws:PrincipalTag/team': 'red' } }
    role(app.demo.world, samlDev().roleArn).policies = [
      policy({ Effect: 'Allow', Action: 'sns:ListTopics', Resource: '*', Condition: ofRed }),
    ]
    const { credentials } = got(await app.get(samlDev()))
    expect(credentials.arn).toMatch(/:assumed-role\/saml-dev\/alice\.of\.corp$/)
    expect((await callSns(app.aws.url, plainOf(credentials), { Action: 'ListTopics' })).status).toBe(200)
  })

  it('that is too old is told with a way to sign in again', async () => {
    asserts(app, { lifeSeconds: -1 })
    const { title, advice, remedies } = await app.told(samlDev())
    expect(title).toMatch(/^The SAML assertion had run out when it came to AWS: /)
    expect(advice).toContain('five minutes only')
    expect(remedies).toEqual([{ kind: 'sign-in' }])
  })

  it.each<[string, (xml: string) => string, string]>([
    [
      'of another issuer',
      xml => xml.replaceAll('https://idp.example/metadata', 'https://other.example'),
      'https://other.example',
    ],
    [
      'for another audience',
      xml => xml.replace('urn:amazon:webservices', 'urn:somebody-else'),
      'urn:somebody-else',
    ],
  ])('%s is told with what it says', async (_, edit, part) => {
    asserts(app, {}, { edit })
    const { title, advice } = await app.told(samlDev())
    expect(title).toMatch(/^AWS did not take the SAML assertion: /)
    expect(advice).toContain(part)
  })

  it('of a company that could not sign its user in is told so', async () => {
    asserts(app, {}, { edit: xml => xml.replace('status:Success', 'status:AuthnFailed'), signed: 'response' })
    const failure = await app.refusal(samlDev())
    expect(failure).toMatchObject({ kind: 'aws', code: 'IDPRejectedClaim' })
    const { title, remedies } = explain(failure)
    expect(title).toMatch(/^The provider does not stand by the SAML assertion: /)
    expect(remedies).toEqual([{ kind: 'sign-in' }])
  })

  it('that nobody has signed is refused, and is in no failure', async () => {
    asserts(app, {}, { signed: 'nothing' })
    const failure = await app.refusal(samlDev())
    expect(failure).toMatchObject({ kind: 'aws', code: 'InvalidIdentityToken' })
    expect(explain(failure).title).toMatch(/^AWS did not take the SAML assertion: /)
    expect(JSON.stringify(failure)).not.toContain(app.form.get('SAMLAssertion')?.slice(0, 40))
  })
})
