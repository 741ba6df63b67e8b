import * as v from 'valibot'
import { type ImportAsk, importPlaces } from '../import/imports.ts'
import { endpointSettings, grantId, id, sessionId, text } from '../shape-parts.ts'
import { confirmationKinds } from './confirmations.ts'
import type { EditId, EditRecord } from './history.ts'
import type { ManagedProfile, ProfileTarget } from './managed-profile.ts'
import type { PlanId, ProfileChange } from './plan.ts'
import { awsFileKinds } from './profiles.ts'

export const editId = id<EditId>()
export const planId = id<PlanId>()

export const profileTarget: v.GenericSchema<unknown, ProfileTarget> = v.variant('kind', [
  v.strictObject({ kind: v.literal('session'), id: sessionId }),
  v.strictObject({ kind: v.literal('current') }),
  v.strictObject({ kind: v.literal('grant'), id: grantId }),
])
export const managedProfile: v.GenericSchema<unknown, ManagedProfile> = v.strictObject({
  name: text,
  target: profileTarget,
  region: v.nullable(text),
  output: v.nullable(text),
  unwritten: v.exactOptional(v.literal(true)),
})

export const profileChange: v.GenericSchema<unknown, ProfileChange> = v.variant('kind', [
  v.strictObject({ kind: v.literal('set-profile'), profile: managedProfile }),
  v.strictObject({ kind: v.literal('remove-profile'), name: text }),
  v.strictObject({ kind: v.literal('undo'), id: editId }),
])
export const importPlace = v.picklist(importPlaces)
export const importAsk: v.GenericSchema<unknown, ImportAsk> = v.strictObject({
  place: importPlace,
  choices: v.pipe(v.array(v.strictObject({ name: text, point: v.boolean() })), v.maxLength(5_000)),
  endpoint: endpointSettings,
})
export const confirmationKind = v.picklist(confirmationKinds)

/** Of a whole file, which has a megabyte at the very most. */
const fileText = v.pipe(v.string(), v.maxLength(8_388_608))
const digest = v.nullable(text)
const count = v.pipe(v.number(), v.integer(), v.minValue(0))

export const editRecords: v.GenericSchema<unknown, readonly EditRecord[]> = v.array(
  v.strictObject({
    id: editId,
    at: v.number(),
    what: v.picklist(['set-profile', 'remove-profile', 'import']),
    names: v.array(text),
    files: v.array(
      v.strictObject({
        file: v.picklist(awsFileKinds),
        path: text,
        digests: v.strictObject({ before: digest, after: digest }),
        hunks: v.array(
          v.strictObject({
            at: v.strictObject({ before: count, after: count }),
            section: v.nullable(fileText),
            removed: v.nullable(fileText),
            inserted: v.nullable(fileText),
            above: v.nullable(fileText),
            below: v.nullable(fileText),
          }),
        ),
      }),
    ),
    profilesBefore: v.array(managedProfile),
    keychainAccount: v.nullable(text),
  }),
)
