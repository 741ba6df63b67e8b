import { listed } from '../listed.ts'
import type { ProofFacts } from '../sts/call-facts.ts'
import type { Explanation, Remedy } from './explanation.ts'
import { assertNever, type Failure } from './failure.ts'
import { asSentence } from './sentence.ts'

/** What a company's sign-in page has not given, in words. */
export function explainSignIn(failure: Extract<Failure, { kind: 'sign-in' }>): Explanation {
  const { provider, detail } = failure
  const remedies: readonly Remedy[] = [{ kind: 'sign-in' }]
  switch (failure.reason) {
    case 'needed':
      return {
        title: `${provider} wants you to sign in.`,
        advice: 'Its page opens in a window of its own.',
        brief: 'Sign in from Understudy’s window or its tray menu, then run this again.',
        remedies,
      }
    case 'open':
      return {
        title: `${provider} waits for you to sign in, in its own window.`,
        advice: 'It comes to the front by “Sign In”; what follows is done by itself.',
        brief: 'Answer there, then run this again. Understudy’s tray menu brings the window up.',
        remedies,
      }
    case 'unreadable':
      return {
        title: `What ${provider} says of you can’t be read here; it may be encrypted for AWS.`,
        advice: 'Ask whoever manages it for the ARNs of your role and of the SAML provider, and type them.',
      }
    case 'closed':
      return {
        title: `The sign-in window of ${provider} was closed before you were signed in.`,
        advice: 'Sign in to have it back.',
        brief: 'Try the session again in Understudy’s window to have it back.',
        remedies,
      }
    case 'timed-out':
      return {
        title: `Nobody signed in at ${provider} in time.`,
        advice: 'Sign in to have the page back.',
        brief: 'Try the session again in Understudy’s window to have the page back.',
        remedies,
      }
    case 'unreachable':
      return {
        title: `The sign-in page of ${provider} can’t be reached (${detail}).`,
        advice:
          'Check the network, the VPN, and the sign-in URL of the provider. Understudy tries again by itself.',
      }
    case 'untrusted':
      return {
        title: `The certificate of ${provider}’s sign-in page is not trusted (${detail}).`,
        advice:
          'Do not sign in there. If your company inspects TLS, have its certificate added to the ones that this computer trusts, and start Understudy anew.',
      }
    case 'not-allowed':
      return {
        title: `The sign-in page of ${provider} leads to where no sign-in may go (${detail}).`,
        advice: 'Only pages with https are opened here. Tell whoever manages that page.',
      }
    default:
      return assertNever(failure.reason)
  }
}

/** A token that could not be had, in words. */
export function explainTokenSource(failure: Extract<Failure, { kind: 'token-source' }>): Explanation {
  const { source, detail } = failure
  const again = 'Understudy tries again by itself.'
  switch (failure.reason) {
    case 'missing':
      return {
        title: `There is no ${source} to take a token from.`,
        advice: `See that whatever writes it runs, or correct it in the identity or session. ${again}`,
      }
    case 'unreadable':
      return {
        title: `${source} can’t be read (${detail}).`,
        advice: `Check who may read it. ${again}`,
      }
    case 'empty':
      return {
        title: `${source} has given no token.`,
        advice: `See that it gives the token and nothing else. ${again}`,
      }
    case 'too-large':
      return {
        title: `What ${source} has given is too long to be a token (${detail}).`,
        advice: `See that it gives the token and nothing else. ${again}`,
      }
    case 'failed':
      return {
        title: `${source} has failed (${detail}) and given no token.`,
        advice: `Run it in a terminal to see why; it gets no shell here. ${again}`,
      }
    case 'timed-out':
      return {
        title: `${source} has given no token within ${detail}.`,
        advice: `It must not wait for anybody. ${again}`,
      }
    default:
      return assertNever(failure.reason)
  }
}

/** Why AWS did not believe what a provider vouched for; null where nothing of the kind was sent. */
export function explainProof({ code, message, call }: Extract<Failure, { kind: 'aws' }>): Explanation | null {
  const { proof } = call
  // By this code it is the credentials that signed the call, and not the assertion that went along.
  if (proof === null || (proof.kind === 'context' && code === 'ExpiredToken')) return null
  const what = WHAT[proof.kind]
  const facts = factsOf(proof)
  switch (code) {
    case 'ExpiredTokenException':
    case 'ExpiredToken':
      return {
        title: `The ${what} had run out when it came to AWS: ${asSentence(message)}`,
        advice: `${facts}${FRESH[proof.kind]}`,
        ...(proof.kind === 'saml' ? { remedies: [{ kind: 'sign-in' }] } : {}),
      }
    case 'IDPRejectedClaim':
      return {
        title: `The provider does not stand by the ${what}: ${asSentence(message)}`,
        advice: `${facts}${proof.kind === 'saml' ? 'Sign in again, or ask whoever manages the sign-in.' : 'Get a new one from the provider.'}`,
        ...(proof.kind === 'saml' ? { remedies: [{ kind: 'sign-in' }] } : {}),
      }
    case 'IDPCommunicationError':
      return {
        title: `AWS can’t reach the provider${proof.issuer === null ? '' : ` ${proof.issuer}`} to check the ${what}.`,
        advice: 'Its keys must be readable from the internet. Understudy tries again by itself.',
      }
    default:
      return {
        title: `AWS did not take the ${what}: ${asSentence(message)}`,
        advice: `${facts}The role’s account must know this provider in IAM, with this audience.`,
      }
  }
}

const WHAT: Readonly<Record<ProofFacts['kind'], string>> = {
  'web-identity': 'web identity token',
  saml: 'SAML assertion',
  context: 'context assertion',
}

const FRESH: Readonly<Record<ProofFacts['kind'], string>> = {
  'web-identity': 'See that whatever makes it keeps it fresh. Understudy tries again by itself.',
  saml: 'Sign in again; AWS takes an assertion for five minutes only.',
  context: 'See that whatever makes it keeps it fresh, then try again.',
}

function factsOf({ issuer, audience, expiry }: ProofFacts): string {
  const known = [
    ...(issuer === null ? [] : [`is from ${issuer}`]),
    ...(audience === null ? [] : [`is for the audience ${audience}`]),
    ...(expiry === null ? [] : [`ends at ${showUtc(expiry)}`]),
  ]
  return known.length === 0 ? '' : `It ${listed(known)}. `
}

/** "2026-11-25 15:44:55 UTC", of an ISO time: AWS's text beside it counts in UTC as well. */
function showUtc(iso: string): string {
  return iso.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')
}
