import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll } from 'vitest'

/** `program.ts` as one file, which plain Node starts quickly, and which everybody may read. */
export function bundledProgram(): () => string {
  let folder = ''
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'us-program-'))
    chmodSync(folder, 0o755)
    await build({
      configFile: false,
      logLevel: 'error',
      build: {
        ssr: path.join(import.meta.dirname, 'program.ts'),
        outDir: folder,
        rollupOptions: { output: { entryFileNames: 'program.mjs' } },
      },
    })
  })
  afterAll(() => rmSync(folder, { recursive: true }))
  return () => path.join(folder, 'program.mjs')
}
