export const stsTroubles = ['throttles', 'hangs', 'error 500', 'error 503', 'loses answers', 'gone'] as const
export const keyringTroubles = ['locked', 'killed', 'restarted', 'frozen'] as const
export type StsTrouble = (typeof stsTroubles)[number]
export type KeyringTrouble = (typeof keyringTroubles)[number]

export type Outage = { readonly seconds: number } & (
  | { readonly of: 'STS'; readonly trouble: StsTrouble }
  | { readonly of: 'keyring'; readonly trouble: KeyringTrouble }
)

export interface Pace {
  readonly shortest: number
  readonly longest: number
}

/** Outages without end: round after round, each kind once in each, the keyring's spread among those of STS. */
export function* planOutages(seed: number, pace: Pace): Generator<Outage, never> {
  const dice = diceFrom(seed)
  const between = (least: number, most: number) => least + dice() * (most - least)
  for (;;) {
    const sts = shuffled(stsTroubles, dice)
    const keyring = shuffled(keyringTroubles, dice)
    while (sts.length + keyring.length > 0) {
      const ofKeyring = keyring.length / keyringTroubles.length >= sts.length / stsTroubles.length
      const trouble = ofKeyring ? keyring.shift() : undefined
      if (trouble !== undefined) {
        yield { of: 'keyring', trouble, seconds: between(pace.shortest, pace.longest) }
        continue
      }
      const next = sts.shift()
      if (next === undefined) continue
      yield { of: 'STS', trouble: next, seconds: between(pace.shortest, pace.longest) }
    }
  }
}

function shuffled<T>(things: readonly T[], dice: () => number): T[] {
  return things
    .map(thing => ({ thing, at: dice() }))
    .sort((a, b) => a.at - b.at)
    .map(({ thing }) => thing)
}

/** 0 ≤ dice() < 1, the same row for the same seed (mulberry32). */
function diceFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
