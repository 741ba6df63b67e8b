import * as v from 'valibot'
import { BROWSERS } from '../sessions/console-settings.ts'
import { CONSENTS, ROOT_TASKS } from '../sessions/session.ts'
import { DEFAULT_LOOK, SESSION_COLORS } from '../sessions/session-look.ts'

/*
 * The file of a whole configuration, as somebody may write it by hand. What refers to something says its name. A member
 * that is left out has its default; docs/configuration.schema.json is made of this.
 */

const text = v.pipe(v.string(), v.maxLength(4096))

/** More than AWS takes of anything, so that its limit is said in words. */
function few<Each extends v.GenericSchema>(each: Each) {
  return v.optional(v.pipe(v.array(each), v.maxLength(100)), [])
}

function many<Each extends v.GenericSchema>(each: Each) {
  return v.optional(v.pipe(v.array(each), v.maxLength(1_000)), [])
}

const maybeText = v.optional(v.nullable(text), null)
const maybeNumber = v.optional(v.nullable(v.number()), null)
const no = v.optional(v.boolean(), false)

const ofIdentity = v.strictObject({ identity: text })
const ofSession = v.strictObject({ session: text })
const anySource = v.union([ofIdentity, ofSession])

const tokenSource = v.union([
  v.strictObject({ file: text }),
  // Its name alone: what follows it on a command line may be a secret.
  v.strictObject({ command: text }),
])

const endpoint = {
  region: text,
  fallbackRegion: maybeText,
  globalSts: no,
  stsUrl: maybeText,
}

const identity = v.variant('kind', [
  v.strictObject({
    kind: v.literal('iam-user'),
    name: text,
    arn: text,
    account: v.pipe(v.string(), v.regex(/^\d{12}$/)),
    mfaSerial: maybeText,
    ...endpoint,
  }),
  v.strictObject({ kind: v.literal('saml-provider'), name: text, signInUrl: text, ...endpoint }),
  v.strictObject({ kind: v.literal('oidc-provider'), name: text, token: tokenSource, ...endpoint }),
])

const sessionPolicies = v.strictObject({ policy: maybeText, policyArns: few(text) })

const browser = v.union([
  v.strictObject({ kind: v.picklist(BROWSERS), profile: maybeText }),
  v.strictObject({ command: text }),
])

const DEFAULT_CONSOLE = { browser: null, service: null, region: null, durationSeconds: null } as const

const common = {
  durationSeconds: maybeNumber,
  minimumSessionTokenSize: maybeNumber,
  production: no,
  consent: v.optional(v.picklist(CONSENTS), 'off'),
  console: v.optional(
    v.strictObject({
      browser: v.optional(v.nullable(browser), null),
      service: maybeText,
      region: maybeText,
      durationSeconds: maybeNumber,
    }),
    DEFAULT_CONSOLE,
  ),
  look: v.optional(
    v.strictObject({
      color: v.optional(v.nullable(v.picklist(SESSION_COLORS)), null),
      group: maybeText,
      pinned: no,
    }),
    DEFAULT_LOOK,
  ),
} as const
const bounded = { sessionPolicies: v.optional(v.nullable(sessionPolicies), null) } as const
const tags = few(v.strictObject({ key: text, value: text }))

const session = v.variant('operation', [
  v.strictObject({
    name: text,
    operation: v.literal('AssumeRole'),
    source: anySource,
    roleArn: text,
    roleSessionName: maybeText,
    externalId: maybeText,
    mfa: v.optional(v.picklist(['session-token', 'own-code', 'none']), 'none'),
    ...bounded,
    tags,
    transitiveTagKeys: few(text),
    sourceIdentity: maybeText,
    providedContexts: few(v.strictObject({ providerArn: text, assertion: tokenSource })),
    ...common,
  }),
  v.strictObject({
    name: text,
    operation: v.literal('AssumeRoleWithSAML'),
    source: ofIdentity,
    roleArn: text,
    principalArn: text,
    ...bounded,
    ...common,
  }),
  v.strictObject({
    name: text,
    operation: v.literal('AssumeRoleWithWebIdentity'),
    source: ofIdentity,
    roleArn: text,
    roleSessionName: maybeText,
    providerId: maybeText,
    ...bounded,
    ...common,
  }),
  v.strictObject({
    name: text,
    operation: v.literal('AssumeRoot'),
    source: anySource,
    targetPrincipal: text,
    task: v.picklist(ROOT_TASKS),
    ...common,
  }),
  v.strictObject({
    name: text,
    operation: v.literal('GetFederationToken'),
    source: ofIdentity,
    federatedUserName: maybeText,
    ...bounded,
    tags,
    ...common,
  }),
  v.strictObject({
    name: text,
    operation: v.literal('GetSessionToken'),
    source: ofIdentity,
    mfa: no,
    ...common,
  }),
])

const current = v.literal('current')

const tool = v.strictObject({ name: text, target: v.union([ofSession, current]), ...bounded })

const profile = v.strictObject({
  name: text,
  target: v.union([ofSession, v.strictObject({ tool: text }), current]),
  region: maybeText,
  output: maybeText,
})

export const FORMAT = 'understudy-configuration'

/** Of the file. A higher one is of a newer Understudy. */
export const VERSION = 1

/** Beside the file, or wherever an editor has it: it is only for editors. */
export const SCHEMA_NAME = 'configuration.schema.json'

export const configurationShape = v.pipe(
  v.strictObject({
    $schema: v.optional(text, SCHEMA_NAME),
    format: v.literal(FORMAT),
    version: v.literal(VERSION),
    identities: many(identity),
    sessions: many(session),
    tools: many(tool),
    profiles: many(profile),
  }),
  v.title('A configuration of Understudy'),
  v.description('Identities, sessions, tools and profiles, by name. No secret is in it.'),
)

/** With every member, whether the file has it or not. */
export type Configuration = v.InferOutput<typeof configurationShape>

export type FileIdentity = Configuration['identities'][number]
export type FileSession = Configuration['sessions'][number]
export type FileTool = Configuration['tools'][number]
export type FileProfile = Configuration['profiles'][number]
export type FileTokenSource = v.InferOutput<typeof tokenSource>
