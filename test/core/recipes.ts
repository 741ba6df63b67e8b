import type { OidcProvider, SamlProvider } from '../../main/core/catalog/identity.ts'
import { DEFAULT_CONSOLE } from '../../main/core/sessions/console-settings.ts'
import type {
  AssumeRoleWithSamlSession,
  AssumeRoleWithWebIdentitySession,
  AssumeRootSession,
  GetFederationTokenSession,
} from '../../main/core/sessions/session.ts'
import { DEFAULT_LOOK } from '../../main/core/sessions/session-look.ts'
import { ADMIN_ARN, alice, identityId, sessionId } from './world.ts'

const endpoint = { region: 'eu-central-1', fallbackRegion: null, globalSts: false, stsUrl: null } as const

export const cluster: OidcProvider = {
  ...endpoint,
  kind: 'oidc-provider',
  id: identityId('cluster'),
  name: 'cluster',
  token: { kind: 'file', path: '/run/token' },
}

export const corp: SamlProvider = {
  ...endpoint,
  kind: 'saml-provider',
  id: identityId('corp'),
  name: 'Corp',
  signInUrl: 'https://login.corp.example/aws',
}

function common(name: string) {
  return {
    id: sessionId(name),
    name,
    durationSeconds: null,
    minimumSessionTokenSize: null,
    production: false,
    consent: 'off',
    console: DEFAULT_CONSOLE,
    look: DEFAULT_LOOK,
  } as const
}

export function webRole(
  name: string,
  changes: Partial<AssumeRoleWithWebIdentitySession> = {},
): AssumeRoleWithWebIdentitySession {
  return {
    ...common(name),
    operation: 'AssumeRoleWithWebIdentity',
    source: { kind: 'identity', id: cluster.id },
    roleArn: ADMIN_ARN,
    roleSessionName: null,
    providerId: null,
    sessionPolicies: null,
    ...changes,
  }
}

export function samlRole(
  name: string,
  changes: Partial<AssumeRoleWithSamlSession> = {},
): AssumeRoleWithSamlSession {
  return {
    ...common(name),
    operation: 'AssumeRoleWithSAML',
    source: { kind: 'identity', id: corp.id },
    roleArn: ADMIN_ARN,
    principalArn: 'arn:aws:iam::444455556666:saml-provider/Corp',
    sessionPolicies: null,
    ...changes,
  }
}

export function federation(
  name: string,
  changes: Partial<GetFederationTokenSession> = {},
): GetFederationTokenSession {
  return {
    ...common(name),
    operation: 'GetFederationToken',
    source: { kind: 'identity', id: alice.id },
    federatedUserName: null,
    sessionPolicies: null,
    tags: [],
    ...changes,
  }
}

/** What a member account's root user is lent for: to be looked at. */
export function rootTask(name: string, changes: Partial<AssumeRootSession> = {}): AssumeRootSession {
  return {
    ...common(name),
    operation: 'AssumeRoot',
    source: { kind: 'identity', id: alice.id },
    targetPrincipal: '777788889999',
    task: 'IAMAuditRootUserCredentials',
    ...changes,
  }
}
