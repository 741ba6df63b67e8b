import { describe, expect, it } from 'vitest'
import { base32Decode, base32Encode, codeOfStep, stepAt, UsedCodes } from './totp.ts'

describe('codes', () => {
  // RFC 6238, appendix B: the SHA-1 column.
  it.each([
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ])('at %i s the code is %s', (seconds, code) => {
    const secret = Buffer.from('12345678901234567890')
    expect(codeOfStep(secret, stepAt(seconds * 1000), 8)).toBe(code)
    expect(codeOfStep(secret, stepAt(seconds * 1000))).toBe(code.slice(2))
  })
})

describe('base32', () => {
  // RFC 4648, section 10.
  it.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('%o is %s', (text, encoded) => {
    expect(base32Encode(Buffer.from(text))).toBe(encoded)
    expect(base32Decode(encoded).toString()).toBe(text)
  })

  it('takes what people type', () => {
    expect(base32Decode('mzxw 6ytb oi======').toString()).toBe('foobar')
    expect(() => base32Decode('MZXW1')).toThrow('"1" is no base32 letter')
  })
})

describe('which codes are taken', () => {
  const device = { serial: 'arn:aws:iam::111122223333:mfa/a', secret: base32Encode(Buffer.alloc(20, 7)) }
  const now = 1_700_000_000_000
  const code = (offset: number) => codeOfStep(base32Decode(device.secret), stepAt(now) + offset)

  it.each([
    [-2, false],
    [-1, true],
    [0, true],
    [1, true],
    [2, false],
  ])('%i steps away: %s', (offset, taken) => {
    expect(new UsedCodes().accept(device, code(offset), now)).toBe(taken)
  })

  it('takes each once for each device', () => {
    const used = new UsedCodes()
    expect(used.accept(device, code(0), now)).toBe(true)
    expect(used.accept(device, code(0), now)).toBe(false)
    expect(used.accept(device, code(0), now + 30_000)).toBe(false)
    expect(used.accept({ ...device, serial: 'GAHT12345678' }, code(0), now)).toBe(true)
    expect(used.accept(device, code(1), now)).toBe(true)
    expect(used.accept(device, code(-1), now)).toBe(true)
  })

  it('takes no text that only looks like a code', () => {
    for (const text of ['', '12345', `${code(0)} `, 'abcdef']) {
      expect(new UsedCodes().accept(device, text, now)).toBe(false)
    }
  })
})
