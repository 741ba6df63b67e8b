import { assertNever, type Failure, isExpiredToken } from './failure.ts'

const THROTTLING_AWS_CODES = new Set(['Throttling', 'ThrottlingException', 'RequestLimitExceeded'])
const PASSING_AWS_CODES = new Set([
  ...THROTTLING_AWS_CODES,
  'ServiceUnavailable',
  'InternalFailure',
  'IDPCommunicationError',
])

/** Whether AWS asks for fewer calls. */
export function isThrottling(failure: Failure): boolean {
  return failure.kind === 'aws' && THROTTLING_AWS_CODES.has(failure.code)
}

/**
 * What a failure asks for: `retry` by ourselves after a pause, `person` (only somebody's answer helps), or
 * `stop` (the same call would fail again until something is changed).
 */
export function remedyOf(failure: Failure): 'retry' | 'person' | 'stop' {
  switch (failure.kind) {
    case 'aws':
      if (failure.status >= 500 || PASSING_AWS_CODES.has(failure.code)) return 'retry'
      // Whoever keeps the token fresh may be late.
      return isExpiredToken(failure) && failure.call.proof?.kind === 'web-identity' ? 'retry' : 'stop'
    case 'network':
      // A certificate that is not trusted now will not be trusted in a minute, and may be an attack.
      return failure.reason === 'tls' ? 'stop' : 'retry'
    case 'malformed-answer':
      return 'retry'
    case 'keychain':
      // Each try may open the system's own question for a password: whoever has dismissed that is left alone.
      return failure.reason === 'missing' ? 'stop' : failure.reason === 'unavailable' ? 'retry' : 'person'
    case 'clock-ahead':
    case 'fault':
    // Whoever keeps the token fresh may be late.
    case 'token-source':
      return 'retry'
    case 'sign-in':
      return remedyOfSignIn(failure.reason)
    case 'mfa':
    case 'code-needed':
    case 'consent':
    case 'lease-needed':
      return 'person'
    case 'other-tool':
      return failure.reason === 'locked' ? 'person' : 'stop'
    case 'invalid':
      return failure.mayPass === true ? 'retry' : 'stop'
    case 'not-found':
    case 'in-use':
    case 'no-current-session':
    case 'stopped':
    case 'no-console':
    case 'console-refused':
    case 'no-browser':
    case 'dead-key':
    case 'port':
    case 'no-token-files':
    case 'settings-put-aside':
    case 'not-forgotten':
    case 'half-changed':
    case 'not-saved':
    case 'no-session-policies':
    case 'wrong-tokens':
    case 'activity-not-saved':
    case 'not-exported':
    case 'not-imported':
    case 'not-removed':
    case 'aws-file':
    case 'profile-twice':
    case 'profile':
    case 'no-profiles':
    case 'files-changed':
    case 'not-undone':
    case 'no-tray':
    case 'shortcut':
    case 'not-at-login':
    case 'not-confirmed':
    case 'not-taken':
    case 'no-update-news':
    case 'not-updated':
      return 'stop'
    default:
      return assertNever(failure)
  }
}

function remedyOfSignIn(
  reason: Extract<Failure, { kind: 'sign-in' }>['reason'],
): 'retry' | 'person' | 'stop' {
  switch (reason) {
    case 'unreachable':
      return 'retry'
    // As with STS: it will be no better in a minute, and may be an attack.
    case 'untrusted':
    case 'not-allowed':
      return 'stop'
    case 'needed':
    case 'open':
    case 'closed':
    case 'timed-out':
    case 'unreadable':
      return 'person'
    default:
      return assertNever(reason)
  }
}
