import * as v from 'valibot'
import { isAccelerator } from './accelerator.ts'
import { managedProfile } from './aws-files/file-shapes.ts'
import type { NodeKey } from './broker/chain.ts'
import type { KeptToken } from './broker/kept-tokens.ts'
import type { PromptId } from './broker/mfa.ts'
import { type CatalogData, MOST_RECENT } from './catalog/catalog-data.ts'
import type { Identity, NewProvider, OidcProvider, SamlProvider } from './catalog/identity.ts'
import type { KeySettings } from './catalog/keys.ts'
import type { TokenSource } from './catalog/token-source.ts'
import type { ConfigurationId } from './configuration/configurations.ts'
import type { QuestionId } from './consent/consent.ts'
import { type ConfirmationId, LEASE_CHOICES } from './consent/leases.ts'
import { APPEARANCES, IDLE_CHOICES, type Preferences } from './preferences.ts'
import { removalGroups } from './removal.ts'
import { BROWSERS, type Browser, type ConsoleSettings } from './sessions/console-settings.ts'
import { CONSENTS, type NewSession, ROOT_TASKS, type Session } from './sessions/session.ts'
import { SESSION_COLORS, type SessionLook } from './sessions/session-look.ts'
import type { SessionPolicies } from './sessions/session-policies.ts'
import { endpoint, few, grantId, id, identityId, sessionId, text } from './shape-parts.ts'
import type { ActivityEntry } from './tools/activity.ts'
import type { NewGrant } from './tools/grants.ts'
import type { ToolProcess } from './tools/tool.ts'

/*
 * The shapes of what comes in through a door: the settings file and the windows. They say what kind of value
 * is where, and bound its size; what AWS allows in it is said by limits.ts and session-rules.ts.
 */

export const promptId = id<PromptId>()
export const questionId = id<QuestionId>()
export const confirmationId = id<ConfirmationId>()
export const leaseMinutes = v.picklist(LEASE_CHOICES)
export const configurationId = id<ConfigurationId>()

const identitySource = v.strictObject({ kind: v.literal('identity'), id: identityId })
const sessionSource = v.strictObject({ kind: v.literal('session'), id: sessionId })

const sessionPolicies: v.GenericSchema<unknown, SessionPolicies> = v.strictObject({
  policy: v.nullable(text),
  policyArns: v.pipe(v.array(text), v.maxLength(100)),
})
const tokenSource: v.GenericSchema<unknown, TokenSource> = v.variant('kind', [
  v.strictObject({ kind: v.literal('file'), path: text }),
  v.strictObject({ kind: v.literal('command'), program: text, arguments: few(text) }),
])

const browser: v.GenericSchema<unknown, Browser> = v.variant('kind', [
  v.strictObject({ kind: v.picklist(BROWSERS), profile: v.nullable(text) }),
  v.strictObject({ kind: v.literal('command'), program: text, arguments: few(text) }),
])
const consoleSettings: v.GenericSchema<unknown, ConsoleSettings> = v.strictObject({
  browser: v.nullable(browser),
  service: v.nullable(text),
  region: v.nullable(text),
  durationSeconds: v.nullable(v.number()),
})

const look: v.GenericSchema<unknown, SessionLook> = v.strictObject({
  color: v.nullable(v.picklist(SESSION_COLORS)),
  group: v.nullable(text),
  pinned: v.boolean(),
})

const common = {
  name: text,
  durationSeconds: v.nullable(v.number()),
  minimumSessionTokenSize: v.nullable(v.number()),
  production: v.boolean(),
  consent: v.picklist(CONSENTS),
  console: consoleSettings,
  look,
}
const bounded = { sessionPolicies: v.nullable(sessionPolicies) }
const tags = few(v.strictObject({ key: text, value: text }))
const anySource = v.variant('kind', [identitySource, sessionSource])
const getSessionToken = {
  ...common,
  operation: v.literal('GetSessionToken'),
  source: identitySource,
  mfa: v.boolean(),
} as const
const assumeRole = {
  ...common,
  ...bounded,
  operation: v.literal('AssumeRole'),
  source: anySource,
  roleArn: text,
  roleSessionName: v.nullable(text),
  externalId: v.nullable(text),
  mfa: v.picklist(['session-token', 'own-code', 'none']),
  tags,
  transitiveTagKeys: few(text),
  sourceIdentity: v.nullable(text),
  providedContexts: few(v.strictObject({ providerArn: text, assertion: tokenSource })),
} as const
const assumeRoleWithSaml = {
  ...common,
  ...bounded,
  operation: v.literal('AssumeRoleWithSAML'),
  source: identitySource,
  roleArn: text,
  principalArn: text,
} as const
const assumeRoleWithWebIdentity = {
  ...common,
  ...bounded,
  operation: v.literal('AssumeRoleWithWebIdentity'),
  source: identitySource,
  roleArn: text,
  roleSessionName: v.nullable(text),
  providerId: v.nullable(text),
} as const
const assumeRoot = {
  ...common,
  operation: v.literal('AssumeRoot'),
  source: anySource,
  targetPrincipal: text,
  task: v.picklist(ROOT_TASKS),
} as const
const getFederationToken = {
  ...common,
  ...bounded,
  operation: v.literal('GetFederationToken'),
  source: identitySource,
  federatedUserName: v.nullable(text),
  tags,
} as const

export const newSession: v.GenericSchema<unknown, NewSession> = v.variant('operation', [
  v.strictObject(getSessionToken),
  v.strictObject(assumeRole),
  v.strictObject(assumeRoleWithSaml),
  v.strictObject(assumeRoleWithWebIdentity),
  v.strictObject(assumeRoot),
  v.strictObject(getFederationToken),
])

export const session: v.GenericSchema<unknown, Session> = v.variant('operation', [
  v.strictObject({ ...getSessionToken, id: sessionId }),
  v.strictObject({ ...assumeRole, id: sessionId }),
  v.strictObject({ ...assumeRoleWithSaml, id: sessionId }),
  v.strictObject({ ...assumeRoleWithWebIdentity, id: sessionId }),
  v.strictObject({ ...assumeRoot, id: sessionId }),
  v.strictObject({ ...getFederationToken, id: sessionId }),
])

export const keySettings: v.GenericSchema<unknown, KeySettings> = v.strictObject({
  ...endpoint,
  name: text,
  mfaSerial: v.nullable(text),
})

const samlProvider = { ...endpoint, kind: v.literal('saml-provider'), name: text, signInUrl: text } as const
const oidcProvider = {
  ...endpoint,
  kind: v.literal('oidc-provider'),
  name: text,
  token: tokenSource,
} as const

export const newProvider: v.GenericSchema<unknown, NewProvider> = v.variant('kind', [
  v.strictObject(samlProvider),
  v.strictObject(oidcProvider),
])

export const provider: v.GenericSchema<unknown, SamlProvider | OidcProvider> = v.variant('kind', [
  v.strictObject({ ...samlProvider, id: identityId }),
  v.strictObject({ ...oidcProvider, id: identityId }),
])

const identity: v.GenericSchema<unknown, Identity> = v.variant('kind', [
  v.strictObject({
    ...endpoint,
    kind: v.literal('iam-user'),
    id: identityId,
    name: text,
    arn: text,
    account: v.pipe(v.string(), v.regex(/^\d{12}$/)),
    accessKeyHint: text,
    keychainAccount: text,
    mfaSerial: v.nullable(text),
  }),
  v.strictObject({ ...samlProvider, id: identityId }),
  v.strictObject({ ...oidcProvider, id: identityId }),
])

export const preferences: v.GenericSchema<unknown, Preferences> = v.strictObject({
  keepSessionTokens: v.boolean(),
  forgetOnLock: v.boolean(),
  forgetWhenIdle: v.nullable(v.picklist(IDLE_CHOICES)),
  leaseMinutes,
  shortcut: v.nullable(v.pipe(text, v.check(isAccelerator))),
  notifications: v.strictObject({ codes: v.boolean(), leases: v.boolean(), renewals: v.boolean() }),
  appearance: v.picklist(APPEARANCES),
  lookForUpdates: v.boolean(),
  skippedUpdate: v.nullable(text),
  gettingStarted: v.boolean(),
})

export const keptTokens: v.GenericSchema<unknown, readonly KeptToken[]> = v.array(
  v.strictObject({
    node: v.custom<NodeKey>(value => typeof value === 'string'),
    keyItem: text,
    item: text,
    servedUntil: v.number(),
  }),
)

const target = v.variant('kind', [sessionSource, v.strictObject({ kind: v.literal('current') })])

export const newGrant: v.GenericSchema<unknown, NewGrant> = v.strictObject({
  name: text,
  target,
  sessionPolicies: v.nullable(sessionPolicies),
})

const whole = v.pipe(v.number(), v.integer())
const toolProcess: v.GenericSchema<unknown, ToolProcess> = v.strictObject({
  pid: whole,
  startedAt: text,
  name: text,
  executable: v.nullable(text),
  script: v.nullable(text),
  folder: v.nullable(text),
})

export const activityEntry: v.GenericSchema<unknown, ActivityEntry> = v.strictObject({
  id: whole,
  at: v.number(),
  times: whole,
  lastAt: v.number(),
  route: v.nullable(v.picklist(['container', 'process', 'instance-metadata'])),
  grant: v.nullable(v.strictObject({ id: grantId, name: v.nullable(text) })),
  session: v.nullable(v.strictObject({ id: sessionId, name: text })),
  tool: v.nullable(toolProcess),
  parent: v.nullable(toolProcess),
  app: v.nullable(toolProcess),
  result: v.variant('kind', [
    v.strictObject({ kind: v.literal('handed-out'), accessKeyId: text }),
    v.strictObject({ kind: v.literal('refused'), reason: v.string() }),
  ]),
})

export const removalGroup = v.picklist(removalGroups)

export const catalogData: v.GenericSchema<unknown, CatalogData> = v.strictObject({
  identities: v.array(identity),
  sessions: v.array(session),
  grants: v.array(
    v.strictObject({
      id: grantId,
      name: v.nullable(text),
      target,
      sessionPolicies: v.nullable(sessionPolicies),
    }),
  ),
  current: v.nullable(sessionId),
  recent: v.pipe(v.array(sessionId), v.maxLength(MOST_RECENT)),
  instanceMetadata: v.nullable(sessionId),
  profiles: v.array(managedProfile),
})
