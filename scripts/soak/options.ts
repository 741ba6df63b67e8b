export interface SoakOptions {
  readonly minutes: number
  /** What the plan of outages is drawn from: the same seed, the same plan. */
  readonly seed: number
}

/** @throws with a sentence for the terminal */
export function parseOptions(args: readonly string[]): SoakOptions {
  let minutes = 10
  let seed = Date.now() % 1_000_000
  for (const arg of args) {
    const [, name, value] = /^--(minutes|seed)=(\d+)$/.exec(arg) ?? []
    if (name === 'minutes' && Number(value) > 0) minutes = Number(value)
    else if (name === 'seed') seed = Number(value)
    else throw new Error(`The soak knows --minutes=10 and --seed=1; not ${arg}.`)
  }
  return { minutes, seed }
}
