import * as v from 'valibot'
import type { EndpointSettings, IdentityId } from './catalog/identity.ts'
import type { SessionId } from './sessions/session.ts'
import type { GrantId } from './tools/grants.ts'

export const text = v.pipe(v.string(), v.maxLength(4096))

export function id<T extends string>(): v.CustomSchema<T, undefined> {
  return v.custom<T>(value => typeof value === 'string' && /^[\w-]{1,64}$/.test(value))
}

export const sessionId = id<SessionId>()
export const identityId = id<IdentityId>()
export const grantId = id<GrantId>()

/** More than AWS takes of anything, so that its limit is said in words and not by a refusal of the form. */
export function few<T>(each: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, readonly T[]> {
  return v.pipe(v.array(each), v.maxLength(100))
}

export const endpoint = {
  region: text,
  fallbackRegion: v.nullable(text),
  globalSts: v.boolean(),
  stsUrl: v.nullable(text),
}

export const endpointSettings: v.GenericSchema<unknown, EndpointSettings> = v.strictObject(endpoint)
