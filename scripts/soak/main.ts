import { problemsIn, tableOf } from './findings.ts'
import { parseOptions, type SoakOptions } from './options.ts'
import { soak } from './soak.ts'

/** A session that is lost fails several times a second. */
const MOST_TOLD = 20

let options: SoakOptions
try {
  options = parseOptions(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(2)
}

const { minutes, seed } = options
console.log(`Outages for ${minutes} minutes, by the plan of --seed=${seed}`)
try {
  const findings = await soak({
    seed,
    seconds: minutes * 60,
    outages: Number.POSITIVE_INFINITY,
    lifeSeconds: 90,
    pace: { shortest: 10, longest: 22 },
    recoverySeconds: 10,
    say: console.log,
  })
  console.log(`\n${tableOf(findings)}\n`)
  const problems = problemsIn(findings)
  for (const problem of problems.slice(0, MOST_TOLD)) console.log(`✗ ${problem}`)
  if (problems.length > MOST_TOLD) console.log(`… and ${problems.length - MOST_TOLD} more`)
  if (problems.length === 0) console.log('Nothing failed and nothing was lost.')
  process.exitCode = problems.length === 0 ? 0 : 1
} catch (error) {
  console.error(`\nThe soak failed: ${error instanceof Error ? error.stack : error}`)
  process.exitCode = 1
}
