import type { Explanation } from './explanation.ts'
import { assertNever, type Failure } from './failure.ts'

/** Why something can't be taken over from another tool, in words. */
export function explainOtherTool(failure: Extract<Failure, { kind: 'other-tool' }>): Explanation {
  const { tool, reason, detail } = failure
  switch (reason) {
    case 'unreadable':
      return tool === 'Leapp'
        ? {
            title: `Leapp’s file ~/.Leapp/Leapp-lock.json can’t be read (${detail}).`,
            advice: 'Start Leapp once and see that your sessions are there, then try again.',
          }
        : {
            title: `What aws-vault keeps as “${detail}” is no access key.`,
            advice: 'Try it with “aws-vault exec”. If it works there, add the key by hand under Identities.',
          }
    case 'not-this-machine':
      return {
        title: `Leapp’s file ~/.Leapp/Leapp-lock.json can’t be decrypted with this computer’s id.`,
        advice:
          'It comes from another computer, or it is damaged. Take it over there, or add keys and sessions by hand.',
      }
    case 'locked':
      return {
        title: `The keyring of ${tool} is locked.`,
        advice: `Try again, and enter the password that you gave ${tool} for it.`,
      }
    case 'no-key':
      return {
        title: `The keychain has no access key that ${tool} calls “${detail}”.`,
        advice: `See whether it still works in ${tool}; else add the key by hand under Identities.`,
      }
    case 'temporary':
      return {
        title: `What ${tool} keeps as “${detail}” is a temporary key, which ends by itself.`,
        advice: 'Add the IAM user’s long-term key under Identities: its ID starts with AKIA.',
      }
    default:
      return assertNever(reason)
  }
}
