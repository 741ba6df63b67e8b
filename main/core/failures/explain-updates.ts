import type { UpdateFailure } from '../updates/update-failure.ts'
import type { Explanation } from './explanation.ts'
import { assertNever } from './failure.ts'

type NoNews = Extract<UpdateFailure, { kind: 'no-update-news' }>
type NotUpdated = Extract<UpdateFailure, { kind: 'not-updated' }>

export function explainUpdate(failure: UpdateFailure): Explanation {
  return failure.kind === 'no-update-news' ? explainNoNews(failure) : explainNotUpdated(failure)
}

function explainNoNews({ reason, host, detail }: NoNews): Explanation {
  switch (reason) {
    case 'unreachable':
      return {
        title: `Whether there is a newer Understudy is not known: ${host} can’t be reached (${detail}).`,
        advice: 'Check the network and the proxy, then choose Look Now.',
      }
    case 'timed-out':
      return {
        title: `Whether there is a newer Understudy is not known: ${host} did not answer in time.`,
        advice: 'Check the network if it goes on, then choose Look Now.',
      }
    case 'unreadable':
      return {
        title: `Whether there is a newer Understudy is not known: what ${host} says can’t be read (${detail}).`,
        advice: 'It may be meant for newer versions than this one. See where you got Understudy.',
      }
    case 'unsigned':
      return {
        title: `What ${host} says of newer versions is not signed, so it is not believed.`,
        advice:
          'Nothing was downloaded. A network’s sign-in page may stand between: sign in there, then look again. If it goes on, tell whoever gave you Understudy.',
      }
    case 'forged':
      return {
        title: `What ${host} says of newer versions is not signed by whoever built this Understudy, so it is not believed.`,
        advice:
          'Nothing was downloaded. Somebody may be in that place who should not: tell whoever gave you Understudy, and take nothing from there until you have heard.',
      }
    default:
      return assertNever(reason)
  }
}

function explainNotUpdated({ reason, version, detail }: NotUpdated): Explanation {
  switch (reason) {
    case 'unreachable':
      return {
        title: `Version ${version} could not be downloaded (${detail}).`,
        advice: 'Check the network, then choose Download again. This version goes on.',
      }
    case 'timed-out':
      return {
        title: `The download of version ${version} was given up: for a minute nothing came.`,
        advice: 'Check the network, then choose Download again. This version goes on.',
      }
    case 'wrong-file':
      return {
        title: `What was downloaded is not version ${version} as it was signed (${detail}).`,
        advice:
          'It was thrown away. Choose Download again; if it goes on, tell whoever gave you Understudy. This version goes on.',
      }
    case 'not-written':
      return {
        title: `Version ${version} could not be put in the place of this one (${detail}).`,
        advice:
          'Make room on the disk, or check who may write to where Understudy is, then try again. This version goes on.',
      }
    default:
      return assertNever(reason)
  }
}
