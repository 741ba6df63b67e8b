import { describe, expect, it } from 'vitest'
import { readAssertion } from '../../main/aws/saml.ts'
import { selfSigned } from '../support/certificates.ts'
import { type Claims, makeSamlResponse, type Signing } from '../support/saml-assertion.ts'

const NOW = Date.UTC(2026, 4, 1, 12, 0, 0)
const signer = { entityId: 'https://idp.example/metadata', certificate: selfSigned() }
const pair = (name: string) => ({
  role: `arn:aws:iam::111122223333:role/team/${name}`,
  provider: 'arn:aws:iam::111122223333:saml-provider/corporate',
})
const roleOf = (name: string) => ({ roleArn: pair(name).role, principalArn: pair(name).provider })
const read = (claims: Partial<Claims>, signing?: Signing) =>
  readAssertion(makeSamlResponse({ roles: [], sessionName: 'alice', ...claims }, signer, NOW, signing))
const base64 = (text: string) => Buffer.from(text).toString('base64')

describe('what a company says of its user', () => {
  it('is who says it, for whom, until when, and which roles', () => {
    expect(read({ roles: [pair('dev'), pair('prod')] })).toEqual({
      issuer: 'https://idp.example/metadata',
      audience: 'urn:amazon:webservices',
      expiry: '2026-05-01T12:05:00.000Z',
      roles: [roleOf('dev'), roleOf('prod')],
    })
  })

  it.each(['assertion', 'response', 'nothing'] as const)('is read where %s is signed', signed => {
    expect(read({ roles: [pair('dev')] }, { signed })?.roles).toEqual([roleOf('dev')])
  })

  it('may have no role', () => {
    expect(read({})?.roles).toEqual([])
  })

  it('has the two ARNs of a role in either order, with spaces around', () => {
    const { role, provider } = pair('dev')
    const edit = (xml: string) => xml.replace(`${role},${provider}`, ` ${provider} ,\n ${role} `)
    expect(read({ roles: [pair('dev')] }, { edit })?.roles).toEqual([roleOf('dev')])
  })

  it('names roles in whatever namespace prefix and with whatever attributes', () => {
    const edit = (xml: string) =>
      xml
        .replaceAll('saml:', 'saml2:')
        .replace('xmlns:saml2:', 'xmlns:saml2=')
        .replaceAll('xmlns:saml=', 'xmlns:saml2=')
        .replaceAll(
          '<saml2:AttributeValue>',
          '<saml2:AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xs:string">',
        )
    expect(read({ roles: [pair('dev')] }, { edit, signed: 'nothing' })?.roles).toEqual([roleOf('dev')])
  })

  it('keeps what only looks like a number, and unescapes the rest', () => {
    const edit = (xml: string) => xml.replaceAll('https://idp.example/metadata', '0123&amp;4')
    expect(read({}, { edit, signed: 'nothing' })?.issuer).toBe('0123&4')
  })

  it('passes over what is no role', () => {
    const { role, provider } = pair('dev')
    const edit = (xml: string) => xml.replace(`${role},${provider}`, 'something else')
    expect(read({ roles: [pair('dev'), pair('prod')] }, { edit })?.roles).toEqual([roleOf('prod')])
  })
})

describe('what can’t be read', () => {
  it.each([
    ['nothing', ''],
    ['no base64', '…'],
    ['no XML', base64('hello')],
    ['no response', base64('<Assertion/>')],
    [
      'an encrypted assertion',
      base64('<samlp:Response><saml:EncryptedAssertion>x</saml:EncryptedAssertion></samlp:Response>'),
    ],
  ])('%s', (_what, text) => {
    expect(readAssertion(text)).toBeNull()
  })

  it('are entities of its own: none is put in, and none eats the memory', () => {
    const lol = Array.from({ length: 9 }, (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`)
    const bomb = `<!DOCTYPE r [<!ENTITY e0 "lol">${lol.join('')}<!ENTITY file SYSTEM "file:///etc/passwd">]>
<Response><Assertion><Issuer>&e9;&file;</Issuer></Assertion></Response>`
    const issuer = readAssertion(base64(bomb))?.issuer ?? ''
    expect(issuer.length).toBeLessThan(10_000)
    expect(issuer).not.toContain('root:')
  })
})
