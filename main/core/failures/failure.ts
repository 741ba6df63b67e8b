import type { FileFailure } from '../aws-files/file-failure.ts'
import type { ImportFailure } from '../import/import-failure.ts'
import type { CallFacts } from '../sts/call-facts.ts'
import type { UpdateFailure } from '../updates/update-failure.ts'
import type { DesktopFailure } from './desktop-failure.ts'
import type { Problem } from './problem.ts'

/** Every way in which something can fail, with what is known of it. explain.ts puts it into words. */
export type Failure =
  /** AWS answered and refused. */
  | {
      readonly kind: 'aws'
      readonly code: string
      readonly message: string
      readonly status: number
      readonly requestId: string | null
      /** Milliseconds by which AWS's clock is ahead of ours, where its answer told. */
      readonly skew: number | null
      readonly call: CallFacts
    }
  /** AWS was not reached, or did not answer in time. */
  | {
      readonly kind: 'network'
      readonly reason: 'timed-out' | 'unreachable' | 'tls'
      readonly detail: string
      readonly call: CallFacts
    }
  /** Something answered, but not as STS does: a captive portal, a proxy, a wrong endpoint URL. */
  | { readonly kind: 'malformed-answer'; readonly call: CallFacts }
  | {
      readonly kind: 'keychain'
      readonly reason: 'unavailable' | 'locked' | 'timed-out' | 'missing'
      readonly detail: string
    }
  | {
      readonly kind: 'mfa'
      /**
       * `quiet`: a prompt was dismissed a short while ago, so only a click may raise the next one.
       * `locked`: the screen is, so there is nobody to ask; when it is unlocked the prompt comes by itself.
       */
      readonly reason: 'cancelled' | 'unanswered' | 'quiet' | 'withdrawn' | 'locked'
      readonly device: string
    }
  /** Refused before anything was called: each problem names its field. */
  | {
      readonly kind: 'invalid'
      readonly problems: readonly Problem[]
      /** Of a token that somebody else keeps fresh, and may be writing at this moment. */
      readonly mayPass?: true
    }
  | {
      readonly kind: 'not-found'
      readonly what:
        | 'identity'
        | 'session'
        | 'prompt'
        | 'grant'
        | 'question'
        | 'confirmation'
        | 'profile'
        | 'update'
    }
  /** What a window has sent is of another shape than what it asks for. */
  | { readonly kind: 'not-taken' }
  | { readonly kind: 'in-use'; readonly name: string; readonly by: readonly string[] }
  | { readonly kind: 'no-current-session' }
  /** No tool starts it again: the user has stopped it, or was away and wanted all to be forgotten then. */
  | { readonly kind: 'stopped'; readonly session: string; readonly by: 'user' | 'absence' | 'lease' }
  /** A production session, which is used for a lease that the user has confirmed, and none runs. */
  | { readonly kind: 'lease-needed'; readonly session: string }
  /** With a session's credentials nobody can sign in to the console. */
  | {
      readonly kind: 'no-console'
      readonly session: string
      readonly reason: 'session-token' | 'task' | 'partition'
    }
  | {
      readonly kind: 'console-refused'
      readonly host: string
      readonly status: number
      /** That a role was given a life of its own with temporary credentials, of which the console takes none. */
      readonly hasOwnLife?: true
    }
  /** The browser that was chosen could not be started. */
  | { readonly kind: 'no-browser'; readonly program: string; readonly detail: string }
  /** AWS takes a key no more, though it knows whose it is. */
  | { readonly kind: 'dead-key'; readonly accessKeyHint: string; readonly account: string }
  | { readonly kind: 'code-needed'; readonly session: string; readonly device: string }
  /** Credentials had ended by this computer's clock when they came: it is ahead by at least `late` ms. */
  | { readonly kind: 'clock-ahead'; readonly late: number }
  /** No grant can bound it: its operation takes no session policies, or it has some already. */
  | {
      readonly kind: 'no-session-policies'
      readonly session: string
      readonly reason: 'operation' | 'own-policies'
    }
  /**
   * A company's sign-in page has not vouched for the user. `needed`: it wants to see a person, and only a click may
   * bring its window up. `open`: that window is up.
   */
  | {
      readonly kind: 'sign-in'
      readonly reason:
        | 'needed'
        | 'open'
        | 'closed'
        | 'timed-out'
        | 'unreachable'
        | 'untrusted'
        | 'not-allowed'
        | 'unreadable'
      readonly provider: string
      readonly detail: string
    }
  /** A token of somebody else's could not be had where it should be: a file, or what a command prints. */
  | {
      readonly kind: 'token-source'
      readonly reason: 'missing' | 'unreadable' | 'empty' | 'too-large' | 'failed' | 'timed-out'
      /** The file's path, or the program. */
      readonly source: string
      readonly detail: string
    }
  /**
   * The user has not allowed this program to use the session. `asked`: a question about it is open.
   * `unknown`: the system does not tell which process it is, and the session wants every one to be allowed.
   */
  | {
      readonly kind: 'consent'
      readonly reason: 'asked' | 'denied' | 'locked' | 'unknown'
      readonly session: string
      readonly production: boolean
      readonly tool: string
    }
  /** So many requests came with a wrong token within a minute that somebody may be guessing. */
  | { readonly kind: 'wrong-tokens'; readonly count: number }
  /** The record of what was handed out could not be written. */
  | { readonly kind: 'activity-not-saved'; readonly detail: string }
  | { readonly kind: 'not-exported'; readonly file: string; readonly detail: string }
  | ImportFailure
  /** Not all could be removed: what is left, and why. */
  | { readonly kind: 'not-removed'; readonly left: readonly string[]; readonly why: Failure }
  | FileFailure
  | DesktopFailure
  | UpdateFailure
  /** A fault in Understudy itself. */
  | { readonly kind: 'fault'; readonly detail: string }
  /** The endpoint's port could not be opened; `code` is the system's word. */
  | { readonly kind: 'port'; readonly port: number; readonly code: string }
  /** The files that hold the endpoint's tokens could not be written; `detail` is the system's word. */
  | { readonly kind: 'no-token-files'; readonly folder: string; readonly detail: string }
  /** The settings file could not be read, and was put aside under another name. */
  | {
      readonly kind: 'settings-put-aside'
      readonly reason: string
      readonly file: string
      /** Whether the copy of the last good state took its place. */
      readonly restored: boolean
    }
  /** Kept session tokens could not be deleted from the keychain; they are not used again. */
  | { readonly kind: 'not-forgotten'; readonly why: Failure }
  /** One of the user's two files was changed, or may have been, before the change failed. */
  | { readonly kind: 'half-changed'; readonly why: Failure }
  /** The settings file could not be written. */
  | { readonly kind: 'not-saved'; readonly detail: string }

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure }

export const done: Result<void> = { ok: true, value: undefined }

export function succeed<T>(value: T): Result<T> {
  return { ok: true, value }
}

export function fail(failure: Failure): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure }
}

/** For the end of an exhaustive switch: does not compile while a member is missing. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`)
}

/** Whether it is the keychain as a whole that can't be used, and not one item that is missing. */
export function isKeychainFault(failure: Failure): boolean {
  return failure.kind === 'keychain' && failure.reason !== 'missing'
}

/** Whether it waits for the screen to be unlocked. */
export function isLockedScreen(failure: Failure): boolean {
  return failure.kind === 'mfa' && failure.reason === 'locked'
}

/** A failing system call's own word for it, such as ENOSPC; else the error's message. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return error instanceof Error ? error.message : String(error)
}

/** Why no answer came. Chromium says `net::ERR_NAME_NOT_RESOLVED` in the message, Node has a code on the error or its cause. */
export function networkCode(error: unknown): string {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    if ('code' in each && typeof each.code === 'string') return each.code
    const chromium = /net::(ERR_\w+)/.exec(each.message)?.[1]
    if (chromium !== undefined) return chromium
  }
  return 'no connection'
}

/** True where AWS says that the MFA code (or the device's serial number) was wrong, old or already used. */
export function isWrongCode(failure: Failure): boolean {
  return (
    failure.kind === 'aws' &&
    failure.code === 'AccessDenied' &&
    failure.call.mfa &&
    failure.message.includes('MultiFactorAuthentication failed')
  )
}

/** True where the credentials that signed the call had run out. */
export function isExpiredToken(failure: Failure): boolean {
  return (
    failure.kind === 'aws' && (failure.code === 'ExpiredToken' || failure.code === 'ExpiredTokenException')
  )
}
