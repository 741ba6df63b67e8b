import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../../test/endpoint/raw.ts'
import { until } from '../../../test/support/desktop-wait.ts'
import { familyOf } from '../../../test/support/processes.ts'
import type { Row } from '../figures.ts'
import { isListening, type Stage } from '../stage.ts'

/** Until an app is quiet (ms): Chromium tidies up what it keeps of pages once, two minutes after the start. */
const SETTLING = 150_000

/** How often the processes of each are woken while nothing happens, both in the same time. */
export async function measureIdle(stage: Stage, seconds: number): Promise<readonly Row[]> {
  const ports = [await freePort(), await freePort()] as const
  const apps = [await stage.startOurs(ports[0]), await stage.startEmptyApp(ports[1])] as const
  try {
    for (const port of ports) await until('it listens', () => isListening(port), { timeoutMs: 60_000 })
    await sleep(SETTLING)
    const count = () => Promise.all(apps.map(app => wakeUpsOf(app.pid)))
    const before = await count()
    await sleep(seconds * 1_000)
    const after = await count()
    const [ours = Number.NaN, base = Number.NaN] = after.map(
      (now, index) => ((now - (before[index] ?? Number.NaN)) * 60) / seconds,
    )
    const target = { kind: 'difference-at-most', limit: 1 } as const
    return [{ what: 'wake-ups when idle', unit: '/min', ours, base, target }]
  } finally {
    for (const app of apps) await app.kill()
  }
}

/** Each time that a thread has waited for something and gone on. */
async function wakeUpsOf(root: number): Promise<number> {
  let sum = 0
  for (const pid of await familyOf(root))
    for (const task of await readdir(`/proc/${pid}/task`).catch((): string[] => [])) {
      const status = await readFile(`/proc/${pid}/task/${task}/status`, 'utf8').catch(() => '')
      sum += Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1] ?? 0)
    }
  return sum
}
