import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseKnownFiles } from '@smithy/core/config'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addSection, removeSection, setValues } from '../../main/core/aws-files/edits.ts'
import { parseIni } from '../../main/core/aws-files/ini.ts'
import { toText } from '../../main/core/aws-files/lines.ts'
import { type AwsFiles, readProfile } from '../../main/core/aws-files/profiles.ts'
import { corpus, sectionOf } from '../core/aws-files/corpus.ts'
import { type Ran, runProgram } from '../support/debian-clients.ts'
import { newPython } from './clients.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-awscli-config-'))
})
afterAll(() => rm(folder, { recursive: true }))

function textOf(name: string): string {
  const found = corpus.find(each => each.name === name)
  if (found === undefined) throw new Error(`the corpus has no ${name}`)
  return found.text
}

describe('awscli', () => {
  async function get(config: string, credentials: string, key: string, profile: string): Promise<Ran> {
    const paths = [join(folder, 'config'), join(folder, 'credentials')] as const
    await writeFile(paths[0], config)
    await writeFile(paths[1], credentials)
    return runProgram(newPython(), ['-m', 'awscli', 'configure', 'get', key, '--profile', profile], {
      PATH: '/usr/bin:/bin',
      HOME: folder,
      LC_ALL: 'C.UTF-8',
      AWS_PAGER: '',
      AWS_CONFIG_FILE: paths[0],
      AWS_SHARED_CREDENTIALS_FILE: paths[1],
    })
  }

  it.each([
    ['quoted-names.config', 'with blanks', 'region'],
    ['comments-both-kinds.config', 'default', 'output'],
    ['crlf-no-final-end.config', 'dev', 'region'],
    ['cr-alone.config', 'default', 'output'],
    ['unicode.config', 'münchen', 'description'],
    ['credential-process-lines.config', 'a', 'credential_process'],
    ['profile-default-last.config', 'default', 'region'],
    ['DEFAULT-section.config', 'b', 'output'],
  ])('finds in %s of profile %s the same %s', async (name, profile, key) => {
    const text = textOf(name)
    const files: AwsFiles = { config: parseIni(text), credentials: parseIni('') }
    const { exitCode, stdout } = await get(text, '', key, profile)
    const value = readProfile(files, profile).get(key)?.setting.value
    expect(value).toBeDefined()
    expect([exitCode, stdout]).toEqual([0, `${value}\n`])
  })

  it.each(['key-twice.config', 'bom.config', 'garbage.config', 's3-block-with-no-setting.config'])(
    'runs with nothing at all in %s',
    async name => {
      const { exitCode, stderr } = await get(textOf(name), '', 'region', 'default')
      expect(exitCode).not.toBe(0)
      expect(stderr).toContain('Unable to parse config file')
    },
  )
})

describe('the SDK of JavaScript', () => {
  /** Each read anew: it keeps what it has read by the file's path. */
  async function profilesIn(text: string) {
    const [configFilepath, filepath] = [join(folder, 'js-config'), join(folder, 'js-credentials')]
    await writeFile(configFilepath, text)
    await writeFile(filepath, '')
    return parseKnownFiles({ configFilepath, filepath, ignoreCache: true })
  }

  /** CR alone ends no line to it, and this name has it read nothing of a file. */
  const UNREAD = new Set(['cr-alone.config', 'proto-names.config'])

  it('reads a profile of ours in each file of the corpus, and of the others what it did before', async () => {
    const values = { credential_process: '/opt/understudy fetch', region: 'us-east-1' }
    for (const { name, text } of corpus) {
      if (UNREAD.has(name)) continue
      const before = await profilesIn(text)
      const added = addSection(parseIni(text), 'profile of-understudy', values, '\n')
      expect([name, await profilesIn(toText(added.lines))]).toEqual([
        name,
        { ...before, 'of-understudy': values },
      ])
      const own = sectionOf(added, 'profile of-understudy')
      const changed = setValues(added, own, { ...values, region: 'eu-west-3', output: 'yaml' })
      expect([name, (await profilesIn(toText(changed.lines)))['of-understudy']]).toEqual([
        name,
        { ...values, region: 'eu-west-3', output: 'yaml' },
      ])
      expect([name, await profilesIn(toText(removeSection(added, own).lines))]).toEqual([name, before])
    }
  })
})
