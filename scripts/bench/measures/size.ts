import { lstat, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { electronRuntime } from '../../setup/electron-runtime.mjs'
import type { Row } from '../figures.ts'

const packed = resolve(import.meta.dirname, '../../../dist/linux-unpacked')

/** What the package adds to the files of Electron that are in it. */
export async function measureSize(): Promise<readonly Row[]> {
  const runtime = electronRuntime()
  if (runtime === null) throw new Error('Electron is not installed.')
  const electrons = new Set([...(await filesIn(runtime.folder)), 'understudy'])
  const all = await filesIn(packed)
  const ours = await sizeOf(all.filter(name => !electrons.has(name)))
  return [
    {
      what: 'installed beside Electron',
      unit: 'MB',
      ours,
      base: null,
      target: { kind: 'at-most', limit: 8 },
    },
  ]
}

function filesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder, { recursive: true })
}

/** MB */
async function sizeOf(names: readonly string[]): Promise<number> {
  const sizes = await Promise.all(
    names.map(async name => {
      const found = await lstat(join(packed, name))
      return found.isFile() ? found.size : 0
    }),
  )
  return sizes.reduce((sum, size) => sum + size, 0) / 1_000_000
}
