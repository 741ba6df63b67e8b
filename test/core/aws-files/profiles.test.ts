import { describe, expect, it } from 'vitest'
import { parseIni } from '../../../main/core/aws-files/ini.ts'
import {
  type AwsFiles,
  eachApart,
  placedIn,
  profileNames,
  profileOf,
  readProfile,
  sectionsOf,
} from '../../../main/core/aws-files/profiles.ts'
import { corpus, read } from './corpus.ts'

const EMPTY = parseIni('')
const valuesOf = (files: AwsFiles, name: string) =>
  Object.fromEntries(
    [...readProfile(files, name)].map(([key, { file, setting }]) => [key, `${file}: ${setting.value}`]),
  )

describe('a section is of a profile', () => {
  it.each<[header: string, config: string | null, credentials: string | null]>([
    ['default', 'default', 'default'],
    ['profile default', 'default', 'profile default'],
    [' default', null, ' default'],
    ['Default', null, 'Default'],
    ['DEFAULT', null, null],
    ['profile DEFAULT', 'DEFAULT', 'profile DEFAULT'],
    ['a', null, 'a'],
    ['profile a', 'a', 'profile a'],
    ['profile  a ', 'a', 'profile  a '],
    ['profile "a b"', 'a b', 'profile "a b"'],
    ['profile a b', null, 'profile a b'],
    ['profile "a', null, 'profile "a'],
    ['profile', null, 'profile'],
    ['profiles a', 'a', 'profiles a'],
    ['Profile a', null, 'Profile a'],
    ['sso-session a', null, 'sso-session a'],
    ['services a', null, 'services a'],
  ])('[%s]', (header, config, credentials) => {
    const [section] = read(`[${header}]`).sections
    expect(section && [profileOf('config', section), profileOf('credentials', section)]).toEqual([
      config,
      credentials,
    ])
  })
})

describe('a profile', () => {
  const files = {
    config: read(
      '[DEFAULT]',
      'retry_mode = adaptive',
      '[profile a]',
      'region = one',
      'output = json',
      '[profile b]',
    ),
    credentials: read('[c]', '[a]', 'region = two', 'aws_access_key_id = id'),
  }

  it('has of each file what is there, and of both what is in credentials', () => {
    expect(valuesOf(files, 'a')).toEqual({
      retry_mode: 'config: adaptive',
      region: 'credentials: two',
      output: 'config: json',
      aws_access_key_id: 'credentials: id',
    })
    expect(placedIn(files, 'a').map(({ file, setting }) => [file, setting.key, setting.value])).toEqual([
      ['config', 'region', 'one'],
      ['config', 'output', 'json'],
      ['credentials', 'region', 'two'],
      ['credentials', 'aws_access_key_id', 'id'],
    ])
  })

  it('has nothing of DEFAULT where it is in no section of that file', () => {
    expect(valuesOf(files, 'c')).toEqual({})
    expect(valuesOf(files, 'nobody')).toEqual({})
    expect(valuesOf(files, 'b')).toEqual({ retry_mode: 'config: adaptive' })
  })

  it('is named once, in the order of the files', () => {
    expect(profileNames(files)).toEqual(['a', 'b', 'c'])
  })

  it.each([
    ['[profile a]', '[profile "a"]', 'a'],
    ['[default]', '[profile default]', 'default'],
    ['[profile default]', '[default]', 'default'],
  ])('is the later one of %s and %s, as a whole', (first, second, name) => {
    const config = read(first, 'region = one', 'output = json', second, 'region = two')
    expect(sectionsOf({ config, credentials: EMPTY }, 'config', name)).toHaveLength(2)
    expect(valuesOf({ config, credentials: EMPTY }, name)).toEqual({ region: 'config: two' })
  })

  it('goes before DEFAULT, wherever that stands', () => {
    const config = read('[profile a]', 'region = one', '[DEFAULT]', 'region = two', 'output = json')
    expect(valuesOf({ config, credentials: EMPTY }, 'a')).toEqual({
      region: 'config: one',
      output: 'config: json',
    })
  })
})

it.each(corpus.filter(({ name }) => !name.startsWith('a-thousand')))(
  'says of each profile apart what all of the file says of it: $name',
  ({ text }) => {
    const files = { config: parseIni(text), credentials: parseIni(text) }
    const apart = eachApart(files)
    for (const name of [...profileNames(files), 'not there']) {
      const [one, all] = [apart(name), files]
      expect(placedIn(one, name)).toEqual(placedIn(all, name))
      expect([...readProfile(one, name)]).toEqual([...readProfile(all, name)])
    }
  },
)
