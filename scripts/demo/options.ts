export interface DemoOptions {
  /** Stay until SIGTERM, with one line of JSON that says where everything is. */
  readonly hold: boolean
  /** With `hold`: sessions are not started and prompts not answered. */
  readonly manual: boolean
  /** Seconds that the local AWS lets role credentials live, or null for what is asked. */
  readonly lifeSeconds: number | null
}

/** @throws with a sentence for the terminal */
export function parseOptions(args: readonly string[]): DemoOptions {
  let hold = false
  let manual = false
  let lifeSeconds: number | null = null
  for (const arg of args) {
    const life = /^--life=(\d+)(s|m|h)$/.exec(arg)
    if (arg === '--hold') hold = true
    else if (arg === '--manual') manual = true
    else if (life !== null && Number(life[1]) > 0)
      lifeSeconds = Number(life[1]) * { s: 1, m: 60, h: 3600 }[life[2] as 's' | 'm' | 'h']
    else throw new Error(`The demo knows --hold, --manual and --life=90s (or m, h); not ${arg}.`)
  }
  if (manual && !hold) throw new Error('--manual is for --hold: npm run demo -- --hold --manual')
  return { hold, manual, lifeSeconds }
}
