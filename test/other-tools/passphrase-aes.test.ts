import { describe, expect, it } from 'vitest'
import { parseSealed, unseal } from '../../main/other-tools/passphrase-aes.ts'
import { encryptAsLeapp, leappPassphrase } from '../support/other-tools.ts'

const PASSPHRASE = leappPassphrase('0123456789abcdef0123456789abcdef')

/** `openssl enc -aes-256-cbc -md md5 -salt -base64 -A` of OpenSSL 3.0, with the passphrase above. */
const FROM_OPENSSL =
  'U2FsdGVkX18oMuSpW8mi8gCK2gSsmgLpbGi+KGT7wWlh84b24MF82eftfSX05qU7Q6y9fpHG6sFSdUBQyR4FBw=='
const OF_OPENSSL = '{"_sessions":[],"ü":"✓ plain as day"}'
/** `AES.encrypt` of CryptoJS 4.2.0. */
const FROM_CRYPTO_JS =
  'U2FsdGVkX1+Qi78Xtj4b9coMbuQCa+9N33nOOqGL1NuQjjZxhhcVwBeYgq9Ev0+YzwtGyFGXW+RcyjawEXUkug=='
const OF_CRYPTO_JS = '{"_sessions":[],"ü":"✓ from CryptoJS"}'

function opened(text: string, passphrase: string): string | null {
  const sealed = parseSealed(text)
  return sealed === null ? null : unseal(sealed, passphrase)
}

describe('a text that was encrypted with a passphrase', () => {
  it.each([
    ['OpenSSL', FROM_OPENSSL, OF_OPENSSL],
    ['CryptoJS', FROM_CRYPTO_JS, OF_CRYPTO_JS],
  ])('by %s is read', (_who, text, plain) => {
    expect(opened(text, PASSPHRASE)).toBe(plain)
    expect(opened(`\n${text}\n`, PASSPHRASE)).toBe(plain)
  })

  it('is written in these tests as OpenSSL and CryptoJS write it', () => {
    const saltOf = (text: string) => Buffer.from(text, 'base64').subarray(8, 16)
    expect(encryptAsLeapp(OF_OPENSSL, PASSPHRASE, saltOf(FROM_OPENSSL))).toBe(FROM_OPENSSL)
    expect(encryptAsLeapp(OF_CRYPTO_JS, PASSPHRASE, saltOf(FROM_CRYPTO_JS))).toBe(FROM_CRYPTO_JS)
  })

  it('is not read with another one', () => {
    expect(opened(FROM_OPENSSL, leappPassphrase('another'))).toBeNull()
  })

  it.each([
    ['nothing', ''],
    ['JSON', '{"_sessions":[]}'],
    ['other base64', Buffer.alloc(48).toString('base64')],
    ['the head alone', Buffer.from('Salted__12345678').toString('base64')],
    ['half a block', Buffer.from('Salted__12345678and a half').toString('base64')],
  ])('is not %s', (_what, text) => {
    expect(parseSealed(text)).toBeNull()
  })
})
