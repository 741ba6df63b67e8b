import { join } from 'node:path'
import type { License } from '../../main/core/license.ts'
import { readLicenses } from '../../main/desktop/licenses.ts'

/** The packages of npm's of which something is in the app: what the app itself lists, without Electron. */
export async function shipped(root: string): Promise<readonly License[]> {
  const read = await readLicenses(join(root, 'out/main'), { version: '', folder: root })
  if (!read.ok) throw new Error(`What the build has bundled can't be read: ${JSON.stringify(read.failure)}`)
  return read.value.filter(({ name }) => name !== 'Electron')
}
