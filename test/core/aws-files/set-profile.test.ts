import { describe, expect, it } from 'vitest'
import { parseIni } from '../../../main/core/aws-files/ini.ts'
import { toText } from '../../../main/core/aws-files/lines.ts'
import type { ManagedProfile } from '../../../main/core/aws-files/managed-profile.ts'
import type { AwsFiles } from '../../../main/core/aws-files/profiles.ts'
import { inTurn, removeProfile, setProfile } from '../../../main/core/aws-files/set-profile.ts'
import { winnersOf } from '../../../main/core/aws-files/winners.ts'
import type { Result } from '../../../main/core/failures/failure.ts'
import { sessionId } from '../world.ts'
import { isOurs, taken } from './aws-desk.ts'

const PROCESS = 'curl --config /tools/grant-2/curl'
const OURS = `credential_process = ${PROCESS}\n`
const way = { process: PROCESS, newFile: '\n' } as const
const paths = { config: '/aws/config', credentials: '/aws/credentials' }

const profileOf = (name: string, more: Partial<ManagedProfile> = {}): ManagedProfile => ({
  name,
  target: { kind: 'session', id: sessionId('a') },
  region: null,
  output: null,
  ...more,
})
const dev = profileOf('dev')
const filesOf = (config: string, credentials = ''): AwsFiles => ({
  config: parseIni(config),
  credentials: parseIni(credentials),
})
const texts = (result: Result<AwsFiles>): readonly [string, string] => {
  const { config, credentials } = taken(result)
  return [toText(config.lines), toText(credentials.lines)]
}
const set = (config: string, credentials = '', profile = dev) =>
  texts(setProfile(filesOf(config, credentials), profile, way, paths))
const remove = (config: string, credentials = '', profile = dev) =>
  texts(removeProfile(filesOf(config, credentials), profile, isOurs, paths))

/** All that some AWS tool asks before a credential process, and what says something only beside it. */
const WINNERS = [
  'aws_access_key_id',
  'aws_secret_access_key',
  'aws_session_token',
  'role_arn',
  'web_identity_token_file',
  'sso_session',
  'sso_start_url',
  'sso_region',
  'sso_account_id',
  'sso_role_name',
  'login_session',
]
const COMPANIONS = [
  'aws_security_token',
  'aws_credential_expiration',
  'aws_account_id',
  'source_profile',
  'credential_source',
  'mfa_serial',
  'external_id',
  'role_session_name',
  'duration_seconds',
]

describe('what wins over a credential process', () => {
  it.each(WINNERS)('is found in either file, and goes: %s', key => {
    const config = `[profile dev]\nregion = eu-west-1\n${key} = x\n`
    const credentials = `[dev]\n${key} = y\n`
    expect(winnersOf(filesOf(config), dev)).toMatchObject([{ file: 'config', key, line: 3 }])
    expect(winnersOf(filesOf('', credentials), dev)).toMatchObject([{ file: 'credentials', key, line: 2 }])
    expect(winnersOf(filesOf(config, credentials), dev)).toHaveLength(2)
    for (const both of [set(config), set(config, credentials)])
      expect(both).toEqual([`[profile dev]\nregion = eu-west-1\n${OURS}`, ''])
    expect(set('', credentials)).toEqual([`[profile dev]\n${OURS}`, ''])
  })

  it.each(COMPANIONS)('is not what only stands beside it, which goes all the same: %s', key => {
    const [config, credentials] = [`[profile dev]\n${key} = x\n`, `[dev]\n${key} = y\nregion = eu-west-1\n`]
    expect(winnersOf(filesOf(config, credentials), dev)).toEqual([])
    expect(set(config, credentials)).toEqual([`[profile dev]\n${OURS}`, '[dev]\nregion = eu-west-1\n'])
  })

  it('is a second process in the other file, which counts first', () => {
    const [config, credentials] = [
      '[profile dev]\ncredential_process = x\n',
      '[dev]\ncredential_process = y\n',
    ]
    expect(winnersOf(filesOf(config), dev)).toEqual([])
    expect(winnersOf(filesOf(config, credentials), dev)).toEqual([
      { kind: 'process', file: 'credentials', key: 'credential_process', line: 2 },
    ])
    expect(set(config, credentials)).toEqual([`[profile dev]\n${OURS}`, ''])
  })

  it('is found whatever the letters, and is none of another profile', () => {
    const config = '[profile dev]\nRole_ARN : x\n[profile other]\nrole_arn = y\n'
    expect(winnersOf(filesOf(config), dev)).toMatchObject([{ key: 'role_arn', line: 2 }])
    expect(set(config)).toEqual([`[profile dev]\n${OURS}[profile other]\nrole_arn = y\n`, ''])
  })
})

describe('a profile that is set', () => {
  it.each<[string, string, string, string, string]>([
    ['into no files', '', '', `[profile dev]\n${OURS}`, ''],
    ['below others', '[default]\nx = 1\n', '', `[default]\nx = 1\n\n[profile dev]\n${OURS}`, ''],
    [
      'after no last line end',
      '[default]\nx = 1',
      '',
      `[default]\nx = 1\n\n[profile dev]\n${OURS.trim()}`,
      '',
    ],
    ['in CRLF', '[default]\r\n', '', `[default]\r\n\r\n[profile dev]\r\n${OURS.trim()}\r\n`, ''],
    [
      'with all else as it is',
      '# mine\n[profile dev]\nregion = eu-west-1 # not a comment\noutput=json\n; keep\ns3 =\n  max_concurrent_requests = 20\n  # in the block\n  addressing_style = path\n\n# below\n[profile b]\n',
      '',
      `# mine\n[profile dev]\nregion = eu-west-1 # not a comment\noutput=json\n; keep\ns3 =\n  max_concurrent_requests = 20\n  # in the block\n  addressing_style = path\n${OURS}\n# below\n[profile b]\n`,
      '',
    ],
    [
      'in the place of another process',
      '[profile dev]\ncredential_process=old --flag\nregion = x1\n',
      '',
      `[profile dev]\ncredential_process=${PROCESS}\nregion = x1\n`,
      '',
    ],
    [
      'indented as the rest',
      '[profile dev]\n  region = eu-west-1\n',
      '',
      `[profile dev]\n  region = eu-west-1\n  ${OURS}`,
      '',
    ],
    [
      'whose section of keys becomes bare',
      '[profile dev]\n',
      '[a]\nx = 1\n\n[dev]\naws_access_key_id = A\naws_secret_access_key = S\n\n[b]\nx = 1\n',
      `[profile dev]\n${OURS}`,
      '[a]\nx = 1\n\n[b]\nx = 1\n',
    ],
    [
      'whose section of keys is the last one, without a line end',
      '[profile dev]\n',
      '[a]\nx = 1\n\n[dev]\naws_access_key_id = A\naws_secret_access_key = S',
      `[profile dev]\n${OURS}`,
      '[a]\nx = 1',
    ],
    [
      'whose section of keys has a comment',
      '[profile dev]\n',
      '[dev]\n# made in May\naws_access_key_id = A\naws_secret_access_key = S\n',
      `[profile dev]\n${OURS}`,
      '[dev]\n# made in May\n',
    ],
    [
      'whose section of keys has more',
      '[profile dev]\n',
      '[dev]\naws_access_key_id = A\nregion = eu-west-1\naws_secret_access_key = S\n',
      `[profile dev]\n${OURS}`,
      '[dev]\nregion = eu-west-1\n',
    ],
    ['whose section was bare before', '[profile dev]\n', '[dev]\n', `[profile dev]\n${OURS}`, '[dev]\n'],
  ])('changes nothing else: %s', (_, config, credentials, newConfig, newCredentials) => {
    expect(set(config, credentials)).toEqual([newConfig, newCredentials])
    expect(set(newConfig, newCredentials)).toEqual([newConfig, newCredentials])
  })

  it.each(['[default]', '[profile default]'])('as the default one is found below %s', header => {
    const byDefault = profileOf('default')
    const keys = '[default]\naws_access_key_id = A\naws_secret_access_key = S\n'
    expect(set(`${header}\nregion = eu-west-1\n`, keys, byDefault)).toEqual([
      `${header}\nregion = eu-west-1\n${OURS}`,
      '',
    ])
    expect(set('', '', byDefault)[0]).toBe(`[default]\n${OURS}`)
  })

  it('has the Region and the format that it is to have, and keeps those that it has where it is to have none', () => {
    const both = profileOf('dev', { region: 'us-east-1', output: 'json' })
    const written = `[profile dev]\n${OURS}region = us-east-1\noutput = json\n`
    expect(set('', '', both)[0]).toBe(written)
    expect(set(written)[0]).toBe(written)
    const other = '[profile dev]\nregion = eu-west-1\noutput = text\n'
    expect(set(other, '', both)[0]).toBe(`[profile dev]\nregion = us-east-1\noutput = json\n${OURS}`)
  })

  it.each<[string, string, string, readonly number[]]>([
    ['config', '[profile dev]\n\n[profile "dev"]\n', '', [1, 3]],
    ['config', '[default]\n[profile default]\n[profile dev]\n[profile  dev]\n', '', [3, 4]],
    ['credentials', '[profile dev]\n', '[dev]\n[a]\n[dev]\n[dev]\n', [1, 3, 4]],
  ])('is refused where it is twice in %s: %j', (file, config, credentials, lines) => {
    const failure = { kind: 'profile-twice', name: 'dev', path: `/aws/${file}`, lines }
    const files = filesOf(config, credentials)
    expect(setProfile(files, dev, way, paths)).toEqual({ ok: false, failure })
    expect(removeProfile(files, dev, isOurs, paths)).toEqual({ ok: false, failure })
  })

  it('is refused where another section would be read as a part of a setting afterwards', () => {
    // Two blanks before [other]: a header while the line above is deeper, and a part of a value when it is gone.
    const credentials = '[a]\nregion = x\n[dev]\n    aws_access_key_id = A\n  [other]\n  region = y\n'
    expect(setProfile(filesOf('', credentials), dev, way, paths)).toEqual({
      ok: false,
      failure: {
        kind: 'aws-file',
        path: '/aws/credentials',
        reason: 'layout',
        detail: '[a], line 1',
      },
    })
  })

  it('is as deep as what stands below, which would else be read as a part of its process', () => {
    const config = '[profile dev]\n  no setting\nrole_arn = x\n'
    expect(set(config)[0]).toBe(`[profile dev]\n  ${OURS}  no setting\n`)
  })

  it('does not stop at what is wrong elsewhere', () => {
    const broken = 'x = 1\n[a]\nno setting\n[a]\n'
    expect(set(broken)[0]).toBe(`${broken}\n[profile dev]\n${OURS}`)
  })
})

describe('a profile that is removed', () => {
  it.each<[string, string, string, ManagedProfile]>([
    ['as it was written', `[profile dev]\n${OURS}`, '', dev],
    [
      'with Region and format as they were written',
      `[profile dev]\n${OURS}region = us-east-1\noutput = json\n`,
      '',
      profileOf('dev', { region: 'us-east-1', output: 'json' }),
    ],
    [
      'with the blank line above it',
      `[default]\nx = 1\n\n[profile dev]\n${OURS}\n[profile b]\nx = 1\n`,
      '[default]\nx = 1\n\n[profile b]\nx = 1\n',
      dev,
    ],
    [
      'but for the Region that the user has changed',
      `[profile dev]\n${OURS}region = eu-west-1\noutput = json\n`,
      '[profile dev]\nregion = eu-west-1\n',
      profileOf('dev', { region: 'us-east-1', output: 'json' }),
    ],
    [
      'but for the Region that was never ours',
      `[profile dev]\n${OURS}region = eu-west-1\n`,
      '[profile dev]\nregion = eu-west-1\n',
      dev,
    ],
    [
      'but for keys and settings that the user has added',
      `[profile dev]\naws_access_key_id = A\n${OURS}s3 =\n  x = 1\n`,
      '[profile dev]\naws_access_key_id = A\ns3 =\n  x = 1\n',
      dev,
    ],
    ['but for a comment', `[profile dev]\n# mine\n${OURS}`, '[profile dev]\n# mine\n', dev],
  ])('leaves what is not ours: %s', (_, before, after, profile) => {
    expect(remove(before, '', profile)).toEqual([after, ''])
    expect(remove(after, '', profile)).toEqual([after, ''])
  })

  it.each([
    '[profile dev]\ncredential_process = aws-vault export dev\nregion = us-east-1\n',
    '[profile dev]\nregion = us-east-1\n',
    '[profile other]\nregion = us-east-1\n',
  ])('is left alone where another program has taken its place: %j', config => {
    const credentials = '[dev]\naws_access_key_id = A\n'
    const profile = profileOf('dev', { region: 'us-east-1' })
    expect(remove(config, credentials, profile)).toEqual([config, credentials])
  })
})

describe('several in turn', () => {
  it('build upon each other', () => {
    const all = inTurn(filesOf(''), ['a', 'b'], (files, name) =>
      setProfile(files, profileOf(name), way, paths),
    )
    expect(texts(all)[0]).toBe(`[profile a]\n${OURS}\n[profile b]\n${OURS}`)
  })

  it('stop at the first that is refused', () => {
    const tried: string[] = []
    const all = inTurn(filesOf('[profile b]\n[profile b]\n'), ['a', 'b', 'c'], (files, name) => {
      tried.push(name)
      return setProfile(files, profileOf(name), way, paths)
    })
    expect(all).toMatchObject({ failure: { kind: 'profile-twice', name: 'b' } })
    expect(tried).toEqual(['a', 'b'])
  })
})
