import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { blockOf, EVERY_SECTION, type IniFile, parseIni } from '../../main/core/aws-files/ini.ts'
import { type AwsFiles, profileNames, profileOf, readProfile } from '../../main/core/aws-files/profiles.ts'
import { runProgram } from '../support/debian-clients.ts'
import { MOTO_ENVIRONMENT, motoPython } from './moto.ts'

/** The texts of `~/.aws/config` and `~/.aws/credentials`. */
export interface Texts {
  readonly config: string
  readonly credentials: string
}

type Values = Readonly<Record<string, string | Readonly<Record<string, string>>>>

/** What a reader makes of both files; null where it refuses. */
export interface Reading {
  readonly config: Readonly<Record<string, Values>> | null
  readonly credentials: Readonly<Record<string, Values>> | null
  /** Those of `config` alone. */
  readonly configProfiles: Readonly<Record<string, Values>> | null
  /** Those of both. */
  readonly profiles: Readonly<Record<string, Values>> | null
}

// One session for all, since it takes longer to make one than to read a thousand files; it keeps what it has read.
const READ = `
import json, sys, os
import botocore.session
from botocore.configloader import raw_config_parse, build_profile_map
from botocore.exceptions import ConfigParseError
folder = sys.argv[1]
session = botocore.session.Session()
paths = {name: os.path.join(folder, name) for name in ('config', 'credentials')}
session.set_config_variable('config_file', paths['config'])
session.set_config_variable('credentials_file', paths['credentials'])
def reading(read):
    try:
        return read()
    except ConfigParseError:
        return None
def full():
    session._config = None
    return session.full_config['profiles']
with open(os.path.join(folder, 'texts')) as given:
    texts = json.load(given)
readings = []
for each in texts:
    for name, path in paths.items():
        with open(path, 'wb') as file:
            file.write(each[name].encode())
    config = reading(lambda: raw_config_parse(paths['config']))
    readings.append({
        'config': config,
        'credentials': reading(lambda: raw_config_parse(paths['credentials'])),
        'configProfiles': None if config is None else build_profile_map(config)['profiles'],
        'profiles': reading(full),
    })
with open(os.path.join(folder, 'readings'), 'w') as taken:
    json.dump(readings, taken)
`

/** What botocore reads; the texts have no lone surrogates, which no file could have. */
export async function readByBotocore(texts: readonly Texts[]): Promise<readonly Reading[]> {
  const folder = await mkdtemp(join(tmpdir(), 'understudy-config-'))
  try {
    await writeFile(join(folder, 'texts'), JSON.stringify(texts))
    const ran = await runProgram(motoPython(), ['-c', READ, folder], MOTO_ENVIRONMENT)
    if (ran.exitCode !== 0) throw new Error(`botocore says no:\n${ran.stderr}`)
    return JSON.parse(await readFile(join(folder, 'readings'), 'utf8'))
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** What is read here, in the same form. */
export function readHere(texts: Texts): Reading {
  const files: AwsFiles = { config: parseIni(texts.config), credentials: parseIni(texts.credentials) }
  const [config, credentials] = [rawOf(files.config), rawOf(files.credentials)]
  const without: AwsFiles = { config: files.config, credentials: parseIni('') }
  return {
    config,
    credentials,
    configProfiles: config === null ? null : profilesOf(without),
    profiles: config === null || credentials === null ? null : profilesOf(files),
  }
}

/** Null where the file has troubles, or a block with a line that is no setting. */
function rawOf(file: IniFile): Reading['config'] {
  if (file.troubles.length > 0) return null
  const everywhere = file.sections.filter(({ header }) => header === EVERY_SECTION)
  const sections = file.sections
    .filter(({ header }) => header !== EVERY_SECTION)
    .map(section => {
      const settings = [...everywhere, section].flatMap(each => each.settings)
      return [section.header, valuesOf(settings.map(({ key, value }) => [key, value]))] as const
    })
  return sections.some(([, values]) => values === null)
    ? null
    : Object.fromEntries(sections.map(([header, values]) => [header, values ?? {}]))
}

function profilesOf(files: AwsFiles): Reading['profiles'] {
  return Object.fromEntries(
    profileNames(files).map(name => {
      const settings = [...readProfile(files, name)].map(
        ([key, { setting }]) => [key, setting.value] as const,
      )
      return [name, valuesOf(settings) ?? {}]
    }),
  )
}

function valuesOf(settings: readonly (readonly [key: string, value: string])[]): Values | null {
  // Of two values of one key the later one counts, and the other is not looked at.
  const values = [...new Map(settings)].map(([key, value]) => {
    const block = value.startsWith('\n') ? blockOf(value) : undefined
    return [key, block === undefined ? value : block && Object.fromEntries(block)] as const
  })
  if (values.some(([, value]) => value === null)) return null
  return Object.fromEntries(values.map(([key, value]) => [key, value ?? {}]))
}

/** In a form that is the same for the same content; vitest's own comparison takes ten times as long. */
export function canonical(content: unknown): string {
  return JSON.stringify(content, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
      : value,
  )
}

/** The header of a section that is of this profile in `config`; undefined where there is none. */
export function sectionIn(file: IniFile, name: string) {
  return file.sections.find(section => profileOf('config', section) === name)
}
