import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../../test/endpoint/raw.ts'
import type { Group } from '../../../test/support/desktop-process.ts'
import { familyOf } from '../../../test/support/processes.ts'
import { median, type Row } from '../figures.ts'
import { isListening, type Stage } from '../stage.ts'

/** What an app that has just been started does until it is quiet (ms). */
const SETTLING = 5_000
const PATIENCE = 60_000

interface Started {
  /** ms from the start of the process to the first connection that is taken */
  readonly listening: number
  /** MiB over all processes at rest, of shared memory each one's part */
  readonly memory: number
}

/** A start to its first connection, and the memory at rest: of Understudy without a window, and of an empty app. */
export async function measureStart(stage: Stage, rounds: number): Promise<readonly Row[]> {
  const took: { readonly ours: Started; readonly base: Started }[] = []
  for (let round = 0; round < rounds; round++)
    took.push({ ours: await startAndEnd(stage.startOurs), base: await startAndEnd(stage.startEmptyApp) })
  const of = (name: keyof Started) => ({
    ours: median(took.map(each => each.ours[name])),
    base: median(took.map(each => each.base[name])),
  })
  return [
    {
      what: 'start to listening',
      unit: 'ms',
      ...of('listening'),
      target: { kind: 'ratio-at-most', limit: 1.15 },
    },
    {
      what: 'memory at rest (PSS)',
      unit: 'MiB',
      ...of('memory'),
      target: { kind: 'ratio-at-most', limit: 1.15 },
    },
  ]
}

async function startAndEnd(startOn: (port: number) => Promise<Group>): Promise<Started> {
  const port = await freePort()
  const start = performance.now()
  const group = await startOn(port)
  try {
    while (!(await isListening(port))) {
      if (performance.now() - start > PATIENCE) throw new Error(`It does not listen:\n${group.output()}`)
      await sleep(2)
    }
    const listening = performance.now() - start
    await sleep(SETTLING)
    return { listening, memory: await memoryOf(group.pid) }
  } finally {
    await group.kill()
  }
}

/** @see https://docs.kernel.org/filesystems/proc.html on smaps_rollup */
async function memoryOf(root: number): Promise<number> {
  const parts = await Promise.all(
    (await familyOf(root)).map(async pid => {
      const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
      return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0)
    }),
  )
  return parts.reduce((sum, part) => sum + part, 0) / 1024
}
