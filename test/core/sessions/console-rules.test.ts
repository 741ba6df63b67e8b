import { describe, expect, it } from 'vitest'
import { checkConsole, takesDuration, whyNoConsole } from '../../../main/core/sessions/console-rules.ts'
import {
  BROWSERS,
  type Browser,
  type ConsoleSettings,
  DEFAULT_CONSOLE,
} from '../../../main/core/sessions/console-settings.ts'
import type { Session } from '../../../main/core/sessions/session.ts'
import { federation, rootTask } from '../recipes.ts'
import { alice, catalogOf, fromSession, role, token } from '../world.ts'

const chained = role('chained', { source: fromSession('dev') })
const data = catalogOf([role('dev'), chained, token('token'), federation('fed')])
const problemsOf = (console: Partial<ConsoleSettings>, session: Session = role('x')) =>
  checkConsole({ ...session, console: { ...DEFAULT_CONSOLE, ...console } }, data).map(
    ({ field, problem }) => `${field}: ${problem}`,
  )

it('the defaults are right for every session', () => {
  for (const session of [role('x'), chained, token('x'), federation('x'), rootTask('x')])
    expect(problemsOf({}, session)).toEqual([])
})

it('whose credentials open no console is known', () => {
  const why = [role('x'), chained, federation('x'), token('x'), rootTask('x')].map(each =>
    whyNoConsole(each, alice),
  )
  expect(why).toEqual([null, null, null, 'session-token', 'task'])
})

it('whose console takes a duration is known', () => {
  const takes = [role('x'), role('x', { source: fromSession('token') }), chained, federation('x')].map(each =>
    takesDuration(each, data),
  )
  expect(takes).toEqual([true, true, false, false])
})

describe('the duration', () => {
  it.each([900, 901, 43_200])('may be %d s', durationSeconds => {
    expect(problemsOf({ durationSeconds })).toEqual([])
  })

  it.each([899, 43_201, 900.5, -900, Number.NaN])('may not be %d s', durationSeconds => {
    expect(problemsOf({ durationSeconds })).toEqual([
      `console.durationSeconds: The console stays signed in for 900 to 43200 s; this is ${durationSeconds} s.`,
    ])
  })

  it('is none for a chained role and a federated user', () => {
    for (const session of [chained, federation('x')])
      expect(problemsOf({ durationSeconds: 900 }, session)).toEqual([
        'console.durationSeconds: AWS takes no duration for this one: the console lasts as long as its credentials. Leave it empty.',
      ])
  })
})

describe('where it opens', () => {
  it.each(['s3', 'cloudwatch', 'ec2/v2/home', 'sns/v3/home', 'singlesignon'])('may be %s', service => {
    expect(problemsOf({ service })).toEqual([])
  })

  it.each([
    '',
    ' ',
    'S3',
    '/s3',
    's3?x=1',
    's3#x',
    's3&x',
    'https://evil.example',
    's3/@evil.example',
    's3 home',
    `s3/${'x'.repeat(257)}`,
  ])('may not be "%s"', service => {
    expect(problemsOf({ service })).toEqual([
      'console.service: The service is as the console’s address has it, such as s3 or cloudwatch.',
    ])
  })

  it('is a Region of the same partition', () => {
    expect(problemsOf({ region: 'us-east-1' })).toEqual([])
    expect(problemsOf({ region: 'cn-north-1' })).toEqual([
      `console.region: cn-north-1 is in another partition than ${alice.region}, where the session is.`,
    ])
    expect(problemsOf({ region: 'nowhere' })).toHaveLength(1)
  })
})

describe('the browser', () => {
  it.each(BROWSERS)('may be %s, with a profile or none', kind => {
    for (const profile of [null, 'Work', 'Profile 1', 'x'.repeat(256)])
      expect(problemsOf({ browser: { kind, profile } })).toEqual([])
  })

  it.each(['', ' ', '-P', '--no-sandbox', 'a\0b', 'x'.repeat(257)])(
    'may have no profile called "%s", which it would take for something else',
    profile => {
      expect(problemsOf({ browser: { kind: 'firefox', profile } })).toEqual([
        'console.browser: A profile’s name has 1 to 256 characters and starts with no hyphen.',
      ])
    },
  )

  const command = (program: string, ...words: readonly string[]): Browser => ({
    kind: 'command',
    program,
    arguments: words,
  })
  it.each<readonly [Browser, string | null]>([
    [command('/usr/bin/x', '--new', ''), null],
    [command('x', ...Array<string>(31).fill('y')), null],
    [command(' '), 'Name the program that opens the console.'],
    [command('x', 'a\0b'), 'A command holds no NUL.'],
    [command('x', ...Array<string>(32).fill('y')), 'A command has 32 words at most; this has 33.'],
  ])('%j', (browser, message) => {
    expect(problemsOf({ browser })).toEqual(message === null ? [] : [`console.browser: ${message}`])
  })
})
