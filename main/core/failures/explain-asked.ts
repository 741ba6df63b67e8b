import type { Explanation } from './explanation.ts'
import { assertNever, type Failure } from './failure.ts'

/** What waits for a code, in words. */
export function explainMfa(failure: Extract<Failure, { kind: 'mfa' }>): Explanation {
  const { device } = failure
  switch (failure.reason) {
    case 'cancelled':
      return {
        title: `The MFA code of ${device} was not given.`,
        advice: 'Try again to be asked.',
        brief: 'Try the session again in Understudy’s window to be asked.',
      }
    case 'unanswered':
      return {
        title: `Nobody entered the MFA code of ${device} in time.`,
        advice: 'Try again to be asked.',
        brief: 'Try the session again in Understudy’s window to be asked.',
      }
    case 'quiet':
      return {
        title: `The MFA code of ${device} is needed, and the last question for it was dismissed.`,
        advice: 'Try again to be asked.',
        brief: 'Try the session again in Understudy’s window to be asked.',
      }
    case 'locked':
      return {
        title: `The MFA code of ${device} is needed, and the screen is locked.`,
        advice: 'Unlock the screen: Understudy then asks for it. Run this again afterwards.',
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

/** Why no tool starts it again, in words. */
export function explainStopped({ session, by }: Extract<Failure, { kind: 'stopped' }>): Explanation {
  const advice =
    'Start it in Understudy’s window; or choose it in the tray’s menu, which also makes it the current one.'
  switch (by) {
    case 'user':
      return { title: `${session} was stopped.`, advice }
    case 'absence':
      return {
        title: `Understudy has forgotten ${session} while you were away, as its settings ask for.`,
        advice,
      }
    case 'lease':
      return {
        title: `Your lease of ${session} has ended: as production it is used only for as long as you have confirmed.`,
        advice: 'Choose it in Understudy’s tray menu, or start it in its window, and confirm it again.',
        brief: 'Choose it in Understudy’s tray menu and confirm it again, then run this again.',
      }
    default:
      return assertNever(by)
  }
}

/** What waits for the user's leave, in words. */
export function explainConsent(failure: Extract<Failure, { kind: 'consent' }>): Explanation {
  const { session, production, tool } = failure
  switch (failure.reason) {
    case 'asked':
      return {
        title: production
          ? `${session} is marked as production, and you have not allowed ${tool} to use it yet.`
          : `You have not allowed ${tool} to use ${session} yet.`,
        advice: 'Understudy asks you: answer in its popup or its tray menu, then run this again.',
      }
    case 'denied':
      return {
        title: `You have denied ${session} to ${tool}.`,
        advice: production
          ? `You are asked again ten minutes later; or choose ${session} in Understudy’s tray menu and confirm it.`
          : `You are asked again ten minutes later, or when you start ${session} in Understudy’s window.`,
      }
    case 'locked':
      return {
        title: `You have to allow ${tool} to use ${session}, and the screen is locked.`,
        advice: 'Unlock the screen, then run this again to be asked.',
      }
    case 'unknown':
      return {
        title: `${session} is only for processes that you allow, and this system does not tell which one asks.`,
        advice: 'Choose “At first use” for it in Understudy’s window.',
      }
    default:
      return assertNever(failure.reason)
  }
}
