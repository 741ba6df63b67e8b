import type { Explanation } from './explanation.ts'
import { assertNever, type Failure } from './failure.ts'

/** Why the console was not opened, in words. */
export function explainConsole(
  failure: Extract<Failure, { kind: 'no-console' | 'console-refused' | 'no-browser' }>,
): Explanation {
  switch (failure.kind) {
    case 'console-refused':
      if (failure.status >= 500)
        return {
          title: `The console’s sign-in at ${failure.host} has a fault (HTTP ${failure.status}).`,
          advice: 'Wait a moment, then try again.',
        }
      return {
        title: `The console’s sign-in at ${failure.host} did not take these credentials (HTTP ${failure.status}).`,
        advice:
          failure.hasOwnLife === true
            ? 'It takes none of a role that was assumed with temporary credentials for a duration of its own. Leave the session’s duration empty, or give it a code of its own.'
            : 'Try again; if it stays so, set a shorter console duration in the session, or start the session anew.',
      }
    case 'no-browser':
      return {
        title:
          failure.detail === 'ENOENT'
            ? `${failure.program} was not found on this computer.`
            : `${failure.program} could not be started (${failure.detail}).`,
        advice: 'Choose another browser for the session’s console.',
      }
    case 'no-console':
      return explainNone(failure)
    default:
      return assertNever(failure)
  }
}

function explainNone({ session, reason }: Extract<Failure, { kind: 'no-console' }>): Explanation {
  switch (reason) {
    case 'session-token':
      return {
        title: `${session} comes from GetSessionToken, with which AWS lets nobody sign in to the console.`,
        advice: 'Open it with a role, or with a session of GetFederationToken.',
      }
    case 'task':
      return {
        title: `${session} is for one task of a member account’s root user, which is done by its API.`,
        advice: 'Open the console with a role of that account.',
      }
    case 'partition':
      return {
        title: `Understudy does not know where the console of ${session}’s partition is.`,
        advice: 'Open it as whoever runs that partition tells you.',
      }
    default:
      return assertNever(reason)
  }
}
