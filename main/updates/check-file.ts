import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { ReleaseFile } from '../core/updates/release.ts'

/** Not the one that was signed. */
export class WrongFile extends Error {}

/** @throws WrongFile where it is another file, or none */
export async function checkFile(path: string, { sha512 }: Pick<ReleaseFile, 'sha512'>): Promise<void> {
  const hash = createHash('sha512')
  try {
    await pipeline(createReadStream(path), hash)
  } catch {
    throw new WrongFile('it is gone')
  }
  if (hash.digest('base64') !== sha512) throw new WrongFile('another checksum')
}
