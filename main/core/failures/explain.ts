import { listed } from '../listed.ts'
import { explainConsent, explainMfa, explainStopped } from './explain-asked.ts'
import { explainAws, whoTriesAgain } from './explain-aws.ts'
import { explainNotImported } from './explain-configuration.ts'
import { explainConsole } from './explain-console.ts'
import { explainDesktop } from './explain-desktop.ts'
import { explainFile, explainProfile } from './explain-files.ts'
import { explainOtherTool } from './explain-other-tools.ts'
import { explainSignIn, explainTokenSource } from './explain-proof.ts'
import { explainUpdate } from './explain-updates.ts'
import type { Explanation } from './explanation.ts'
import { assertNever, type Failure } from './failure.ts'
import { showSpan } from './span.ts'

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
    case 'sign-in':
      return explainSignIn(failure)
    case 'token-source':
      return explainTokenSource(failure)
    case 'invalid':
      return {
        title: failure.problems.map(each => each.problem).join(' '),
        advice:
          failure.mayPass === true
            ? 'See that whatever makes the token gives it whole. Understudy tries again by itself.'
            : 'Correct it in Understudy’s window.',
      }
    case 'not-found':
      if (failure.what === 'confirmation')
        return {
          title: 'This is not asked any more.',
          advice: 'Choose the session again to be asked again.',
        }
      return { title: `This ${failure.what} does not exist any more.`, advice: 'Choose another one.' }
    case 'not-taken':
      return {
        title: 'Understudy did not take this.',
        advice: 'See that no field holds a very long text, then try again.',
      }
    case 'in-use':
      return {
        title: `${failure.name} is where ${listed(failure.by)} ${failure.by.length === 1 ? 'starts' : 'start'} from.`,
        advice: `Remove ${failure.by.length === 1 ? 'it' : 'them'} first, or give ${failure.by.length === 1 ? 'it' : 'them'} another source.`,
      }
    case 'no-current-session':
      return {
        title: 'No session is current.',
        advice: 'Choose one in Understudy’s tray menu.',
      }
    case 'stopped':
      return explainStopped(failure)
    case 'lease-needed':
      return {
        title: `${failure.session} is marked as production, and is used only while a lease that you have confirmed runs.`,
        advice: 'Start it, and confirm for how long; then try again.',
        brief: 'Choose it in Understudy’s tray menu and confirm for how long, then run this again.',
      }
    case 'no-tray':
    case 'shortcut':
    case 'not-at-login':
    case 'not-confirmed':
      return explainDesktop(failure)
    case 'no-update-news':
    case 'not-updated':
      return explainUpdate(failure)
    case 'no-console':
    case 'console-refused':
    case 'no-browser':
      return explainConsole(failure)
    case 'dead-key':
      return {
        title: `AWS does not take the access key ${failure.accessKeyHint}, which is of account ${failure.account}.`,
        advice:
          'It is inactive or deleted. Activate it in the IAM console of that account under Security credentials, or make a new one.',
      }
    case 'code-needed':
      return {
        title: `${failure.session} needs an MFA code of ${failure.device}.`,
        advice: 'Answer Understudy’s popup, or its tray menu, then run this again.',
      }
    case 'no-session-policies':
      return failure.reason === 'operation'
        ? {
            title: `${failure.session} is of an operation that takes no session policies.`,
            advice: 'Give the tool a role, which can be made read-only.',
          }
        : {
            title: `${failure.session} has session policies of its own, to which AWS would add those of the tool.`,
            advice: 'Give the tool a session without any, or all that this one may.',
          }
    case 'consent':
      return explainConsent(failure)
    case 'other-tool':
      return explainOtherTool(failure)
    case 'wrong-tokens':
      return {
        title: `${failure.count} requests with a wrong token came within a minute.`,
        advice:
          'A shell that still has the token of an earlier start does that; else a program is guessing. Activity shows when. Nothing was handed out to it.',
      }
    case 'activity-not-saved':
      return {
        title: `The record of what was handed out can’t be written (${failure.detail}).`,
        advice:
          'Make room on the disk, or check who may write to the settings folder. Tools are served all the same.',
      }
    case 'not-exported':
      return {
        title: `${failure.file} could not be written (${failure.detail}).`,
        advice: 'Make room on the disk, or check who may write to that folder, then try again.',
      }
    case 'not-imported':
      return explainNotImported(failure)
    case 'not-removed':
      return explainNotRemoved(failure)
    case 'clock-ahead':
      return {
        title: `The credentials had ended ${showSpan(failure.late)} before they came, by this computer’s clock.`,
        advice:
          'Its clock is ahead of AWS’s. Set it, or turn on automatic time; a session is tried again by itself.',
      }
    case 'fault':
      return {
        title: `Understudy has a fault (${failure.detail}).`,
        advice: 'A session is tried again by itself. Please report it with this text.',
      }
    case 'aws-file':
      return explainFile(failure)
    case 'profile-twice':
    case 'profile':
    case 'no-profiles':
    case 'files-changed':
    case 'not-undone':
      return explainProfile(failure)
    case 'port':
      return {
        title:
          failure.code === 'EADDRINUSE'
            ? `Port ${failure.port} is used by another program, so no tool can get credentials.`
            : `Port ${failure.port} can’t be opened (${failure.code}), so no tool can get credentials.`,
        advice:
          'Quit that program and choose Try Again, or choose Use Another Port; then tools need the new address.',
      }
    case 'no-token-files':
      return {
        title: `The files with the tools’ tokens can’t be written (${failure.detail}).`,
        advice: `Make room on the disk, or check the folder ${failure.folder}; then choose Try Again.`,
      }
    case 'settings-put-aside':
      return {
        title: `The settings file could not be read (${failure.reason}). It was put aside as ${failure.file}.`,
        advice: failure.restored
          ? 'The settings of your last change are back. Nothing needs to be done.'
          : 'Your keys are still in the keychain, but keys and sessions must be added again.',
      }
    case 'half-changed':
      return {
        title: `The change failed, and a part of it may have been made. ${explain(failure.why).title}`,
        advice:
          'Mend that, then write the profile again; or undo under Changes what was done. No key was lost.',
      }
    case 'not-forgotten': {
      const why = explain(failure.why)
      return {
        title: `A session token could not be deleted from the keychain. ${why.title}`,
        advice: `Understudy does not use it again, and AWS ends it within 36 hours. ${why.advice}`,
      }
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
  const { title, advice, brief } = explain(failure)
  return `${title} ${brief ?? advice}`
}

function explainNotRemoved({ left, why }: Extract<Failure, { kind: 'not-removed' }>): Explanation {
  const { title, advice } = explain(why)
  return {
    title: `Not all could be removed. ${title}`,
    advice: `${advice} Left: ${listed(left)}. The settings stay, so that you can try again.`,
  }
}

function explainNetwork(failure: Extract<Failure, { kind: 'network' }>): Explanation {
  const { host } = failure.call
  switch (failure.reason) {
    case 'timed-out':
      return {
        title: `${host} did not answer in time.`,
        advice: `Check the network if it goes on. ${whoTriesAgain(failure.call)}`,
      }
    case 'unreachable':
      return {
        title: `${host} can’t be reached (${failure.detail}).`,
        advice: `Check the network, the VPN and the proxy. ${whoTriesAgain(failure.call)}`,
      }
    case 'tls':
      return {
        title: `The certificate of ${host} is not trusted (${failure.detail}).`,
        advice:
          'Nothing was sent. If your company inspects TLS, put its certificate into the system’s store (on Linux: ~/.pki/nssdb) and restart Understudy; else somebody may be listening.',
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
        advice: 'Unlock it (your login password, in most desktops). If nothing happens then, try again.',
      }
    case 'unavailable':
      return {
        title: `The keychain can’t be reached (${failure.detail}).`,
        advice:
          'See that it runs, then try again. On Linux it is GNOME Keyring, KWallet, or KeePassXC with its Secret Service turned on.',
      }
    case 'timed-out':
      return {
        title: 'The keychain does not answer.',
        advice: 'It may wait for a password in a window of its own. Answer that, then try again.',
      }
    case 'missing':
      return {
        title: `The keychain has no key of ${failure.detail}.`,
        advice: 'Enter the access key under Identities.',
      }
    default:
      return assertNever(failure.reason)
  }
}
