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
  const texts = [`[${header}]`, ...settingLines('', values)]
  const added = [...(file.lines.length === 0 ? [] : ['']), ...texts].map((text): Line => ({ text, end }))
  const last = file.lines.at(-1)
  if (last === undefined || last.end !== '') return readLines([...file.lines, ...added])
  return readLines([...file.lines.slice(0, -1), { ...last, end }, ...withoutLastEnd(added)])
}

/** With its settings, and with the blank line before it; what follows its last setting stays. */
export function removeSection(file: IniFile, section: Section): IniFile {
  const last = Math.max(section.line, ...section.settings.map(setting => setting.last))
  const before = file.lines[section.line - 1]
  const first = before !== undefined && strip(before.text) === '' ? section.line - 1 : section.line
  return withoutLines(file, index => index >= first && index <= last)
}

/** Changes what is there in its place, and adds the rest below the section's last setting. */
export function setValues(file: IniFile, section: Section, values: Values): IniFile {
  const end = lineEndOf(file.lines, '\n')
  const fresh: Record<string, string | null> = {}
  const changed = new Map<number, Line>()
  const dropped = new Set<number>()
  for (const [key, value] of Object.entries(values)) {
    const setting = section.settings.find(each => each.key === key)
    const line = file.lines[setting?.first ?? -1]
    if (value === null) continue
    if (setting === undefined || line === undefined) fresh[key] = value
    else if (setting.value !== value) {
      changed.set(setting.first, { ...line, text: withValue(line.text, value) })
      for (let index = setting.first + 1; index <= setting.last; index++) dropped.add(index)
    }
  }
  const last = section.settings.at(-1)
  const at = last?.last ?? section.line
  const model = file.lines[last?.first ?? section.line]?.text ?? ''
  const added = settingLines(/^\s*/.exec(model)?.[0] ?? '', fresh).map((text): Line => ({ text, end }))
  const lines = file.lines.flatMap((line, index): readonly Line[] => {
    const own = dropped.has(index) ? [] : [changed.get(index) ?? line]
    if (index !== at || added.length === 0) return own
    // The file's last line may have no end, and is to have none afterwards.
    return line.end === ''
      ? [...own.map(each => ({ ...each, end })), ...withoutLastEnd(added)]
      : [...own, ...added]
  })
  return readLines(lines)
}

export function removeSettings(file: IniFile, section: Section, keys: ReadonlySet<string>): IniFile {
  const gone = section.settings.filter(setting => keys.has(setting.key))
  return withoutLines(file, index => gone.some(({ first, last }) => index >= first && index <= last))
}

/** Whether there is nothing in a section but blank lines, up to the last of its settings. */
export function isBare(file: IniFile, section: Section): boolean {
  const last = section.settings.at(-1)?.last ?? section.line
  const inner = file.lines.slice(section.line + 1, last + 1)
  return section.settings.length === 0 && inner.every(line => strip(line.text) === '')
}

/** Whether a comment of the user's stands between its header and its last setting. */
export function hasComments(file: IniFile, section: Section): boolean {
  const last = section.settings.at(-1)?.last ?? section.line
  return file.lines.slice(section.line + 1, last + 1).some(line => /^[#;]/.test(strip(line.text)))
}

function settingLines(indent: string, values: Values): readonly string[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === null ? [] : [`${indent}${key} = ${value}`],
  )
}

/** The key stays as the user has written it. */
function withValue(text: string, value: string): string {
  const [before = ''] = /^[^=:]*[=:][ \t]*/.exec(text) ?? []
  return `${/[=:]$/.test(before) ? `${before} ` : before}${value}`
}

function withoutLines(file: IniFile, isGone: (index: number) => boolean): IniFile {
  const left = file.lines.filter((_line, index) => !isGone(index))
  const hadNoEnd = file.lines.at(-1)?.end === ''
  return readLines(hadNoEnd ? withoutLastEnd(left) : left)
}

function withoutLastEnd(lines: readonly Line[]): readonly Line[] {
  const last = lines.at(-1)
  return last === undefined || last.end === '' ? lines : [...lines.slice(0, -1), { ...last, end: '' }]
}
