import { expect, it } from 'vitest'
import { awsFilePaths } from '../../main/user-files/paths.ts'

const HOME = '/home/alice'
const OURS = '/home/alice/.config/Understudy/tools'
const config = (value: string, env: Readonly<Record<string, string>> = {}) =>
  awsFilePaths({ ...env, AWS_CONFIG_FILE: value }, HOME, OURS).config

const braced = (name: string) => `\${${name}}`

it('are in the folder .aws of the home where nothing else is said', () => {
  expect(awsFilePaths({}, HOME, OURS)).toEqual({
    config: '/home/alice/.aws/config',
    credentials: '/home/alice/.aws/credentials',
  })
})

it('are each where its own variable says', () => {
  const env = { AWS_CONFIG_FILE: '/etc/aws/a', AWS_SHARED_CREDENTIALS_FILE: '/etc/aws/b' }
  expect(awsFilePaths(env, HOME, OURS)).toEqual({ config: '/etc/aws/a', credentials: '/etc/aws/b' })
  expect(awsFilePaths({ AWS_SHARED_CREDENTIALS_FILE: '/b' }, HOME, OURS)).toEqual({
    config: '/home/alice/.aws/config',
    credentials: '/b',
  })
})

it('are the usual ones where a variable is empty', () => {
  expect(config('')).toBe('/home/alice/.aws/config')
})

it('are the usual ones where a variable leads to a file for tools', () => {
  expect(config(`${OURS}/grant-1/config`)).toBe('/home/alice/.aws/config')
  expect(config('~/.config/Understudy/tools/grant-1/config')).toBe('/home/alice/.aws/config')
  expect(config(`${OURS}-2/config`)).toBe(`${OURS}-2/config`)
})

it.each([
  ['~', '/home/alice'],
  ['~/aws', '/home/alice/aws'],
  ['~\\aws', '/home/alice/\\aws'],
  ['~bob/aws', '~bob/aws'],
  ['/a/~/b', '/a/~/b'],
  ['$HOME/aws', '/home/alice/aws'],
  [`${braced('HOME')}/aws`, '/home/alice/aws'],
  [`${braced('WHERE')}/$NAME`, '/mnt/aws/c'],
  ['$NOT_SET/aws', '$NOT_SET/aws'],
  [`${braced('NOT_SET')}/aws`, `${braced('NOT_SET')}/aws`],
  ['$', '$'],
  ['$EMPTY/aws', '/aws'],
  ['$TILDE/aws', '/home/alice/aws'],
  ['C:\\Users\\alice\\aws', 'C:\\Users\\alice\\aws'],
  ['%USERPROFILE%\\aws', '%USERPROFILE%\\aws'],
  ['/with blank/aws', '/with blank/aws'],
])('have %s read as botocore does: %s', (value, path) => {
  expect(config(value, { HOME, WHERE: '/mnt/aws', NAME: 'c', EMPTY: '', TILDE: '~' })).toBe(path)
})
