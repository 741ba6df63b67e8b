import { type IniFile, readLines, type Section, strip } from './ini.ts'
import { type Line, type LineEnd, lineEndOf } from './lines.ts'

/*
 * Each gives the file with some lines more or less. All other lines stay the very same objects, by which it is known
 * afterwards what has changed.
 */

/** A value as it is to be written; a null one is left out. */
export type Values = Readonly<Record<string, string | null>>

/** At the end, after a blank line; the file ends with a line break afterwards if it did before. */
export function addSection(file: IniFile, header: string, values: Values, newFile: LineEnd): IniFile {
  const end = lineEndOf(file.lines, newFile)
  const added = [`[${header}]`, ...settingLines('', values)].map((text): Line => ({ text, end }))
  const last = file.lines.at(-1)
  if (last === undefined) return readLines(added)
  // An LF alone after a CR would be the other half of that one's line break; only LF is one to the SDK of JavaScript.
  const blankEnd = last.end === '\r' && end === '\n' ? '\r\n' : end
  if (last.end !== '') return readLines([...file.lines, { text: '', end: blankEnd }, ...added])
  const blank: Line = { text: '', end }
  return readLines([...file.lines.slice(0, -1), { ...last, end }, blank, ...withoutLastEnd(added)])
}

/** With its settings, and with the blank line before it; what follows its last setting stays. */
export function removeSection(file: IniFile, section: Section): IniFile {
  const last = lastOf(section)
  const before = file.lines[section.line - 1]
  const first = before !== undefined && strip(before.text) === '' ? section.line - 1 : section.line
  return withoutLines(file, index => index >= first && index <= last)
}

/** Changes what is there in its place, and adds the rest below the section's last setting. */
export function setValues(
  file: IniFile,
  section: Section,
  values: Values,
  end: LineEnd = lineEndOf(file.lines, '\n'),
): IniFile {
  const fresh: Record<string, string | null> = {}
  const changed = new Map<number, Line>()
  const dropped = new Set<number>()
  for (const [key, value] of Object.entries(values)) {
    const setting = section.settings.findLast(each => each.key === key)
    const line = file.lines[setting?.first ?? -1]
    if (value === null) continue
    if (setting === undefined || line === undefined) fresh[key] = value
    else if (setting.value !== value) {
      changed.set(setting.first, { ...line, text: withValue(line.text, value) })
      for (let index = setting.first + 1; index <= setting.last; index++)
        if (!isComment(file.lines[index])) dropped.add(index)
    }
  }
  const at = lastOf(section)
  const added = settingLines(indentOf(file, section), fresh).map((text): Line => ({ text, end }))
  const lines = file.lines.flatMap((line, index): readonly Line[] => {
    const own = dropped.has(index) ? [] : [changed.get(index) ?? line]
    if (index !== at || added.length === 0) return own
    // The file's last line may have no end, and is to have none afterwards.
    return line.end === ''
      ? [...own.map(each => ({ ...each, end })), ...withoutLastEnd(added)]
      : [...own, ...added]
  })
  return readLines(file.lines.at(-1)?.end === '' ? withoutLastEnd(lines) : lines)
}

export function removeSettings(file: IniFile, section: Section, keys: ReadonlySet<string>): IniFile {
  const gone = section.settings.filter(setting => keys.has(setting.key))
  return withoutLines(file, index => gone.some(({ first, last }) => index >= first && index <= last))
}

/** Whether there is nothing in a section but blank lines, up to the last of its settings. */
export function isBare(file: IniFile, section: Section): boolean {
  const inner = file.lines.slice(section.line + 1, lastOf(section) + 1)
  return section.settings.length === 0 && inner.every(line => strip(line.text) === '')
}

/** Whether a comment of the user's stands between its header and its last setting. */
export function hasComments(file: IniFile, section: Section): boolean {
  return file.lines.slice(section.line + 1, lastOf(section) + 1).some(isComment)
}

function isComment(line: Line | undefined): boolean {
  return line !== undefined && /^[#;]/.test(strip(line.text))
}

/** The index of the last line of its last setting, or of its header. */
function lastOf(section: Section): number {
  return section.settings.at(-1)?.last ?? section.line
}

/**
 * As that of the section's last setting. Where there is none, at least as deep as what comes next: that would become a
 * part of the new value if it were deeper.
 */
function indentOf(file: IniFile, section: Section): string {
  const blanksAt = (index: number): string => {
    const raw = file.lines[index]?.text ?? ''
    // A mark of the file's is no blank of the line's.
    const text = index === 0 ? raw.replace(/^\ufeff/, '') : raw
    return text.slice(0, text.indexOf(strip(text)))
  }
  const last = section.settings.at(-1)
  if (last !== undefined) return blanksAt(last.first)
  const isNext = (line: Line, index: number) =>
    index > section.line && strip(line.text) !== '' && !isComment(line)
  const [own, next] = [blanksAt(section.line), blanksAt(file.lines.findIndex(isNext))]
  return next.length > own.length ? next : own
}

function settingLines(indent: string, values: Values): readonly string[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === null ? [] : [`${indent}${key} = ${value}`],
  )
}

/** The key, and the blanks around what ends it, stay as the user has written them. */
function withValue(text: string, value: string): string {
  const [before = ''] = /^[^=:]*[=:][ \t]*/.exec(text) ?? []
  return `${/[ \t][=:]$/.test(before) && before === text ? `${before} ` : before}${value}`
}

function withoutLines(file: IniFile, isGone: (index: number) => boolean): IniFile {
  const left = file.lines.filter((_line, index) => !isGone(index))
  const hadNoEnd = file.lines.at(-1)?.end === ''
  return readLines(hadNoEnd ? withoutLastEnd(left) : left)
}

/** A blank line is nothing but its end, and stays. */
function withoutLastEnd(lines: readonly Line[]): readonly Line[] {
  const last = lines.at(-1)
  if (last === undefined || last.text === '' || last.end === '') return lines
  return [...lines.slice(0, -1), { ...last, end: '' }]
}
