import * as v from 'valibot'
import { type Failure, fail, type Result, succeed } from '../failures/failure.ts'
import { whereNoJson } from '../json-place.ts'
import { type Configuration, configurationShape, FORMAT, VERSION } from './shape.ts'
import { shown } from './shown.ts'

type Trouble = Pick<Extract<Failure, { kind: 'not-imported' }>, 'reason' | 'detail'>

/** For people to read and compare: what has its default is left out, and the last line has its end. */
export function configurationText(configuration: Configuration): string {
  return `${JSON.stringify(configuration, withoutDefaults, 2)}\n`
}

/** What the shape reads from a member that is not there. */
function withoutDefaults(name: string, value: unknown): unknown {
  if (value === null || value === false) return undefined
  if (Array.isArray(value) && value.length === 0) return undefined
  switch (name) {
    case 'consent':
      return value === 'off' ? undefined : value
    case 'mfa':
      return value === 'none' ? undefined : value
    case 'console':
    case 'look':
      return typeof value === 'object' && Object.values(value).every(each => each === null || each === false)
        ? undefined
        : value
    default:
      return value
  }
}

/** @param file its name, for what is said of it */
export function readConfiguration(text: string, file: string): Result<Configuration> {
  const trouble = (reason: Trouble['reason'], detail: string) =>
    fail({ kind: 'not-imported', file, reason, detail })
  const place = whereNoJson(text)
  if (place !== null) return trouble('json', `line ${place.line}, character ${place.column}`)
  const read: unknown = JSON.parse(text)
  if (typeof read !== 'object' || read === null || !('format' in read) || read.format !== FORMAT)
    return trouble('other-format', '')
  if ('version' in read && typeof read.version === 'number' && read.version > VERSION)
    return trouble('newer', '')
  const parsed = v.safeParse(configurationShape, read)
  if (!parsed.success) return trouble('member', whatIsWrong(parsed.issues[0]))
  const twice = nameTwice(parsed.output)
  return twice === null ? succeed(parsed.output) : trouble('member', twice)
}

function whatIsWrong(issue: v.InferIssue<typeof configurationShape>): string {
  const path = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
  const member = shown(path.join('').replace(/^\./, ''))
  if (issue.expected === 'never') return `${member} is not known`
  if (issue.received === 'undefined') return `${member} is missing`
  if (issue.type === 'max_length') return `${member} is too long`
  return `${member} is not as it should be`
}

/** Whatever refers to a name means one thing. */
function nameTwice({ identities, sessions, tools, profiles }: Configuration): string | null {
  for (const [what, list] of Object.entries({ identities, sessions, tools, profiles })) {
    const names = new Set<string>()
    for (const [index, { name }] of list.entries()) {
      if (names.has(name)) return `${what}[${index}].name is “${shown(name)}”, as another one’s is`
      names.add(name)
    }
  }
  return null
}
