import type { ManagedProfile } from '../aws-files/managed-profile.ts'
import type { CatalogData } from '../catalog/catalog-data.ts'
import type { EndpointSettings, Identity } from '../catalog/identity.ts'
import type { TokenSource } from '../catalog/token-source.ts'
import { assertNever } from '../failures/failure.ts'
import type { Browser, ConsoleSettings } from '../sessions/console-settings.ts'
import type { Session, SessionTag, Source } from '../sessions/session.ts'
import type { SessionLook } from '../sessions/session-look.ts'
import type { SessionPolicies } from '../sessions/session-policies.ts'
import type { Grant } from '../tools/grants.ts'
import {
  type Configuration,
  type FileIdentity,
  type FileProfile,
  type FileSession,
  type FileTokenSource,
  type FileTool,
  FORMAT,
  SCHEMA_NAME,
  VERSION,
} from './shape.ts'

/** All that the user has defined, as it is told to others: no id, no secret, and nothing of where a secret is. */
export function exportConfiguration(catalog: CatalogData): Configuration {
  return {
    $schema: SCHEMA_NAME,
    format: FORMAT,
    version: VERSION,
    identities: catalog.identities.map(toFileIdentity),
    sessions: catalog.sessions.map(each => toFileSession(each, catalog)).filter(isThere),
    tools: catalog.grants.map(each => toFileTool(each, catalog)).filter(isThere),
    profiles: catalog.profiles.map(each => toFileProfile(each, catalog)).filter(isThere),
  }
}

export function toFileIdentity(identity: Identity): FileIdentity {
  const { name } = identity
  const endpoint = endpointOf(identity)
  switch (identity.kind) {
    case 'iam-user': {
      const { kind, arn, account, mfaSerial } = identity
      return { kind, name, arn, account, mfaSerial, ...endpoint }
    }
    case 'saml-provider':
      return { kind: identity.kind, name, signInUrl: identity.signInUrl, ...endpoint }
    case 'oidc-provider':
      return { kind: identity.kind, name, token: toFileTokenSource(identity.token), ...endpoint }
    default:
      return assertNever(identity)
  }
}

/** Null where what it starts from is gone. Members are named one by one, so that their order is always the same. */
export function toFileSession(session: Session, catalog: CatalogData): FileSession | null {
  const { name, source } = session
  const from = nameOf(source, catalog)
  if (from === null) return null
  const identity = { identity: from }
  const any = source.kind === 'identity' ? identity : { session: from }
  const common = toFileCommon(session)
  switch (session.operation) {
    case 'AssumeRole': {
      const { operation, roleArn, roleSessionName, externalId, mfa, sourceIdentity } = session
      return {
        ...{ name, operation, source: any, roleArn, roleSessionName, externalId, mfa },
        sessionPolicies: toFilePolicies(session.sessionPolicies),
        tags: session.tags.map(toFileTag),
        transitiveTagKeys: [...session.transitiveTagKeys],
        sourceIdentity,
        providedContexts: session.providedContexts.map(({ providerArn, assertion }) => ({
          providerArn,
          assertion: toFileTokenSource(assertion),
        })),
        ...common,
      }
    }
    case 'AssumeRoleWithSAML': {
      const { operation, roleArn, principalArn } = session
      const sessionPolicies = toFilePolicies(session.sessionPolicies)
      return { name, operation, source: identity, roleArn, principalArn, sessionPolicies, ...common }
    }
    case 'AssumeRoleWithWebIdentity': {
      const { operation, roleArn, roleSessionName, providerId } = session
      const own = { name, operation, source: identity, roleArn, roleSessionName, providerId }
      return { ...own, sessionPolicies: toFilePolicies(session.sessionPolicies), ...common }
    }
    case 'AssumeRoot': {
      const { operation, targetPrincipal, task } = session
      return { name, operation, source: any, targetPrincipal, task, ...common }
    }
    case 'GetFederationToken': {
      const { operation, federatedUserName } = session
      const sessionPolicies = toFilePolicies(session.sessionPolicies)
      const tags = session.tags.map(toFileTag)
      return { name, operation, source: identity, federatedUserName, sessionPolicies, tags, ...common }
    }
    case 'GetSessionToken':
      return { name, operation: session.operation, source: identity, mfa: session.mfa, ...common }
    default:
      return assertNever(session)
  }
}

/** Null for what each session has by itself. */
export function toFileTool(grant: Grant, catalog: CatalogData): FileTool | null {
  const { name, target } = grant
  if (name === null) return null
  const session = target.kind === 'current' ? null : nameOf(target, catalog)
  if (target.kind === 'session' && session === null) return null
  return {
    name,
    target: session === null ? 'current' : { session },
    sessionPolicies: toFilePolicies(grant.sessionPolicies),
  }
}

/** Null where what it was for is gone. */
export function toFileProfile(profile: ManagedProfile, catalog: CatalogData): FileProfile | null {
  const target = targetOf(profile, catalog)
  const { name, region, output } = profile
  return target === null ? null : { name, target, region, output }
}

function targetOf({ target }: ManagedProfile, catalog: CatalogData): FileProfile['target'] | null {
  if (target.kind === 'current') return 'current'
  if (target.kind === 'grant') {
    const tool = catalog.grants.find(each => each.id === target.id)?.name ?? null
    return tool === null ? null : { tool }
  }
  const session = nameOf(target, catalog)
  return session === null ? null : { session }
}

function nameOf(source: Source, { identities, sessions }: CatalogData): string | null {
  const all: readonly { readonly id: string; readonly name: string }[] =
    source.kind === 'identity' ? identities : sessions
  return all.find(each => each.id === source.id)?.name ?? null
}

function endpointOf({ region, fallbackRegion, globalSts, stsUrl }: EndpointSettings): EndpointSettings {
  return { region, fallbackRegion, globalSts, stsUrl }
}

function toFileTokenSource(source: TokenSource): FileTokenSource {
  return source.kind === 'file' ? { file: source.path } : { command: source.program }
}

function toFilePolicies(policies: SessionPolicies | null): FileTool['sessionPolicies'] {
  return policies === null ? null : { policy: policies.policy, policyArns: [...policies.policyArns] }
}

function toFileTag({ key, value }: SessionTag): SessionTag {
  return { key, value }
}

function toFileCommon({ console, look, ...session }: Session) {
  const { durationSeconds, minimumSessionTokenSize, production, consent } = session
  const settings = toFileConsole(console)
  return {
    durationSeconds,
    minimumSessionTokenSize,
    production,
    consent,
    console: settings,
    look: toFileLook(look),
  }
}

function toFileLook({ color, group, pinned }: SessionLook): SessionLook {
  return { color, group, pinned }
}

function toFileConsole({
  browser,
  service,
  region,
  durationSeconds,
}: ConsoleSettings): FileSession['console'] {
  return {
    browser: browser === null ? null : toFileBrowser(browser),
    service,
    region,
    durationSeconds,
  }
}

function toFileBrowser(browser: Browser): FileSession['console']['browser'] {
  if (browser.kind === 'command') return { command: browser.program }
  return { kind: browser.kind, profile: browser.profile }
}

function isThere<Each>(each: Each | null): each is Each {
  return each !== null
}
