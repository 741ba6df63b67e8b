import { addSection, isBare, removeSection, removeSettings, setValues } from './edits.ts'
import { type IniFile, parseIni, type Section } from './ini.ts'
import { toText } from './lines.ts'

/**
 * Two programs have changed a file from the same beginning, and neither has seen what the other did: gives what the
 * later one has left, with what the earlier one has set and removed. Of what both have changed the later one's counts,
 * and it alone decides about comments and order.
 */
export function merged(before: string, earlier: string, later: string): string {
  const [was, wanted] = [parseIni(before), parseIni(earlier)]
  const withAll = wanted.sections
    .flatMap(({ header, settings }) => settings.map(({ key, value }) => ({ header, key, value })))
    .filter(({ header, key, value }) => settingOf(was, header, key) !== value)
    .reduce(
      (text, { header, key, value }) =>
        settingOf(parseIni(text), header, key) === settingOf(was, header, key)
          ? withSetting(text, header, key, value)
          : text,
      later,
    )
  return was.sections
    .flatMap(({ header, settings }) => settings.map(({ key, value }) => ({ header, key, value })))
    .filter(({ header, key }) => settingOf(wanted, header, key) === undefined)
    .reduce((text, { header, key, value }) => withoutSetting(text, wanted, header, key, value), withAll)
}

function withSetting(text: string, header: string, key: string, value: string): string {
  const file = parseIni(text)
  const section = sectionOf(file, header)
  // The lines of a block go on with its key only where they are deeper.
  const values = { [key]: value.replaceAll('\n', '\n    ') }
  const end = '\n'
  return toText(
    (section === undefined ? addSection(file, header, values, end) : setValues(file, section, values)).lines,
  )
}

function withoutSetting(text: string, wanted: IniFile, header: string, key: string, value: string): string {
  const file = parseIni(text)
  const section = sectionOf(file, header)
  if (section === undefined || settingOf(file, header, key) !== value) return text
  const left = removeSettings(file, section, new Set([key]))
  const emptied = sectionOf(left, header)
  const goes = emptied !== undefined && isBare(left, emptied) && sectionOf(wanted, header) === undefined
  return toText((goes ? removeSection(left, emptied) : left).lines)
}

/** Of two sections of one name the later one counts, as to all who read such a file. */
function sectionOf(file: IniFile, header: string): Section | undefined {
  return file.sections.findLast(section => section.header === header)
}

function settingOf(file: IniFile, header: string, key: string): string | undefined {
  return sectionOf(file, header)?.settings.findLast(setting => setting.key === key)?.value
}
