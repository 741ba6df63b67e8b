import { listed } from '../listed.ts'
import type { CallFacts } from '../sts/call-facts.ts'
import type { Explanation, Remedy } from './explanation.ts'
import { assertNever } from './failure.ts'
import {
  actionOf,
  actionsOf,
  identityPolicyFor,
  isRoleSession,
  isWithinAccount,
  trustPolicyFor,
} from './policy-offers.ts'
import { asSentence } from './sentence.ts'

/** Which of the policies that have a say AWS's text names. */
type Named =
  | 'identity'
  | 'trust'
  | 'boundary'
  | 'session'
  | 'endpoint'
  | 'service-control'
  | 'resource-control'

/**
 * A refusal by policies: names one policy only where AWS's own text does, else both, with what our request did not
 * bring.
 * Source: IAM User Guide, "Troubleshoot access denied error messages".
 */
export function explainDenied(message: string, call: CallFacts): Explanation {
  const said = rootOrSession(message, call)
  if (said !== null) return said
  if (!speaksOfPolicies(message))
    return {
      title: `AWS refused ${call.operation}: ${asSentence(withoutCode(message))}`,
      advice: 'Correct what it names, then start the session again.',
      remedies: decoding(message),
    }
  const named = namedIn(message)
  const actions = actionsOf(call, actionIn(message))
  const lacking =
    named === null || named.denied || named.policy === 'identity' || named.policy === 'trust'
      ? lackingIn(call)
      : null
  const newer = mayNeedNewerCode(call)
  const other = otherAction(message, call)
  const byName =
    named === null ? null : advise(named.policy, named.denied, actionIn(message) ?? listed(actions))
  const advice = [
    ...other,
    byName ?? policiesOf(call, actions, actionIn(message)),
    ...(lacking === null ? [] : [lacking]),
    ...(newer ? ['If it asks for a newer code than that of the credentials that signed, give one.'] : []),
    ...cautionOf(named, call, actions),
  ]
  return {
    title: titleOf(message, call),
    advice: advice.join(' '),
    brief: [...other, byName ?? BY_THE_WINDOW].join(' '),
    remedies: [
      ...offers(named, call, actions),
      ...decoding(message),
      ...(newer ? [{ kind: 'newer-code' } as const] : []),
    ],
  }
}

/** A mistyped name is refused in the same words, so that nobody finds out which roles there are. */
const OR_NONE = 'Or there may be no such role.'

const BY_THE_WINDOW = 'Understudy’s window says which policies have a say, and what they must allow.'

function titleOf(message: string, call: CallFacts): string {
  const { request, caller } = call
  if (request?.operation === 'AssumeRole')
    return `${caller ?? 'The caller'} may not assume ${request.roleArn}.`
  if (request !== null && 'roleArn' in request) return `The role ${request.roleArn} was not given.`
  const [, who, what] = /^User: (\S+) is not authorized to perform: (\w+:\w+)/.exec(message) ?? []
  if (who !== undefined) return `${who} may not call ${what}.`
  return `AWS refused ${call.operation}: ${asSentence(withoutCode(message))}`
}

/** What no policy can change. */
function rootOrSession(message: string, call: CallFacts): Explanation | null {
  if (/may not be assumed by root accounts/i.test(message))
    return {
      title: 'AWS lets the root user assume no roles.',
      advice: 'Use the key of an IAM user, or of a role.',
    }
  if (/Cannot call \w+ with session credentials/i.test(message))
    return {
      title: `AWS does not take ${call.operation} with temporary credentials of this kind.`,
      advice:
        call.request === null
          ? 'Ask with a session that is a role.'
          : 'Choose the key of an IAM user as the source of the session.',
    }
  return null
}

/** AWS's usual sentence, in one of its forms. Whatever else it says is not about what policies allow. */
function speaksOfPolicies(message: string): boolean {
  return /not authorized to perform/i.test(message)
}

function namedIn(message: string): { readonly policy: Named; readonly denied: boolean } | null {
  const reason =
    /(explicit deny) in (?:an? |the )?([\w -]+? policy|permissions boundary)|because no ([\w -]+? policy|permissions boundary) allows/i.exec(
      message,
    )
  if (reason === null) return null
  const policy = POLICIES.get((reason[2] ?? reason[3] ?? '').toLowerCase())
  return policy === undefined ? null : { policy, denied: reason[1] !== undefined }
}

const POLICIES: ReadonlyMap<string, Named> = new Map([
  ['identity-based policy', 'identity'],
  ['role trust policy', 'trust'],
  ['resource-based policy', 'trust'],
  ['service control policy', 'service-control'],
  ['resource control policy', 'resource-control'],
  ['permissions boundary', 'boundary'],
  ['session policy', 'session'],
  ['vpc endpoint policy', 'endpoint'],
])

function advise(policy: Named, denied: boolean, what: string): string {
  const mustGo = 'that statement must go or make an exception.'
  switch (policy) {
    case 'identity':
      return denied
        ? 'AWS names an explicit deny in the caller’s identity policy: nothing can be granted over it, so that statement must go or make an exception.'
        : `AWS names the caller’s identity policy: allow ${what} there.`
    case 'trust':
      return denied
        ? `AWS names an explicit deny in the role’s trust policy: ${mustGo}`
        : `AWS names the role’s trust policy: it must name the caller and allow ${what}.`
    case 'boundary':
      return denied
        ? `AWS names an explicit deny in the caller’s permissions boundary: ${mustGo}`
        : `AWS names the caller’s permissions boundary: it must allow ${what} too.`
    case 'session':
      return denied
        ? 'AWS names an explicit deny in the session policy of the source.'
        : `AWS names the session policy of the source: it must allow ${what} too.`
    case 'endpoint':
      return denied
        ? `AWS names an explicit deny in the policy of the VPC endpoint that the STS URL leads to: ${mustGo}`
        : `AWS names the policy of the VPC endpoint that the STS URL leads to: it must allow ${what} too.`
    case 'service-control':
      return 'AWS names a service control policy of the organization: ask whoever manages it.'
    case 'resource-control':
      return 'AWS names a resource control policy of the organization: ask whoever manages it.'
    default:
      return assertNever(policy)
  }
}

/** What a request brings along needs an action of its own, which is easily overlooked. */
function otherAction(message: string, { operation }: CallFacts): readonly string[] {
  const named = actionIn(message)
  return named === null || named === actionOf(operation) ? [] : [`It is ${named} that is not allowed.`]
}

function actionIn(message: string): string | null {
  return /not authorized to perform:? (\w+:\w+)/i.exec(message)?.[1] ?? null
}

function policiesOf(call: CallFacts, actions: readonly string[], refused: string | null): string {
  const { request, operation } = call
  const isOfAttributes = refused !== null && refused !== actionOf(operation)
  switch (request?.operation) {
    case 'AssumeRole':
      return isWithinAccount(call)
        ? `One of two policies says no. The role’s trust policy must name the caller; or it names the account, and the caller’s identity policy allows ${listed(actions)} on the role. ${OR_NONE}`
        : `One of two policies says no, and between accounts both must agree: the caller’s identity policy must allow ${listed(actions)} on the role, and the role’s trust policy must name the caller. ${OR_NONE}`
    case 'AssumeRoleWithSAML':
      if (isOfAttributes) return VOUCHED
      return 'The company’s sign-in must give you this role together with this provider, and the role’s trust policy must name the provider.'
    case 'AssumeRoleWithWebIdentity':
      if (isOfAttributes) return VOUCHED
      return 'The role’s trust policy must name the provider of the token, and its conditions must fit the token’s audience and subject.'
    case 'AssumeRoot':
      return `The caller’s policies must allow sts:AssumeRoot; its account must be the organization’s management account or the delegated administrator of IAM, with centralized root access on.`
    case 'GetFederationToken':
    case 'GetSessionToken':
    case undefined:
      return `The caller’s policies must allow ${listed(actions)}.`
    default:
      return assertNever(request)
  }
}

const VOUCHED =
  'What the provider says of you brings it along, and the role’s trust policy must allow it to the provider.'

function lackingIn({ request, mfa, passedOn = [] }: CallFacts): string | null {
  if (request?.operation !== 'AssumeRole') return null
  const lacking = [
    ...(mfa ? [] : ['no MFA code of its own']),
    ...(request.externalId === null ? ['no external ID'] : []),
    ...(request.sourceIdentity === null && !passedOn.includes('sts:SetSourceIdentity')
      ? ['no source identity']
      : []),
    ...(request.tags.length === 0 && !passedOn.includes('sts:TagSession') ? ['no tags'] : []),
  ]
  return lacking.length === 0
    ? null
    : `The request brought ${listed(lacking)}; a condition may ask for one of these.`
}

/** A condition on aws:MultiFactorAuthAge. A role's credentials have none: MFA stays with whoever assumed the role. */
function mayNeedNewerCode({ request, caller, temporary, mfa }: CallFacts): boolean {
  return request?.operation === 'AssumeRole' && temporary && !mfa && !isRoleSession(caller)
}

function cautionOf(
  named: ReturnType<typeof namedIn>,
  call: CallFacts,
  actions: readonly string[],
): readonly string[] {
  const caution = offersTrust(named) ? (trustPolicyFor(call, actions)?.caution ?? null) : null
  return caution === null ? [] : [caution]
}

/** What denies can't be allowed over. */
function offersTrust(named: ReturnType<typeof namedIn>): boolean {
  return named === null || (named.policy === 'trust' && !named.denied)
}

function offersIdentity(named: ReturnType<typeof namedIn>): boolean {
  return named === null || (named.policy === 'identity' && !named.denied)
}

function offers(
  named: ReturnType<typeof namedIn>,
  call: CallFacts,
  actions: readonly string[],
): readonly Remedy[] {
  const trust = offersTrust(named) ? trustPolicyFor(call, actions) : null
  const identity = offersIdentity(named) ? identityPolicyFor(call, actions) : null
  return [
    ...(trust === null ? [] : [{ kind: 'copy-policy', policy: 'trust', text: trust.text } as const]),
    ...(identity === null ? [] : [{ kind: 'copy-policy', policy: 'identity', text: identity } as const]),
  ]
}

const ENCODED = /Encoded authorization failure message: ([\w+/=-]{16,})/

function decoding(message: string): readonly Remedy[] {
  const encoded = ENCODED.exec(message)?.[1]
  return encoded === undefined ? [] : [{ kind: 'decode', message: encoded }]
}

/** It is long, and says nothing to a person. */
function withoutCode(message: string): string {
  return message.replace(ENCODED, '').trim()
}
