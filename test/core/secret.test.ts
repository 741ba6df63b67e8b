import { format, inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { keyHint } from '../../main/core/broker/credentials.ts'
import { Secret } from '../../main/core/secret.ts'

const VALUE = 'hidden+value'
const secret = new Secret(VALUE)
const inside = { deep: [{ key: { secretAccessKey: secret } }] }

describe('a secret', () => {
  it('gives its value to whoever asks by name', () => {
    expect(secret.reveal()).toBe(VALUE)
  })

  it.each<[string, string]>([
    ['a template', `${secret}`],
    ['concatenation', `as text: ${String(secret)}`],
    ['a join', [secret, secret].join(',')],
    ['JSON', JSON.stringify(inside)],
    ['console.log', format('%s %o %O %j', secret, secret, secret, secret)],
    ['inspection', inspect(inside, { depth: null })],
    ['inspection of what is hidden', inspect(inside, { depth: null, showHidden: true })],
    ['an error’s cause', inspect(new Error('failed', { cause: inside }), { depth: null })],
  ])('says [redacted] in %s', (_, printed) => {
    expect(printed).toContain('[redacted]')
    expect(printed).not.toContain(VALUE)
  })

  it('shows nothing of itself, whichever way it is taken apart', () => {
    const ways = [
      inspect(secret, { customInspect: false, showHidden: true }),
      inspect(structuredClone(inside), { depth: null, showHidden: true }),
      JSON.stringify({ ...secret }),
      JSON.stringify(Object.getOwnPropertyDescriptors(secret)),
      JSON.stringify(Reflect.ownKeys(secret)),
    ]
    for (const shown of ways) expect(shown).not.toContain(VALUE)
  })

  it('is worth nothing after it was cloned to another process', () => {
    expect(structuredClone(inside)).toEqual({ deep: [{ key: { secretAccessKey: {} } }] })
    expect('reveal' in structuredClone(secret)).toBe(false)
  })
})

describe('the hint of a key', () => {
  it('shows its kind and its last four characters, and no more', () => {
    expect(keyHint('AKIAIOSFODNN7EXAMPLE')).toBe('AKIA…MPLE')
  })
})
