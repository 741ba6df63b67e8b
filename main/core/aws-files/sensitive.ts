import { type IniFile, strip } from './ini.ts'

const HIDDEN = '••••••••'

/** Keys whose values are, or may hold, what nobody else may see; other tools have names of their own. */
const SENSITIVE =
  /secret|token|passw|passphrase|passcode|pwd|(api|private|access)[ ._-]?key|(credential|mfa)_process/i
const KEY_ID = /access[ ._-]?key[ ._-]?id["']?$/i
const PROGRAM = /(credential|mfa)_process$/i
/** Those among them that only say where or until when something is. */
const HARMLESS = /web_identity_token_file|x_security_token_expires/gi

/** What follows one of those words in a value, such as that of an option of a program or that in an address. */
const NAMED_SECRET =
  /((?:secret|token|passw|passphrase|passcode|pwd|(?:api|private|access)[ ._-]?key)[\w-]{0,40}["']?[=:\s]).*$/is
const IN_ADDRESS = /(:\/\/)[^\s/@]*@/g

/** What looks like an access key's id, like a secret one, or like a JWT, wherever it stands: users keep old ones in comments. */
const ID_SHAPE = /A[KS]IA[A-Z0-9]{8,}([A-Z0-9]{4})/g
const SECRET_SHAPE = /[A-Za-z0-9/+]{40,}={0,2}/g
const JWT_SHAPE = /(?<![\w-])eyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g

/**
 * The lines of a file as they may be shown: of a key's id the last four characters, of a program its name, of a secret
 * nothing. What AWS's tools take no notice of, as comments and lines that are no settings, is looked at like settings.
 */
export function shownLines(file: IniFile): readonly string[] {
  const headers = new Set(file.sections.map(({ line }) => line))
  const hidden = new Set<number>()
  const settings = new Map<number, string>()
  for (const { key, first, last } of file.sections.flatMap(section => section.settings))
    for (let index = first; index <= last; index++) {
      settings.set(index, key)
      if (index > first && isSensitive(key)) hidden.add(index)
    }
  /** Whether a line that is no setting may go on with the secret before it. */
  let goesOn = false
  return file.lines.map(({ text }, index) => {
    if (strip(text) === '') return text
    if (hidden.has(index)) return HIDDEN
    const { sign, key, delimiter, value } = parts(text)
    if (delimiter === '' || value === '' || /^=+$/.test(value)) {
      const isLost = !headers.has(index) && !settings.has(index) && sign.trim() === ''
      if (!headers.has(index) && (goesOn || isLost) && value !== '') return sign + HIDDEN
    }
    goesOn = delimiter !== '' && isSensitive(key)
    if (!goesOn && isProse(sign, text)) return sign + HIDDEN
    if (!goesOn) return withoutShapes(sign + key + delimiter + withoutNamed(value))
    // Before a word for a secret in a comment, too, there may be one.
    if (sign.trim() !== '' && !/^["']?[\w.-]+["']?$/.test(key)) return sign + HIDDEN
    return sign + key + delimiter + hide(key, value)
  })
}

interface Parts {
  /** What makes it a comment, and all blanks before and after that. */
  readonly sign: string
  readonly key: string
  /** With the blanks around it; empty where there is none. */
  readonly delimiter: string
  readonly value: string
}

function parts(text: string): Parts {
  const sign = /^[\s#;]*/.exec(text)?.[0] ?? ''
  const rest = text.slice(sign.length)
  const cut = rest.search(/[=:]/)
  if (cut < 0) return { sign, key: '', delimiter: '', value: rest }
  const key = rest.slice(0, cut).trimEnd()
  const after = rest.slice(cut + 1)
  const value = after.trimStart()
  return { sign, key, delimiter: rest.slice(key.length, rest.length - value.length), value }
}

/** Whether it is a comment that speaks of a secret, and may name it. */
function isProse(sign: string, text: string): boolean {
  return sign.trim() !== '' && isSensitive(text)
}

function isSensitive(key: string): boolean {
  return SENSITIVE.test(key.replace(HARMLESS, ''))
}

function hide(key: string, value: string): string {
  if (strip(value) === '') return value
  if (KEY_ID.test(key) && /^A[A-Z0-9]{15,}$/.test(value)) return `••••${value.slice(-4)}`
  return PROGRAM.test(key) ? programOf(value) : HIDDEN
}

/** Quotes may be around a whole command as well, so that a blank ends the program even there, but for Windows. */
function programOf(value: string): string {
  const [program = ''] = /^("[a-z]:\\[^"=]*\.(exe|cmd|bat)"|\S+)/i.exec(value) ?? []
  if (/[=:]/.test(program.replace(/^"?[a-z]:\\/i, ''))) return HIDDEN
  return program === value ? withoutShapes(value) : `${withoutShapes(program)} …`
}

function withoutNamed(text: string): string {
  return text.replace(NAMED_SECRET, (_all, before: string) => before + HIDDEN)
}

function withoutShapes(text: string): string {
  return text
    .replace(IN_ADDRESS, (_all, before: string) => `${before}${HIDDEN}@`)
    .replace(JWT_SHAPE, HIDDEN)
    .replace(SECRET_SHAPE, HIDDEN)
    .replace(ID_SHAPE, (_all, last: string) => `••••${last}`)
}
