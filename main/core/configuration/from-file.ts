import type { EndpointSettings, Identity, IdentityId } from '../catalog/identity.ts'
import type { TokenSource } from '../catalog/token-source.ts'
import { assertNever } from '../failures/failure.ts'
import { type Problem, problem } from '../failures/problem.ts'
import type { ConsoleSettings } from '../sessions/console-settings.ts'
import type { Session, SessionId, Source } from '../sessions/session.ts'
import { accountOfArn } from '../sts/arns.ts'
import type { FileIdentity, FileSession, FileTokenSource } from './shape.ts'
import { shown } from './shown.ts'

export interface Named {
  readonly name: string
}

/** What an entry of a file becomes, with what was left out of it; or why it can't be taken. */
type Taken<Value> =
  | { readonly value: Value; readonly notes: readonly string[]; readonly why: '' }
  | { readonly value: null; readonly notes: readonly []; readonly why: string }

function taken<Value>(value: Value, ...notes: readonly (string | null)[]): Taken<Value> {
  return { value, notes: notes.filter(note => note !== null), why: '' }
}

function notTaken(why: string): Taken<never> {
  return { value: null, notes: [], why }
}

/** A key comes with no file: its keychain item is one that is not there yet. */
export function toIdentity(entry: FileIdentity, id: IdentityId, newId: () => string): Taken<Identity> {
  const { name } = entry
  const [endpoint, note] = toEndpoint(entry)
  switch (entry.kind) {
    case 'iam-user': {
      const { kind, arn, account, mfaSerial } = entry
      const keychainAccount = `access-key/${newId()}`
      const user = {
        kind,
        id,
        name,
        arn,
        account,
        mfaSerial,
        ...endpoint,
        accessKeyHint: '',
        keychainAccount,
      }
      return taken(user, 'It has no key yet: enter one under Identities.', note)
    }
    case 'saml-provider':
      return taken({ kind: entry.kind, id, name, signInUrl: entry.signInUrl, ...endpoint }, note)
    case 'oidc-provider': {
      const token = toTokenSource(entry.token)
      if (token === null) return notTaken(fromCommand('its token', entry.token))
      return taken({ kind: entry.kind, id, name, token, ...endpoint }, note)
    }
    default:
      return assertNever(entry)
  }
}

/** What AWS tells of a key elsewhere is only somebody's word in a file. */
export function checkUser(identity: Identity): readonly Problem[] {
  if (identity.kind !== 'iam-user') return []
  const { arn, account } = identity
  if (!/^arn:[\w-]{1,32}:iam::\d{12}:(?:root|user\/[\u0021-\u007e]{1,576})$/.test(arn))
    return problem('arn', `“${shown(arn)}” is no IAM user’s ARN.`)
  return accountOfArn(arn) === account
    ? []
    : problem('account', `Its account, ${account}, is not the one in its ARN.`)
}

/** @param from the id of its source */
export function toSession(entry: FileSession, from: IdentityId | SessionId, id: SessionId): Taken<Session> {
  const [settings, note] = toConsole(entry.console)
  const identity = { kind: 'identity', id: from as IdentityId } as const
  const source: Source = 'session' in entry.source ? { kind: 'session', id: from as SessionId } : identity
  switch (entry.operation) {
    case 'AssumeRole': {
      const contexts = entry.providedContexts.flatMap(({ providerArn, assertion }) => {
        const known = toTokenSource(assertion)
        return known === null ? [] : [{ providerArn, assertion: known }]
      })
      const command = entry.providedContexts.find(({ assertion }) => 'command' in assertion)
      if (command !== undefined) return notTaken(fromCommand('a context’s assertion', command.assertion))
      return taken({ ...entry, id, source, providedContexts: contexts, console: settings }, note)
    }
    case 'AssumeRoot':
      return taken({ ...entry, id, source, console: settings }, note)
    case 'AssumeRoleWithSAML':
    case 'AssumeRoleWithWebIdentity':
    case 'GetFederationToken':
    case 'GetSessionToken':
      return taken({ ...entry, id, source: identity, console: settings }, note)
    default:
      return assertNever(entry)
  }
}

/** Whoever chooses where STS is receives MFA codes. */
function toEndpoint({
  region,
  fallbackRegion,
  globalSts,
  stsUrl,
}: EndpointSettings): readonly [EndpointSettings, string | null] {
  const endpoint = { region, fallbackRegion, globalSts, stsUrl: null }
  if (stsUrl === null) return [endpoint, null]
  return [
    endpoint,
    `Its STS URL, ${shown(stsUrl)}, is left out, as MFA codes would be sent there. Type it under Identities if you trust it.`,
  ]
}

function toTokenSource(source: FileTokenSource): TokenSource | null {
  return 'file' in source ? { kind: 'file', path: source.file } : null
}

function fromCommand(what: string, source: FileTokenSource): string {
  const program = 'command' in source ? ` (${shown(source.command)})` : ''
  return `It takes ${what} from a command${program}, and no program that a file names is run here. Add it by hand.`
}

function toConsole({ browser, ...rest }: FileSession['console']): readonly [ConsoleSettings, string | null] {
  if (browser === null) return [{ ...rest, browser }, null]
  if ('kind' in browser) return [{ ...rest, browser }, null]
  return [
    { ...rest, browser: null },
    `Its browser, the command ${shown(browser.command)}, is left out: no program that a file names is run here.`,
  ]
}
