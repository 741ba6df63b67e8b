import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fileFor, ORIGIN } from '../../main/desktop/security.ts'

const folder = path.resolve('/opt/understudy/renderer')

describe('an app:// address', () => {
  it.each([
    ['/windows/manager/index.html', 'windows/manager/index.html'],
    ['/assets/a-1.js?x=1#y', 'assets/a-1.js'],
    ['/a%20b.css', 'a b.css'],
    ['/a/../b.css', 'b.css'],
    ['/..a/b..css', '..a/b..css'],
    // The address itself ends at its root.
    ['/%2E%2E/%2e%2e/secret', 'secret'],
  ])('%s is the file %s', (address, file) => {
    expect(fileFor(`${ORIGIN}${address}`, folder)).toBe(path.join(folder, file))
  })

  it.each([
    '/%2e%2e%2fsecret',
    '/a/%2e%2e%2f%2e%2e%2fsecret',
    '/a/..%2f..%2fsecret',
    '/..%2frenderer-of-another/secret',
    '/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd',
    '/%00',
    '/index.html%00.png',
    '/..%2frenderer',
    '/..%2f',
  ])('%s is none of ours', address => {
    expect(fileFor(`${ORIGIN}${address}`, folder)).toBeNull()
  })

  it.each([
    'app://evil/index.html',
    'app://understudy.evil/index.html',
    'app://understudy:8080/index.html',
    'app://evil@other/index.html',
    'app:///index.html',
    'file:///etc/passwd',
    'https://evil.example/index.html',
  ])('%s is on another host', address => {
    expect(fileFor(address, folder)).toBeNull()
  })

  it.each(['/%', '/%zz', '/%e0%a4%a', '/%c0%ae%c0%ae/secret', '/%ff'])(
    '%s can’t be read, and is none of ours either',
    address => {
      expect(fileFor(`${ORIGIN}${address}`, folder)).toBeNull()
    },
  )

  it.each(['/..\\..\\secret', '/%5c..%5c..%5csecret', '/..%5c..%5csecret', '/C:%5csecret'])(
    '%s stays inside, whatever a backslash is to the system',
    address => {
      const file = fileFor(`${ORIGIN}${address}`, folder)
      expect(file === null || file.startsWith(folder + path.sep)).toBe(true)
      // As another program of the same system would understand it.
      if (file !== null) expect(path.resolve(file).startsWith(folder + path.sep)).toBe(true)
    },
  )

  it.each(['/', '', '/a/..', '/.'])('%j is the folder itself, and nothing above it', address => {
    const file = fileFor(`${ORIGIN}${address}`, folder)
    expect(path.resolve(file ?? folder)).toBe(folder)
  })

  it('of whatever kind never leads out', () => {
    const piece = fc.oneof(
      fc.constantFrom('..', '.', '%2e', '%2f', '%5c', '\\', '/', '//', '%00', 'a', 'renderer', '%25', ':'),
      fc.string({ maxLength: 5 }),
    )
    let inside = 0
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
        const file = fileFor(`${ORIGIN}/${pieces.join('')}`, folder)
        if (file === null) return
        inside++
        expect(path.resolve(file) === folder || path.resolve(file).startsWith(folder + path.sep)).toBe(true)
        expect(file).not.toContain('\0')
      }),
      { numRuns: 5_000 },
    )
    expect(inside).toBeGreaterThan(500)
  })
})
