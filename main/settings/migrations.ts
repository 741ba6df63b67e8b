import { defaultPreferences } from '../core/preferences.ts'

/** Of the settings file. An Understudy that knows a lower one leaves the file alone and says so. */
export const VERSION = 2

type Json = Record<string, unknown>

/** Each brings a file of its version to the next. What is not as it should be is left for the schema to refuse. */
const steps: Readonly<Record<number, (file: Json) => Json>> = {
  1: file => ({
    ...file,
    preferences: defaultPreferences,
    keptTokens: [],
    catalog: withFallbackRegions(file),
  }),
}

/** Brings what any earlier version has written to the shape of this one. */
export function toLatest(file: Json): Json {
  const { version } = file
  const step = typeof version === 'number' ? steps[version] : undefined
  return step === undefined ? file : toLatest({ ...step(file), version: Number(version) + 1 })
}

function withFallbackRegions({ catalog }: Json): unknown {
  if (!isJson(catalog) || !Array.isArray(catalog['identities'])) return catalog
  const identities: readonly unknown[] = catalog['identities']
  return {
    ...catalog,
    identities: identities.map(each => (isJson(each) ? { ...each, fallbackRegion: null } : each)),
  }
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
