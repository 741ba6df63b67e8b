import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type IniFile, parseIni, type Section } from '../../../main/core/aws-files/ini.ts'

export interface CorpusFile {
  readonly name: string
  readonly text: string
}

export const CORPUS_FOLDER = join(import.meta.dirname, 'corpus')

/** As tools and people leave `~/.aws/config` and `~/.aws/credentials` behind; the name says what is special. */
export const corpus: readonly CorpusFile[] = [
  ...readdirSync(CORPUS_FOLDER)
    .filter(name => !name.startsWith('.'))
    .sort()
    .map(name => ({ name, text: readFileSync(join(CORPUS_FOLDER, name), 'utf8') })),
  {
    name: 'a-thousand-profiles.config',
    text: Array.from(
      { length: 1000 },
      (_, n) =>
        `[profile account-${n}]\nrole_arn = arn:aws:iam::${111122223333 + n}:role/admin\nsource_profile = base\n` +
        `region = eu-central-1\ns3 =\n  addressing_style = path\n\n`,
    ).join(''),
  },
]

/** What the sections say, but for those that are left out. */
export function sayingOf(
  file: IniFile,
  isLeftOut: (section: Section, index: number) => boolean = () => false,
) {
  return file.sections
    .filter((section, index) => !isLeftOut(section, index))
    .map(({ header, settings }) => [header, settings.map(({ key, value }) => [key, value])])
}

/** Reads it, and throws where it is not there. */
export function sectionOf(file: IniFile, header: string): Section {
  const found = file.sections.find(section => section.header === header)
  if (found === undefined) throw new Error(`there is no [${header}]`)
  return found
}

export const read = (...lines: readonly string[]): IniFile =>
  parseIni(lines.map(line => `${line}\n`).join(''))
