import { describe, expect, it } from 'vitest'
import { isForAws, samlResponseIn } from '../../main/desktop/sign-in/saml-post.ts'

describe('an assertion that is on its way to AWS', () => {
  it.each([
    'https://signin.aws.amazon.com/saml',
    'https://signin.aws.amazon.com:443/saml?x=1#y',
    'https://SIGNIN.aws.amazon.com/saml',
    'https://signin.aws.amazon.com./saml',
    'https://eu-central-1.signin.aws.amazon.com/saml',
    'https://signin.amazonaws.cn/saml',
    'https://signin.amazonaws-us-gov.com/saml',
    'https://us-gov-west-1.signin.amazonaws-us-gov.com/saml',
    // A provider's own, which it must have where its assertions are encrypted.
    'https://signin.aws.amazon.com/saml/acs/SAMLSPEXAMPLE1234567',
    'https://us-east-1.signin.aws.amazon.com/saml/acs/SAMLSPEXAMPLE1234567',
  ])('is known by %s', address => {
    expect([isForAws('POST', address), isForAws('GET', address)]).toEqual([true, false])
  })

  it.each([
    'http://signin.aws.amazon.com/saml',
    'https://signin.aws.amazon.com:8443/saml',
    'https://signin.aws.amazon.com/saml/acs',
    'https://signin.aws.amazon.com/saml/acs/SAMLSP/more',
    'https://signin.aws.amazon.com/platform/saml/acs/SAMLSP',
    'https://signin.aws.amazon.com/',
    'https://mysignin.aws.amazon.com/saml',
    'https://signin.aws.amazon.com.example/saml',
    'https://example.com/https://signin.aws.amazon.com/saml',
    'https://signin.aws.amazon.com@example.com/saml',
    'nowhere',
  ])('is not what goes to %s', address => {
    expect(isForAws('POST', address)).toBe(false)
  })
})

describe('what a form posts', () => {
  const bytes = (text: string) => ({ bytes: Buffer.from(text) })

  it('is read as the page has written it', () => {
    expect(samlResponseIn([bytes('RelayState=a+b&SAMLResponse=PD94%2Bbg%3D%3D')])).toBe('PD94+bg==')
  })

  it('may come in pieces, cut anywhere', () => {
    const whole = 'SAMLResponse=UMO8bmt0&RelayState=%C3%BC'
    for (let at = 0; at <= whole.length; at++)
      expect(samlResponseIn([bytes(whole.slice(0, at)), {}, bytes(whole.slice(at))])).toBe('UMO8bmt0')
  })

  it('may be longer than AWS takes, so that this is said, but may not fill the memory', () => {
    const long = 'A'.repeat(400_000)
    expect(samlResponseIn([bytes(`SAMLResponse=${long}`)])).toBe(long)
    expect(samlResponseIn([bytes(`SAMLResponse=${long}`), bytes(long), bytes(long)])).toBeNull()
  })

  it.each([[[]], [[{}]], [[bytes('')]], [[bytes('SAMLResponse=')]], [[bytes('SAMLRequest=x')]]])(
    'without a response is none: %j',
    parts => {
      expect(samlResponseIn(parts)).toBeNull()
    },
  )
})
