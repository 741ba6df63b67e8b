import { listed } from '../listed.ts'
import type { Explanation } from './explanation.ts'
import { assertNever, type Failure } from './failure.ts'

type FileFailure = Extract<Failure, { kind: 'aws-file' }>
type ProfileFailure = Extract<
  Failure,
  { kind: 'profile-twice' | 'profile' | 'no-profiles' | 'files-changed' | 'not-undone' }
>

const UNCHANGED = 'Nothing was changed.'

/** Why a file of AWS tools was left alone. */
export function explainFile({ path, reason, detail }: FileFailure): Explanation {
  switch (reason) {
    case 'unreadable':
      return {
        title: `${path} can’t be read (${detail}).`,
        advice: `Check who may read it and its folder. ${UNCHANGED}`,
      }
    case 'broken-link':
      return {
        title: `${path} is a link that leads nowhere (${detail}).`,
        advice: `Make what it should lead to, or remove the link. ${UNCHANGED}`,
      }
    case 'not-a-file':
      return {
        title: `${path} is no file.`,
        advice: 'Move what is there elsewhere; AWS tools can’t read it either.',
      }
    case 'too-large':
      return {
        title: `${path} is too large for a file of profiles.`,
        advice: 'Look what is in it; a log may have been written to it.',
      }
    case 'encoding':
      return {
        title: `${path} is not in UTF-8.`,
        advice: `Save it as UTF-8 in an editor; PowerShell’s > writes UTF-16. ${UNCHANGED}`,
      }
    case 'hard-link':
      return {
        title: `${path} has a second name somewhere (a hard link).`,
        advice: `A changed file would be under one of them alone. Make one of them a symbolic link, then try again. ${UNCHANGED}`,
      }
    case 'same-file':
      return {
        title: `${path} is the config file and the credentials file of AWS tools at once.`,
        advice: `The same section means one thing in the one and another thing in the other. Let AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, and the links there, lead to two files; then restart Understudy. ${UNCHANGED}`,
      }
    case 'read-only':
      return {
        title: `${path} is read-only.`,
        advice: `If that is not on purpose, make it writable (on Linux and macOS: chmod u+w), then try again. ${UNCHANGED}`,
      }
    case 'full':
      return {
        title: `There is no room on the disk for ${path} (${detail}).`,
        advice: `Make room, then try again. ${UNCHANGED}`,
      }
    case 'not-written':
      return {
        title: `${path} can’t be replaced (${detail}).`,
        advice: `Check who may write to its folder, and who owns the file; then try again. ${UNCHANGED}`,
      }
    case 'busy':
      return {
        title: `Another program keeps writing to ${path}.`,
        advice: `Wait until it has ended, then try again. ${UNCHANGED}`,
      }
    case 'layout':
      return {
        title: `${path} is laid out so that a change here would change what stands around it (${detail}).`,
        advice: `Look at the indentation there: a deeper line goes on with the one above. ${UNCHANGED}`,
      }
    default:
      return assertNever(reason)
  }
}

export function explainProfile(failure: ProfileFailure): Explanation {
  switch (failure.kind) {
    case 'profile-twice':
      return {
        title: `The profile ${failure.name} is in ${failure.path} more than once, at lines ${listed(failure.lines.map(String))}.`,
        advice: `Each tool takes another one. Join them in an editor, then try again. ${UNCHANGED}`,
      }
    case 'profile':
      return explainState(failure)
    case 'no-profiles':
      return failure.reason === 'no-curl'
        ? {
            title: 'A profile gets its credentials by curl, and none was found on this computer.',
            advice: 'Install curl, then restart Understudy.',
          }
        : {
            title: 'The folder of Understudy’s settings has a name that can’t stand in an AWS config file.',
            advice: 'Move your home folder to a path without line breaks and without # or ; after a blank.',
          }
    case 'files-changed':
      return {
        title: 'The files have changed since this was shown.',
        advice: 'Look at the change as it would be now. Nothing was changed.',
      }
    case 'not-undone':
      return explainNotUndone(failure)
    default:
      return assertNever(failure)
  }
}

function explainState({ reason, name, path, line, key }: Extract<Failure, { kind: 'profile' }>): Explanation {
  const where = line === null ? path : `${path}, line ${line}`
  switch (reason) {
    case 'missing':
      return {
        title: `The profile ${name} is not in ${path} any more.`,
        advice:
          'Another program or an editor has removed it. Write it again under Profiles, or remove it there.',
      }
    case 'unwritten':
      return {
        title: `The profile ${name} came with a configuration, and is not written to ${path} yet.`,
        advice: 'Write it there, or remove it from Profiles.',
      }
    case 'changed':
      return {
        title: `Another program has changed the profile ${name} (${where}): it does not ask Understudy any more.`,
        advice: 'Write it again under Profiles, or remove it there.',
      }
    case 'outwon':
      return {
        title: `Tools take ${key ?? 'something else'} of the profile ${name} (${where}) before they ask Understudy.`,
        advice: 'Write it again under Profiles, which takes that away, or remove it there.',
      }
    case 'orphaned':
      return {
        title: `What the profile ${name} was for is gone.`,
        advice: 'Remove it from the file, or give it another session.',
      }
    default:
      return assertNever(reason)
  }
}

function explainNotUndone({ reason, path }: Extract<Failure, { kind: 'not-undone' }>): Explanation {
  switch (reason) {
    case 'changed':
      return {
        title: `${path} has been changed since then, in the lines that this would put back.`,
        advice: `Mend it in an editor. ${UNCHANGED}`,
      }
    case 'gone':
      return { title: 'This change is not known any more.', advice: 'Nothing was changed.' }
    case 'no-text':
      return {
        title: `The keychain no longer has what was removed from ${path}.`,
        advice: `Make a new access key in the IAM console if the file needs one. ${UNCHANGED}`,
      }
    default:
      return assertNever(reason)
  }
}
