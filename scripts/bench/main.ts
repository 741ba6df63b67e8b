import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { electronRuntime } from '../setup/electron-runtime.mjs'
import { holds, type Row, table } from './figures.ts'
import { measureColdClients } from './measures/cold-clients.ts'
import { measureCredentialProcess } from './measures/credential-process.ts'
import { measureFetch } from './measures/fetch.ts'
import { measureIdle } from './measures/idle.ts'
import { measureSize } from './measures/size.ts'
import { measureStart } from './measures/start.ts'
import { measureThousandSessions } from './measures/thousand-sessions.ts'
import { type BenchOptions, parseOptions } from './options.ts'
import { setStage } from './stage.ts'

const root = resolve(import.meta.dirname, '../..')

let options: BenchOptions
try {
  options = parseOptions(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(2)
}

const { quick, json } = options
const rows: Row[] = []
const stage = await setStage()
try {
  const measures: readonly (readonly [string, () => Promise<readonly Row[]>])[] = [
    [
      'fetches',
      () => measureFetch(stage, quick ? { rounds: 3, requests: 300 } : { rounds: 7, requests: 2_000 }),
    ],
    ['credential_process', () => measureCredentialProcess(stage, quick ? 15 : 60)],
    ['starts and memory', () => measureStart(stage, quick ? 2 : 7)],
    ...(quick ? [] : ([['wake-ups', () => measureIdle(stage, 120)]] as const)),
    ['size', measureSize],
  ]
  for (const [name, run] of measures) {
    console.log(`… ${name}`)
    const measured = await run()
    // Other work may share the computer for a moment, and comes to its end.
    rows.push(...(quick && !measured.every(holds) ? await run() : measured))
  }
} finally {
  await stage.close()
}
if (!quick) {
  console.log('… a thousand sessions, and a thousand clients')
  rows.push(...(await measureThousandSessions()), ...(await measureColdClients()))
}

console.log(`\n${table(rows)}\n`)
const file = resolve(root, json)
mkdirSync(dirname(file), { recursive: true })
const about = { electron: electronRuntime()?.version, platform: process.platform, arch: process.arch, quick }
writeFileSync(file, `${JSON.stringify({ ...about, rows }, null, 2)}\n`)
console.log(`The figures are in ${json}.`)
const failed = quick ? rows.filter(row => !holds(row)) : []
for (const { what } of failed)
  console.error(`✗ ${what} is at more than twice its target, and than where it stood.`)
process.exitCode = failed.length === 0 ? 0 : 1
