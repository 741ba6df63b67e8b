import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { median, type Row } from '../figures.ts'
import type { Load, Took } from '../load.ts'
import type { Stage, Target } from '../stage.ts'

const program = join(import.meta.dirname, '../load.ts')

function load(what: Load): Promise<Took> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', program], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', chunk => {
      output += chunk
    })
    child.on('error', reject)
    child.on('close', code =>
      code === 0 ? resolve(JSON.parse(output)) : reject(new Error(`The load client ended with ${code}.`)),
    )
    child.stdin.end(JSON.stringify(what))
  })
}

/** A warm fetch by the container route, with all that guards it on, against a bare server with the same bytes. */
export async function measureFetch(
  { ours, base }: Stage,
  { rounds, requests }: { readonly rounds: number; readonly requests: number },
): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const keepAlive of [true, false]) {
    const took: { readonly ours: Took; readonly base: Took }[] = []
    // Each new connection stays in the kernel's table for a minute after its end, and thousands of them would be a figure
    // of the bench's own making.
    const count = keepAlive ? requests : Math.min(requests, 300)
    const ask = (target: Target) => load({ ...target, keepAlive, requests: count, clients: 16 })
    for (let round = 0; round < rounds; round++) took.push({ ours: await ask(ours), base: await ask(base) })
    const of = (name: keyof Took) => ({
      ours: median(took.map(each => each.ours[name])),
      base: median(took.map(each => each.base[name])),
    })
    const stands = keepAlive ? { p50: 2, p99: 2, throughput: 0.4 } : { p50: 30, p99: 9, throughput: 0.08 }
    const way = keepAlive ? 'kept connection' : 'new connection'
    rows.push(
      {
        what: `fetch p50, ${way}`,
        unit: 'ms',
        ...of('p50'),
        standing: stands.p50,
        target: { kind: 'ratio-at-most', limit: 1.1 },
      },
      {
        what: `fetch p99, ${way}`,
        unit: 'ms',
        ...of('p99'),
        standing: stands.p99,
        target: { kind: 'ratio-at-most', limit: 1.1 },
      },
      {
        what: `fetches of 16 clients, ${way}`,
        unit: '/s',
        ...of('throughput'),
        standing: stands.throughput,
        target: { kind: 'ratio-at-least', limit: 0.9 },
      },
    )
  }
  return rows
}
