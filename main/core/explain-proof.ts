import type { Explanation } from './explain.ts'
import { assertNever, type Failure } from './failure.ts'

/** What a company's sign-in page has not given, in words. */
export function explainSignIn(failure: Extract<Failure, { kind: 'sign-in' }>): Explanation {
  const { provider, detail } = failure
  switch (failure.reason) {
    case 'needed':
      return {
        title: `${provider} wants you to sign in.`,
        advice: 'Choose “Sign in” in Understudy’s tray menu, then run this again.',
      }
    case 'locked':
      return {
        title: `${provider} wants you to sign in, and the screen is locked.`,
        advice: 'Unlock the screen, then choose “Sign in” in Understudy’s tray menu.',
      }
    case 'closed':
      return {
        title: `The sign-in window of ${provider} was closed before you were signed in.`,
        advice: 'Try the session again in Understudy’s window to have it back.',
      }
    case 'timed-out':
      return {
        title: `Nobody signed in at ${provider} in time.`,
        advice: 'Try the session again in Understudy’s window to have the page back.',
      }
    case 'unreachable':
      return {
        title: `The sign-in page of ${provider} can’t be reached (${detail}).`,
        advice: 'Check the network, the VPN, and the sign-in URL of the provider; then try again.',
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
