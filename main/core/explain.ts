import { SECOND } from './clock.ts'
import { assertNever, type CallFacts, type Failure } from './failure.ts'

/** A failure in words: what happened, and what to do about it. */
export interface Explanation {
  readonly title: string
  readonly advice: string
}

/** From this skew (ms) on the clock is worth naming; AWS refuses from five minutes on. */
const NOTABLE_SKEW = 60 * SECOND

/** The one place that puts failures into words. Every sentence names the thing and the next step. */
export function explain(failure: Failure): Explanation {
  switch (failure.kind) {
    case 'aws':
      return explainAws(failure)
    case 'network':
      return explainNetwork(failure)
    case 'malformed-answer':
      return {
        title: `What answered at ${failure.call.host} is not AWS STS.`,
        advice:
          'A proxy or a network’s sign-in page may stand between; sign in to the network, or check the STS URL of the key.',
      }
    case 'keychain':
      return explainKeychain(failure)
    case 'mfa':
      return explainMfa(failure)
    case 'invalid':
      return {
        title: failure.problems.map(each => each.problem).join(' '),
        advice: 'Correct it in Understudy’s window.',
      }
    case 'not-found':
      return { title: `This ${failure.what} does not exist any more.`, advice: 'Choose another one.' }
    case 'in-use':
      return {
        title: `${failure.name} is where ${list(failure.by)} ${failure.by.length === 1 ? 'starts' : 'start'} from.`,
        advice: `Remove ${failure.by.length === 1 ? 'it' : 'them'} first, or give ${failure.by.length === 1 ? 'it' : 'them'} another source.`,
      }
    case 'no-current-session':
      return {
        title: 'No session is current.',
        advice: 'Choose one in Understudy’s tray menu.',
      }
    case 'stopped':
      return {
        title: `${failure.session} was stopped.`,
        advice: `Choose ${failure.session} in Understudy’s tray menu to start it.`,
      }
    case 'starting':
      return { title: `${failure.session} is starting.`, advice: 'Try again in a moment.' }
    case 'code-needed':
      return {
        title: `${failure.session} needs an MFA code of ${failure.device}.`,
        advice: 'Enter it in Understudy’s window, then run this again.',
      }
    case 'port':
      return {
        title:
          failure.code === 'EADDRINUSE'
            ? `Port ${failure.port} is used by another program, so no tool can get credentials.`
            : `Port ${failure.port} can’t be opened (${failure.code}), so no tool can get credentials.`,
        advice:
          'Quit that program and choose Try Again, or choose Use Another Port; then tools need the new address.',
      }
    case 'not-saved':
      return {
        title: `The settings could not be saved (${failure.detail}).`,
        advice:
          'Nothing was changed. Make room on the disk, or check that your settings folder can be written to.',
      }
    default:
      return assertNever(failure)
  }
}

/** The explanation as one line, for a terminal. */
export function explainInOneLine(failure: Failure): string {
  const { title, advice } = explain(failure)
  return `${title} ${advice}`
}

function explainAws(failure: Extract<Failure, { kind: 'aws' }>): Explanation {
  const { call, code, message } = failure
  switch (code) {
    case 'AccessDenied':
      return call.operation === 'AssumeRole'
        ? explainRoleDenied(call, message)
        : { title: `AWS refused ${call.operation}: ${message}`, advice: denialAdvice(message, call) }
    case 'InvalidClientTokenId':
    case 'UnrecognizedClientException':
      return {
        title: `AWS does not know the access key ${call.accessKeyHint}.`,
        advice:
          'It may be deleted or inactive, or belong to another partition than the Region. Check it in the IAM console under Security credentials, then edit the key.',
      }
    case 'SignatureDoesNotMatch':
      return explainSignature(failure)
    case 'ExpiredToken':
    case 'ExpiredTokenException':
      return {
        title: 'The credentials that this session starts from have run out.',
        advice: 'Start the session again.',
      }
    case 'ValidationError':
      return {
        title: `AWS did not take a parameter of ${call.operation}: ${message}`,
        advice: message.includes('DurationSeconds')
          ? 'Choose a shorter duration, or raise the role’s maximum session duration in IAM.'
          : 'Correct it in the session, then start it again.',
      }
    case 'RegionDisabledException':
      return {
        title: `STS is not active in ${call.region} for this account.`,
        advice: `Activate it in IAM’s account settings, or choose another Region for the key.`,
      }
    case 'Throttling':
    case 'ThrottlingException':
    case 'RequestLimitExceeded':
      return {
        title: 'AWS asks for fewer calls at the moment.',
        advice: 'Understudy tries again by itself.',
      }
    default:
      return failure.status >= 500
        ? {
            title: `AWS STS has a fault in ${call.region} (${failure.status} ${code}).`,
            advice: 'Understudy tries again by itself.',
          }
        : {
            title: `AWS refused ${call.operation} (${code}): ${message}`,
            advice: 'Correct what it names, then start the session again.',
          }
  }
}

function explainRoleDenied(call: CallFacts, message: string): Explanation {
  if (call.mfa && message.includes('MultiFactorAuthentication failed'))
    return { title: 'AWS did not take that MFA code.', advice: 'Wait for the next code and enter that.' }
  const caller = call.caller ?? 'The caller'
  return {
    title: `${caller} may not assume ${call.roleArn ?? 'this role'}.`,
    advice: denialAdvice(message, call),
  }
}

/** Names one policy only where AWS's own text does; else both, with what our request did not bring. */
function denialAdvice(message: string, call: CallFacts): string {
  const policy = /no identity-based policy allows|explicit deny in an identity-based policy/.test(message)
    ? `AWS names the caller’s identity policy: allow ${`sts:${call.operation}`} there.`
    : /explicit deny in a service control policy/.test(message)
      ? 'AWS names a service control policy of the organization: ask whoever manages it.'
      : call.operation === 'AssumeRole'
        ? 'One of two policies says no: the caller’s identity policy must allow sts:AssumeRole on the role, or the role’s trust policy must name the caller.'
        : `The caller’s policies must allow sts:${call.operation}.`
  const lacking = [
    ...(call.mfa ? [] : ['no MFA code of its own']),
    ...(call.externalId || call.operation !== 'AssumeRole' ? [] : ['no external ID']),
  ]
  return lacking.length === 0
    ? policy
    : `${policy} The request brought ${list(lacking)}; a condition may ask for it.`
}

function explainSignature(failure: Extract<Failure, { kind: 'aws' }>): Explanation {
  const { skew, call } = failure
  if (skew !== null && Math.abs(skew) > NOTABLE_SKEW) {
    const seconds = Math.round(Math.abs(skew) / SECOND)
    return {
      title: `This computer’s clock is ${seconds} s ${skew > 0 ? 'behind' : 'ahead of'} AWS’s.`,
      advice: 'Set the clock (or turn on automatic time), then try again.',
    }
  }
  return {
    title: `The secret access key does not belong to ${call.accessKeyHint}.`,
    advice:
      'Copy both again from where you keep them; a secret is shown only once, so a new key may be needed.',
  }
}

function explainNetwork(failure: Extract<Failure, { kind: 'network' }>): Explanation {
  const { host } = failure.call
  switch (failure.reason) {
    case 'timed-out':
      return {
        title: `${host} did not answer in time.`,
        advice: 'Understudy tries again by itself; check the network if it goes on.',
      }
    case 'unreachable':
      return {
        title: `${host} can’t be reached (${failure.detail}).`,
        advice: 'Understudy tries again by itself; check the network, the VPN and the proxy.',
      }
    case 'tls':
      return {
        title: `The certificate of ${host} is not trusted (${failure.detail}).`,
        advice:
          'Nothing was sent. If your company inspects TLS, its certificate must be in the system’s store; else somebody may be listening.',
      }
    default:
      return assertNever(failure.reason)
  }
}

function explainKeychain(failure: Extract<Failure, { kind: 'keychain' }>): Explanation {
  switch (failure.reason) {
    case 'locked':
      return {
        title: 'The keychain is locked.',
        advice: 'Unlock it (your login password, in most desktops), then try again.',
      }
    case 'unavailable':
      return {
        title: 'The keychain can’t be reached.',
        advice:
          'Start the desktop’s keyring (GNOME Keyring, KWallet or KeePassXC with the Secret Service turned on), then try again.',
      }
    case 'timed-out':
      return {
        title: 'The keychain does not answer.',
        advice: 'It may wait for a password in a window of its own. Answer that, then try again.',
      }
    case 'missing':
      return {
        title: 'The keychain has no such key any more.',
        advice: 'Enter the access key again under Keys.',
      }
    default:
      return assertNever(failure.reason)
  }
}

function explainMfa(failure: Extract<Failure, { kind: 'mfa' }>): Explanation {
  const { device } = failure
  switch (failure.reason) {
    case 'cancelled':
      return {
        title: `The MFA code of ${device} was not given.`,
        advice: 'Start the session to be asked again.',
      }
    case 'unanswered':
      return {
        title: `Nobody entered the MFA code of ${device} in time.`,
        advice: 'Start the session to be asked again.',
      }
    case 'quiet':
      return {
        title: `The MFA code of ${device} is needed, and the last question for it was dismissed.`,
        advice: 'Start the session in Understudy’s tray menu to be asked again.',
      }
    case 'withdrawn':
      return {
        title: `The MFA code of ${device} is not needed any more.`,
        advice: 'Start the session again.',
      }
    default:
      return assertNever(failure.reason)
  }
}

function list(items: readonly string[]): string {
  return items.length <= 1 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}
