import { expect, it } from 'vitest'
import { readFeedAddress } from '../../main/updates/feed-address.ts'
import { newPublisher } from './feed-server.ts'

const { publicKey, key } = newPublisher()
const updates = { url: 'https://updates.example.com/understudy/', publicKey, page: 'https://example.com/' }

it('a build without an address looks for nothing', () => {
  expect(readFeedAddress({ name: 'understudy', updates: null })).toBeNull()
})

it('an address has a key that signatures are checked with, and a page for people', () => {
  const address = readFeedAddress({ updates })
  expect(address?.url.href).toBe(updates.url)
  expect(address?.page).toBe(updates.page)
  expect(address?.key.equals(key)).toBe(true)
})

it('on this computer it may be without TLS, for a trial', () => {
  const url = 'http://127.0.0.1:8080/'
  expect(readFeedAddress({ updates: { ...updates, url } })?.url.href).toBe(url)
})

it.each<[string, unknown]>([
  ['no word of updates', {}],
  ['no TLS', { updates: { ...updates, url: 'http://updates.example.com/' } }],
  ['a name that another server may have', { updates: { ...updates, url: 'http://127.0.0.1.example.com/' } }],
  ['no folder', { updates: { ...updates, url: 'https://updates.example.com/latest.yml' } }],
  ['a file', { updates: { ...updates, url: 'file:///tmp/' } }],
  ['no address', { updates: { ...updates, url: 'updates/' } }],
  ['a key that is short', { updates: { ...updates, publicKey: publicKey.slice(4) } }],
  ['no key', { updates: { url: updates.url, page: updates.page } }],
  ['a page that is no page', { updates: { ...updates, page: 'javascript:alert(1)' } }],
  ['something more', { updates: { ...updates, channel: 'beta' } }],
])('is refused with %s', (_, said) => {
  expect(() => readFeedAddress(said)).toThrow()
})
