/** Of the settings file. An Understudy that knows a lower one leaves the file alone and says so. */
export const VERSION = 7

type Json = Record<string, unknown>

/** Each brings a file of its version to the next. What is not as it should be is left for the schema to refuse. */
const steps: Readonly<Record<number, (file: Json) => Json>> = {
  1: file => ({
    ...file,
    preferences: { keepSessionTokens: true, forgetOnLock: false, forgetWhenIdle: null },
    keptTokens: [],
    catalog: withFallbackRegions(file),
  }),
  2: file => ({ ...file, metadataPort: null, catalog: withConsent(file) }),
  3: file => ({ ...file, catalog: withAllParameters(file) }),
  4: file => ({
    ...file,
    edits: [],
    catalog: isJson(file['catalog']) ? { ...file['catalog'], profiles: [] } : file['catalog'],
  }),
  5: file => ({ ...file, catalog: withLooks(file), preferences: withDesktop(file) }),
  6: file => ({ ...file, preferences: withUpdates(file) }),
}

/** Brings what any earlier version has written to the shape of this one. */
export function toLatest(file: Json): Json {
  const { version } = file
  const step = typeof version === 'number' ? steps[version] : undefined
  return step === undefined ? file : toLatest({ ...step(file), version: Number(version) + 1 })
}

function withFallbackRegions({ catalog }: Json): unknown {
  return isJson(catalog)
    ? { ...catalog, identities: eachWith(catalog['identities'], { fallbackRegion: null }) }
    : catalog
}

function withConsent({ catalog }: Json): unknown {
  if (!isJson(catalog)) return catalog
  return {
    ...catalog,
    sessions: eachWith(catalog['sessions'], { production: false, consent: 'off' }),
    grants: eachWith(catalog['grants'], { name: null, sessionPolicies: null }),
    instanceMetadata: null,
  }
}

function withAllParameters({ catalog }: Json): unknown {
  if (!isJson(catalog)) return catalog
  const roles = {
    sessionPolicies: null,
    tags: [],
    transitiveTagKeys: [],
    sourceIdentity: null,
    providedContexts: [],
  }
  return {
    ...catalog,
    identities: eachWith(catalog['identities'], { globalSts: false }),
    sessions: eachWith(
      eachWith(catalog['sessions'], {
        minimumSessionTokenSize: null,
        console: { browser: null, service: null, region: null, durationSeconds: null },
      }),
      roles,
      session => session['operation'] === 'AssumeRole',
    ),
  }
}

function withLooks({ catalog }: Json): unknown {
  if (!isJson(catalog)) return catalog
  const look = { color: null, group: null, pinned: false }
  const { current } = catalog
  return {
    ...catalog,
    sessions: eachWith(catalog['sessions'], { look }),
    recent: typeof current === 'string' ? [current] : [],
  }
}

function withDesktop({ preferences }: Json): unknown {
  if (!isJson(preferences)) return preferences
  return {
    ...preferences,
    leaseMinutes: 30,
    shortcut: 'Alt+Shift+U',
    notifications: { codes: true, leases: true, renewals: true },
    appearance: 'system',
    // Whoever has used it before knows how to start.
    gettingStarted: false,
  }
}

function withUpdates({ preferences }: Json): unknown {
  return isJson(preferences) ? { ...preferences, lookForUpdates: true, skippedUpdate: null } : preferences
}

function eachWith(list: unknown, members: Json, which: (item: Json) => boolean = () => true): unknown {
  if (!Array.isArray(list)) return list
  const items: readonly unknown[] = list
  return items.map(each => (isJson(each) && which(each) ? { ...each, ...members } : each))
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
