import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { npm, packageBin } from '../setup/process.mjs'

const root = resolve(import.meta.dirname, '../..')

interface Count {
  readonly passed: number
  readonly failed: number
}

type Suite = () => Count

function node(args: readonly string[]): boolean {
  const { status, error } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
  if (error !== undefined) console.error(error.message)
  return status === 0
}

/** A tool that says yes or no counts as one test. */
function check(name: string, args: readonly string[]): Count {
  console.log(`\n── ${name}`)
  const passed = node(args)
  console.log(passed ? `   ✓ ${name}` : `   ✗ ${name}`)
  return passed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

/**
 * Whether each package is signed by the registry that gave it. Keys and signatures come over the network: where that
 * does not lead to them nothing is shown, and nothing is counted.
 * @see https://docs.npmjs.com/cli/commands/npm-audit
 */
function signatures(): Count {
  console.log('\n── signatures of packages')
  // A quiet npm that has started this would make that one quiet as well.
  const asked = ['audit', 'signatures', '--fetch-timeout=10000', '--fetch-retries=0', '--loglevel=error']
  const { status, stdout, stderr } = spawnSync(npm, asked, { cwd: root, encoding: 'utf8', timeout: 40_000 })
  const why =
    status === null
      ? 'they did not come in time'
      : /code (?:E(?:NOTFOUND|AI_AGAIN|CONNREFUSED|TIMEDOUT|CONNRESET|404)|ERR_SOCKET_TIMEOUT)/.exec(
          stderr,
        )?.[0]
  if (status !== 0 && why !== undefined) {
    console.log(`   NOT SHOWN: the registry's keys can't be reached from here (${why}).`)
    return { passed: 0, failed: 0 }
  }
  console.log(`${stdout}${stderr}   ${status === 0 ? '✓' : '✗'} signatures of packages`)
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

const types = (project: string) => () =>
  check(`types of ${project}`, [packageBin('typescript', 'tsc'), '-p', project])

/** @param reporter of what is seen; `verbose` names each test */
function vitest(project: string, reporter: 'default' | 'verbose' = 'default'): Count {
  console.log(`\n── tests: ${project}`)
  const folder = mkdtempSync(join(tmpdir(), 'understudy-test-'))
  const report = join(folder, 'report.json')
  try {
    const reporters = [`--reporter=${reporter}`, '--reporter=json', `--outputFile.json=${report}`]
    const ok = node([
      packageBin('vitest'),
      'run',
      '--config',
      'test/vitest.config.ts',
      '--project',
      project,
      ...reporters,
    ])
    const told: unknown = JSON.parse(readFileSync(report, 'utf8'))
    const { passed, failed } = counted(told)
    // A suite that could not even be loaded, or that ran nothing, has no test of its own to count.
    return { passed, failed: ok && passed > 0 ? failed : Math.max(failed, 1) }
  } catch (error) {
    console.error(`The tests of ${project} have left no report: ${error}`)
    return { passed: 0, failed: 1 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function counted(report: unknown): Count {
  const of = (name: string): number => {
    const value: unknown = typeof report === 'object' && report !== null ? Reflect.get(report, name) : 0
    return typeof value === 'number' ? value : 0
  }
  // One that was skipped has shown nothing.
  return { passed: of('numPassedTests'), failed: of('numFailedTests') + of('numPendingTests') }
}

const suites: Record<string, readonly Suite[]> = {
  checks: [
    types('main/core'),
    types('main'),
    types('main/tsconfig.oldest.json'),
    types('preload'),
    types('renderer'),
    types('test'),
    () => check('lint and format', [packageBin('@biomejs/biome', 'biome'), 'check', '--error-on-warnings']),
    () => check('nothing unused', [packageBin('knip')]),
    signatures,
  ],
  unit: [() => vitest('unit')],
  moto: [() => vitest('moto')],
  patient: [() => vitest('patient')],
  package: [
    () => check('package', ['--import', 'tsx', 'scripts/package/main.ts']),
    () => vitest('package', 'verbose'),
  ],
  canaries: [() => vitest('canaries', 'verbose')],
  desktop: [() => vitest('desktop')],
  bench: [() => check('what it costs', ['--import', 'tsx', 'scripts/bench/main.ts', '--quick'])],
}

const asked = process.argv.slice(2)
const unknown = asked.filter(name => suites[name] === undefined)
if (unknown.length > 0) {
  console.error(`There are the suites ${Object.keys(suites).join(', ')}; not ${unknown.join(', ')}.`)
  process.exit(2)
}

let passed = 0
let failed = 0
for (const name of asked.length > 0 ? asked : Object.keys(suites))
  for (const suite of suites[name] ?? []) {
    const count = suite()
    passed += count.passed
    failed += count.failed
  }
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
