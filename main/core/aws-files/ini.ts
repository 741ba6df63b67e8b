import { type Line, toLines } from './lines.ts'

/** One value of a section; its key is in small letters, as whoever reads it compares it. */
export interface Setting {
  readonly key: string
  /** The lines of an indented block are joined by line breaks, after one for the line of the key. */
  readonly value: string
  /** The indexes of its first and its last line; comments may be between them. */
  readonly first: number
  readonly last: number
}

export interface Section {
  /** What is between the brackets. */
  readonly header: string
  /** The index of the line with the brackets. */
  readonly line: number
  /** That of the next section's, or the number of lines. */
  readonly end: number
  readonly settings: readonly Setting[]
}

/** Why awscli, and all that is written in Python, reads nothing of a file. */
export interface Trouble {
  readonly kind: 'byte-order-mark' | 'no-section' | 'no-setting' | 'section-twice' | 'setting-twice' | 'block'
  /** From 1 on, as editors count. */
  readonly line: number
  readonly what: string
}

/** A file of AWS tools, with all of its bytes. */
export interface IniFile {
  readonly lines: readonly Line[]
  readonly sections: readonly Section[]
  readonly troubles: readonly Trouble[]
}

export function parseIni(text: string): IniFile {
  return readLines(toLines(text))
}

/**
 * Reads what botocore reads with Python's configparser, since awscli is what most users have: keys end at the first `=`
 * or `:`, deeper lines go on with the value before them, and `#` begins a comment only at the start of a line. Where
 * that one stops, this goes on, since the other SDKs do: https://docs.python.org/3/library/configparser.html
 */
export function readLines(lines: readonly Line[]): IniFile {
  const reader = new Reader()
  for (const [index, line] of lines.entries()) reader.take(line.text, index)
  return { lines, ...reader.end(lines.length) }
}

interface OpenSetting {
  key: string
  values: string[]
  first: number
  last: number
}

interface OpenSection {
  header: string
  line: number
  settings: OpenSetting[]
}

class Reader {
  readonly #sections: OpenSection[] = []
  readonly #troubles: Trouble[] = []
  /** Of headers, and of keys with theirs: files of a thousand profiles are read at each click. */
  readonly #known = new Set<string>()
  #setting: OpenSetting | null = null
  /** How far the last header or key was indented: what is deeper goes on with its value. */
  #indent = 0

  take(raw: string, index: number): void {
    const text = index === 0 && raw.startsWith('\ufeff') ? this.#withoutMark(raw) : raw
    const value = strip(text)
    const isComment = value.startsWith('#') || value.startsWith(';')
    if (value === '' || isComment) {
      if (!isComment) this.#setting?.values.push('')
      return
    }
    const indent = text.search(NO_BLANK)
    if (this.#setting !== null && indent > this.#indent) {
      this.#setting.values.push(value)
      this.#setting.last = index
      return
    }
    this.#indent = indent
    const header = /^\[([^\n]+)\]/.exec(value)?.[1]
    if (header === undefined) this.#takeSetting(value, index)
    else this.#openSection(header, index)
  }

  end(length: number): Omit<IniFile, 'lines'> {
    const sections = this.#sections.map(({ header, line, settings }, index) => ({
      header,
      line,
      end: this.#sections[index + 1]?.line ?? length,
      settings: settings.map(({ values, ...setting }) => ({
        ...setting,
        value: withoutTrailing(values.join('\n')),
      })),
    }))
    return { sections, troubles: this.#troubles }
  }

  #withoutMark(raw: string): string {
    this.#note('byte-order-mark', 0, '')
    return raw.slice(1)
  }

  #openSection(header: string, index: number): void {
    if (header !== EVERY_SECTION && this.#isKnown(header)) this.#note('section-twice', index, header)
    this.#sections.push({ header, line: index, settings: [] })
    this.#setting = null
  }

  #takeSetting(text: string, index: number): void {
    const section = this.#sections.at(-1)
    const cut = text.search(/[=:]/)
    const key = strip(text.slice(0, Math.max(cut, 0))).toLowerCase()
    if (section === undefined || key === '') {
      this.#note(section === undefined ? 'no-section' : 'no-setting', index, '')
      this.#setting = null
      return
    }
    if (this.#isKnown(`${section.header}\n${key}`)) this.#note('setting-twice', index, key)
    this.#setting = { key, values: [strip(text.slice(cut + 1))], first: index, last: index }
    section.settings.push(this.#setting)
  }

  #isKnown(what: string): boolean {
    const size = this.#known.size
    return this.#known.add(what).size === size
  }

  #note(kind: Trouble['kind'], index: number, what: string): void {
    this.#troubles.push({ kind, line: index + 1, what })
  }
}

/**
 * What an indented block says, as that of `s3 =`; null where a line of it is no setting, for which awscli refuses the
 * whole file.
 */
export function blockOf(value: string): ReadonlyMap<string, string> | null {
  const lines = value.split(LINE_BREAK).map(strip)
  const settings = lines.filter(line => line !== '').map(line => [line, line.indexOf('=')] as const)
  if (settings.some(([, cut]) => cut < 0)) return null
  return new Map(settings.map(([line, cut]) => [strip(line.slice(0, cut)), strip(line.slice(cut + 1))]))
}

/** Its settings are in all the others, to Python. */
export const EVERY_SECTION = 'DEFAULT'

// What Python takes for blank, which is not what JavaScript does.
const BLANK = '\\t-\\r\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
const BREAK = '\\n-\\r\\u001c-\\u001e\\u0085\\u2028\\u2029'
const LINE_BREAK = new RegExp(`\\r\\n|[${BREAK}]`)
const NO_BLANK = new RegExp(`[^${BLANK}]`)

export function strip(text: string): string {
  const start = text.search(NO_BLANK)
  return start < 0 ? '' : withoutTrailing(text.slice(start))
}

/** Not by an expression that ends with `$`: that one takes the square of the blanks inside of a line. */
function withoutTrailing(text: string): string {
  let end = text.length
  while (end > 0 && !NO_BLANK.test(text.charAt(end - 1))) end--
  return text.slice(0, end)
}
