import { SignedXml } from 'xml-crypto'
import { invalidIdentityToken, Refusal } from '../refusal.ts'
import { ASSERTION, childrenOf, onlyChild, PROTOCOL, parseXml, SIGNATURE } from './dom.ts'

const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success'
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

const isResponse = ({ namespaceURI, localName }: Element) =>
  namespaceURI === PROTOCOL && localName === 'Response'

/** Encoders of MIME break lines, which base64 itself does not. */
function decode(base64: string): string {
  const joined = base64.replace(/[\r\n]/g, '')
  if (!BASE64.test(joined)) throw invalidIdentityToken('Invalid base64 SAMLResponse')
  return Buffer.from(joined, 'base64').toString('utf8')
}

/**
 * What the signature in `element` vouches for, read anew from the very text that was signed. Null unless that is
 * `element` itself and nothing else: a good signature that means another element says nothing about this one.
 */
function signedCopy(xml: string, element: Element, certificate: string): Element | null {
  const signature = onlyChild(element, SIGNATURE, 'Signature')
  const id = element.getAttribute('ID') ?? ''
  if (signature === null || id === '') return null
  // The key is the one that is known: one that comes along with the signature would prove nothing.
  const signed = new SignedXml({ publicCert: certificate, getCertFromKeyInfo: () => null })
  try {
    signed.loadSignature(signature)
    if (!signed.checkSignature(xml)) return null
  } catch {
    return null
  }
  const [reference, ...more] = signed.getReferences()
  const [text = ''] = signed.getSignedReferences()
  if (reference?.uri !== `#${id}` || more.length > 0) return null
  return parseXml(text)
}

/** The assertion in a SAML response, once it is sure that the owner of the certificate has signed it. */
export function signedAssertion(base64: string, certificate: string): Element {
  const xml = decode(base64)
  const response = parseXml(xml)
  if (response === null || !isResponse(response)) {
    throw invalidIdentityToken('Your request included an invalid SAML response.')
  }
  const status = onlyChild(onlyChild(response, PROTOCOL, 'Status'), PROTOCOL, 'StatusCode')
  if (status?.getAttribute('Value') !== SUCCESS) {
    const message = 'The identity provider (IdP) reported that authentication failed.'
    throw new Refusal('IDPRejectedClaim', 403, message)
  }
  const assertion = onlyChild(response, ASSERTION, 'Assertion')
  if (assertion === null || response.getElementsByTagNameNS(ASSERTION, 'Assertion').length !== 1) {
    throw invalidIdentityToken('Your request included an invalid SAML response.')
  }
  const whole = childrenOf(response, SIGNATURE, 'Signature').length > 0
  const copy = signedCopy(xml, whole ? response : assertion, certificate)
  const vouched = whole ? onlyChild(copy, ASSERTION, 'Assertion') : copy
  if (vouched === null) throw invalidIdentityToken('Response signature invalid')
  return vouched
}
