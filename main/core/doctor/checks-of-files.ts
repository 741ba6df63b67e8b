import { listedInShort } from '../listed.ts'
import type { AwsFilesFact, SettingsFact, ShortcutFact } from './facts.ts'
import { bad, ok, unknown, warn } from './levels.ts'
import type { Check } from './report.ts'

/** @param isNeeded whether profiles of the user's fetch by it */
export function checkCurl(path: string | null, isNeeded: boolean): Check {
  const name = 'curl'
  if (path !== null) return ok(name, `${path} is there for credential_process.`)
  const says = 'There is no curl on the PATH, by which tools fetch through credential_process.'
  const advice = 'Install curl, then start Understudy again.'
  return isNeeded ? bad(name, says, advice) : warn(name, says, advice)
}

export function checkAwsFiles({ why, warnings, profiles }: AwsFilesFact): Check {
  const name = 'AWS Files'
  if (why !== null) return bad(name, why.title, why.advice)
  const [warning] = warnings
  if (warning !== undefined) return bad(name, warning, 'Mend the line in an editor.')
  const unwell = profiles.filter(each => each.why !== null)
  const [first] = unwell
  if (first?.why)
    return warn(
      name,
      unwell.length === 1
        ? `The profile ${first.name} does not give what it is for. ${first.why.title}`
        : `${unwell.length} profiles do not give what they are for: ${listedInShort(unwell.map(each => each.name))}.`,
      unwell.length === 1 ? first.why.advice : 'See the page Profiles in Understudy’s window.',
    )
  if (profiles.length === 0) return ok(name, 'No profile in them is Understudy’s.')
  return ok(
    name,
    profiles.length === 1
      ? 'The profile that Understudy has written is as it should be.'
      : `The ${profiles.length} profiles that Understudy has written are as they should be.`,
  )
}

export function checkShortcut({ keys, why, isSeen }: ShortcutFact): Check {
  const name = 'Shortcut'
  if (keys === null) return ok(name, 'None is chosen.')
  if (why !== null) return warn(name, why.title, why.advice)
  return isSeen
    ? ok(name, `${keys} opens the switcher.`)
    : unknown(name, `Whether ${keys} is free shows only while Understudy runs, on its page Doctor.`)
}

export function checkSettings({ folder, unwritable, unreadable }: SettingsFact): Check {
  const name = 'Settings'
  if (unreadable?.kind === 'newer')
    return bad(
      name,
      `A newer Understudy has written the settings in ${folder}.`,
      'Start that one, or update this one: this one leaves them alone and does not start.',
    )
  if (unreadable !== null)
    return bad(
      name,
      `The settings in ${folder} can’t be read (${unreadable.reason}).`,
      'Start Understudy: it puts such a file aside and takes the copy of the last good state.',
    )
  return unwritable === null
    ? ok(name, `${folder} can be written to.`)
    : bad(
        name,
        `${folder} can’t be written to (${unwritable}).`,
        'Check who may write there, and whether the disk is full.',
      )
}
