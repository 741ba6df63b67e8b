import type { Explanation } from './explanation.ts'
import { assertNever, type Failure } from './failure.ts'

/** Why a configuration was not taken from a file. */
export function explainNotImported({
  file,
  reason,
  detail,
}: Extract<Failure, { kind: 'not-imported' }>): Explanation {
  switch (reason) {
    case 'unreadable':
      return {
        title: `${file} can’t be read (${detail}).`,
        advice: 'Check who may read it, then try again. Nothing was changed.',
      }
    case 'not-a-file':
      return { title: `${file} is no file.`, advice: 'Choose the file of a configuration.' }
    case 'too-large':
      return {
        title: `${file} is too large for a configuration.`,
        advice: 'One has a megabyte at the very most. Choose another file.',
      }
    case 'encoding':
      return {
        title: `${file} is not in UTF-8.`,
        advice: 'Save it as UTF-8 in an editor, then try again. Nothing was changed.',
      }
    case 'json':
      return {
        title: `${file} is no JSON: it goes wrong in ${detail}.`,
        advice: 'Mend it in an editor, or have it exported again. Nothing was changed.',
      }
    case 'other-format':
      return {
        title: `${file} is no configuration of Understudy.`,
        advice: 'Choose a file that was exported under Settings.',
      }
    case 'newer':
      return {
        title: `${file} was written by a newer Understudy.`,
        advice: 'Install that one, then try again. Nothing was changed.',
      }
    case 'member':
      return {
        title: `In ${file}, ${detail}.`,
        advice: 'Mend it in an editor, or have it exported again. Nothing was changed.',
      }
    case 'gone':
      return {
        title: 'This file was not looked at.',
        advice: 'Choose it again. Nothing was changed.',
      }
    default:
      return assertNever(reason)
  }
}
