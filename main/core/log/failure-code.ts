import type { Brand } from '../brand.ts'
import { assertNever, type Failure } from '../failures/failure.ts'

/** A failure in a word that tells its kind and nothing of the user: `aws:AccessDenied`. */
export type FailureCode = Brand<'FailureCode'>

/** Never a message, a name or a path: those may be anybody's. */
export function failureCode(failure: Failure): FailureCode {
  const parts = [failure.kind, ...detailsOf(failure)]
  return parts.join(':') as FailureCode
}

function detailsOf(failure: Failure): readonly string[] {
  switch (failure.kind) {
    case 'aws':
      return [awsCode(failure.code), String(failure.status)]
    case 'network':
      return [failure.reason, ...systemWord(failure.detail)]
    case 'port':
      return systemWord(failure.code)
    case 'keychain':
    case 'mfa':
    case 'no-console':
    case 'sign-in':
    case 'token-source':
    case 'consent':
    case 'no-session-policies':
    case 'shortcut':
    case 'no-tray':
    case 'other-tool':
    case 'profile':
    case 'aws-file':
    case 'not-undone':
    case 'no-update-news':
    case 'not-updated':
      return [failure.reason]
    case 'stopped':
      return [failure.by]
    case 'not-found':
      return [failure.what]
    case 'not-saved':
    case 'not-exported':
    case 'activity-not-saved':
    case 'not-at-login':
    case 'no-token-files':
    case 'no-browser':
    case 'fault':
      return systemWord(failure.detail)
    case 'not-forgotten':
    case 'half-changed':
    case 'not-removed':
      return [failureCode(failure.why)]
    case 'malformed-answer':
    case 'invalid':
    case 'not-taken':
    case 'in-use':
    case 'no-current-session':
    case 'lease-needed':
    case 'console-refused':
    case 'dead-key':
    case 'code-needed':
    case 'clock-ahead':
    case 'wrong-tokens':
    case 'not-imported':
    case 'profile-twice':
    case 'no-profiles':
    case 'files-changed':
    case 'not-confirmed':
    case 'settings-put-aside':
      return []
    default:
      return assertNever(failure)
  }
}

/** Whoever stands at an STS URL says what they like, so only what looks like one of AWS's codes is kept. */
function awsCode(code: string): string {
  return /^[A-Z][A-Za-z.]{2,59}$/.test(code) && /[a-z]/.test(code) ? code : 'other'
}

/** ENOSPC, ERR_NAME_NOT_RESOLVED; nothing of what is no such word. */
function systemWord(detail: string): readonly string[] {
  return /^E[A-Z_]{2,59}$/.test(detail) ? [detail] : []
}
