import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** They check signatures of identity providers, which the app leaves to AWS. */
const LIBRARIES = ['@xmldom/xmldom', 'jose', 'xml-crypto']

/** A judge that shares code with the judged proves nothing. */
it('imports nothing but Node, itself and what reads signed proofs', () => {
  const folder = import.meta.dirname
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    file => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  )
  expect(files.length).toBeGreaterThan(20)
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8')
    for (const [, plain, dynamic] of text.matchAll(
      /^(?:import |[^'\n]*\bfrom )'([^'\n]+)'$|import\('([^'\n]+)'\)/gm,
    )) {
      const from = plain ?? dynamic ?? ''
      if (LIBRARIES.includes(from)) continue
      const inside = join(file, '..', from)
      expect(from.startsWith('node:') || !inside.startsWith('..'), `${file} imports ${from}`).toBe(true)
      expect(from, `${file} imports ${from}`).toMatch(/^(node:|\.{1,2}\/)/)
    }
  }
})
