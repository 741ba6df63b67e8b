import { lstat, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { electronRuntime } from '../../setup/electron-runtime.mjs'
import type { Row } from '../figures.ts'

const packed = resolve(import.meta.dirname, '../../../dist/linux-unpacked')

/** What the package adds to Electron's own files. */
export async function measureSize(): Promise<readonly Row[]> {
  const runtime = electronRuntime()
  if (runtime === null) throw new Error('Electron is not installed.')
  const [ours, base] = [await sizeOf(packed), await sizeOf(runtime.folder)]
  return [
    { what: 'installed size', unit: 'MB', ours, base, target: { kind: 'difference-at-most', limit: 8 } },
  ]
}

/** MB */
async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true })
  const sizes = await Promise.all(
    names.map(async name => {
      const found = await lstat(join(folder, name))
      return found.isFile() ? found.size : 0
    }),
  )
  return sizes.reduce((sum, size) => sum + size, 0) / 1_000_000
}
