import { open, readFile } from 'node:fs/promises'
import { familyOf } from '../support/processes.ts'
import type { Evidence } from './evidence.ts'

/**
 * All that the windows' processes have written into their memory and not given back.
 * @returns false where the system lets nobody read it: of processes in Chromium's sandbox only root may
 */
export async function readWindowMemory(evidence: Evidence, app: number): Promise<boolean> {
  let isRead = false
  for (const pid of await familyOf(app)) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (!command.includes('--type=renderer')) continue
    const memory = await open(`/proc/${pid}/mem`, 'r').catch(() => null)
    if (memory === null) return false
    try {
      for (const { start, length } of writable(await readFile(`/proc/${pid}/maps`, 'utf8'))) {
        const part = Buffer.alloc(length)
        // A part may be given back meanwhile.
        const read = await memory.read(part, 0, length, start).catch(() => null)
        if (read === null) continue
        isRead = true
        evidence.add('memory of a window', `process ${pid}`, written(part.subarray(0, read.bytesRead)))
      }
    } finally {
      await memory.close()
    }
  }
  return isRead
}

/** Addresses beyond what a number holds are none of a process's own. */
function writable(maps: string): readonly { readonly start: number; readonly length: number }[] {
  return [...maps.matchAll(/^([\da-f]+)-([\da-f]+) rw/gm)].flatMap(([, from = '', to = '']) => {
    const [start, end] = [Number.parseInt(from, 16), Number.parseInt(to, 16)]
    return Number.isSafeInteger(end) ? [{ start, length: end - start }] : []
  })
}

const PAGE = Buffer.alloc(4096)

/** Most of what a process has reserved was never written to. */
function written(memory: Buffer): Buffer {
  const pages: Buffer[] = []
  for (let at = 0; at < memory.length; at += PAGE.length) {
    const page = memory.subarray(at, at + PAGE.length)
    if (!page.equals(PAGE)) pages.push(page)
  }
  return Buffer.concat(pages)
}
