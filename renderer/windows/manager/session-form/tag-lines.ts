import type { SessionTag } from '../../../../main/core/sessions/session.ts'
import { linesOf } from '../../../lines.ts'

/**
 * Tags as they are typed, one a line: `key=value`. The first `=` parts them. AWS allows one in a key as well, where it
 * is typed as `\=`; a backslash is allowed in no key.
 */
export function toTagLines(tags: readonly SessionTag[]): string {
  return tags.map(({ key, value }) => `${key.replaceAll('=', '\\=')}=${value}`).join('\n')
}

export function toTags(text: string): readonly SessionTag[] {
  return linesOf(text).flatMap(line => {
    const tag = toTag(line)
    return tag === null ? [] : [tag]
  })
}

/** What is wrong with the first line that is no tag; null where all are. */
export function problemOfTags(text: string): string | null {
  const stray = linesOf(text).find(line => toTag(line) === null)
  return stray === undefined ? null : `“${stray}” is no tag: a line is key=value, and the value may be empty.`
}

function toTag(line: string): SessionTag | null {
  const match = /^((?:[^=\\]|\\.)*)=(.*)$/.exec(line)
  if (match === null) return null
  const [, key = '', value = ''] = match
  return { key: key.replaceAll('\\=', '=').trim(), value: value.trim() }
}
