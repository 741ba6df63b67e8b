export interface BenchOptions {
  /** Fewer rounds, and what takes long left out. A figure fails only at twice its target. */
  readonly quick: boolean
  /** Where the figures are written as JSON. */
  readonly json: string
}

/** @throws with a sentence for the terminal */
export function parseOptions(args: readonly string[]): BenchOptions {
  let quick = false
  let json = 'dist/bench.json'
  for (const arg of args) {
    const file = /^--json=(.+)$/.exec(arg)?.[1]
    if (arg === '--quick') quick = true
    else if (file !== undefined) json = file
    else throw new Error(`The bench knows --quick and --json=FILE; not ${arg}.`)
  }
  return { quick, json }
}
