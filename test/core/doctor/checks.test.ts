import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../../main/core/clock.ts'
import { checksOf } from '../../../main/core/doctor/checks.ts'
import type { EndpointFact, Facts, KeychainFact, StsAnswer } from '../../../main/core/doctor/facts.ts'
import { type CheckLevel, isAnyBad, textOf } from '../../../main/core/doctor/report.ts'
import { answers, frankfurt, healthy } from './healthy.ts'

const checkOf = (name: string, facts: Partial<Facts>) => {
  const found = checksOf({ ...healthy, ...facts }).filter(each => each.name === name)
  expect(found).toHaveLength(1)
  return found[0]
}

it('finds nothing where all is well', () => {
  const checks = checksOf(healthy)
  expect(checks.map(each => [each.level, each.advice])).toEqual(checks.map(() => ['ok', '']))
  expect(checks.map(each => each.name).sort()).toEqual([
    'AWS Files',
    'Clock',
    'Endpoint',
    'Keychain',
    'Notifications',
    'Proxy',
    'STS in eu-central-1',
    'Session Bus',
    'Settings',
    'Shortcut',
    'Tray',
    'curl',
  ])
  expect(isAnyBad(checks)).toBe(false)
})

it('says nothing of a session bus where the system has none', () => {
  const names = checksOf({ ...healthy, bus: null }).map(each => each.name)
  expect(names).not.toContain('Tray')
  expect(names).toContain('Keychain')
})

it('names a command that tells who has the port only where there is one', () => {
  const endpoint = { kind: 'stranger', port: 7 } as const
  const adviceOf = (facts: Facts) => checksOf(facts).find(each => each.name === 'Endpoint')?.advice
  expect(adviceOf({ ...healthy, endpoint })).toContain('(ss -ltnp | grep 7)')
  expect(adviceOf({ ...healthy, endpoint, bus: null })).toMatch(/^Find out which one and end it;/)
})

it('has the worst on top', () => {
  const levels = checksOf({
    ...healthy,
    settings: { folder: '/x', unwritable: 'EROFS', unreadable: null },
    curl: null,
    proxies: 'late',
  }).map(each => each.level)
  expect(levels.slice(0, 4)).toEqual(['bad', 'warn', 'unknown', 'ok'])
})

describe('each trouble has its own sentence, and says what to do', () => {
  const keychain = (fact: KeychainFact): Partial<Facts> => ({ keychain: fact })
  const endpoint = (fact: EndpointFact): Partial<Facts> => ({ endpoint: fact })
  const sts = (answer: StsAnswer): Partial<Facts> => ({ sts: [{ target: frankfurt, answer }] })
  const failed = (reason: Extract<StsAnswer, { kind: 'failed' }>['reason'], detail = 'ERR_X') =>
    sts({ kind: 'failed', reason, detail })
  const bus = (changes: Partial<NonNullable<Exclude<Facts['bus'], 'late'>>>): Partial<Facts> => ({
    bus: { session: true, tray: true, notifications: true, ...changes },
  })
  const why = { title: 'It is so.', advice: 'Do that.' }
  const files = (changes: Partial<Exclude<Facts['awsFiles'], 'late'>>): Partial<Facts> => ({
    awsFiles: { why: null, warnings: [], profiles: [], ...changes },
  })
  const settings = { folder: '/x', unwritable: null, unreadable: null }
  const broken = { kind: 'broken', reason: 'it is not JSON' } as const

  const CASES: readonly [name: string, Partial<Facts>, CheckLevel, says: RegExp][] = [
    ['Keychain', keychain({ kind: 'no-bus' }), 'bad', /no session bus/],
    ['Keychain', keychain({ kind: 'no-service' }), 'bad', /No program on this desktop keeps secrets/],
    ['Keychain', keychain({ kind: 'no-keyring' }), 'warn', /no keyring yet/],
    ['Keychain', keychain({ kind: 'locked' }), 'bad', /locked/],
    ['Keychain', keychain({ kind: 'timed-out' }), 'bad', /did not answer in time/],
    ['Keychain', keychain({ kind: 'failed', detail: 'no space' }), 'bad', /\(no space\)/],
    ['Endpoint', endpoint({ kind: 'silent', port: 7 }), 'bad', /Port 7 is open and nothing answers/],
    ['Endpoint', endpoint({ kind: 'down', why }), 'bad', /It is so\./],
    ['Endpoint', endpoint({ kind: 'stranger', port: 7 }), 'bad', /Another program has .* port 7/],
    [
      'Endpoint',
      endpoint({ kind: 'serving', port: 7, files: { total: 3, missing: 1, open: 2 } }),
      'bad',
      /1 token file is missing and 2 token files can be read by other users/,
    ],
    ['STS in eu-central-1', sts({ kind: 'stranger', status: 200 }), 'bad', /is not STS \(status 200\)/],
    ['STS in eu-central-1', failed('dns'), 'bad', /can’t be looked up \(ERR_X\)/],
    ['STS in eu-central-1', failed('tls'), 'bad', /certificate of sts.eu-central-1.* not trusted/],
    ['STS in eu-central-1', failed('proxy'), 'bad', /proxy does not lead to/],
    ['STS in eu-central-1', failed('timed-out'), 'bad', /did not answer in time/],
    ['STS in eu-central-1', failed('offline'), 'bad', /offline/],
    ['STS in eu-central-1', failed('unreachable'), 'bad', /can’t be reached/],
    ['STS in eu-central-1', { sts: [{ target: frankfurt, answer: 'late' }] }, 'unknown', /in time/],
    ['STS', { sts: [] }, 'unknown', /no identity yet/],
    ['Session Bus', bus({ session: false }), 'bad', /No session bus/],
    ['Tray', bus({ tray: false }), 'warn', /Nothing on this desktop shows tray icons/],
    ['Notifications', bus({ notifications: false }), 'warn', /Nothing on this desktop shows notifications/],
    ['Notifications', bus({ notifications: 'late' }), 'unknown', /in time/],
    ['curl', { curl: null }, 'warn', /no curl/],
    ['curl', { curl: null, ...files({ profiles: [{ name: 'a', why: null }] }) }, 'bad', /no curl/],
    ['AWS Files', files({ why }), 'bad', /It is so\./],
    ['AWS Files', files({ warnings: ['awscli reads nothing of it.'] }), 'bad', /awscli reads nothing/],
    ['AWS Files', files({ profiles: [{ name: 'a', why }] }), 'warn', /The profile a .* It is so\./],
    [
      'AWS Files',
      files({ profiles: ['a', 'b', 'c', 'd', 'e'].map(name => ({ name, why })) }),
      'warn',
      /5 profiles .*: a, b and 3 more/,
    ],
    ['Shortcut', { shortcut: { keys: 'Alt+U', why, isSeen: true } }, 'warn', /It is so\./],
    [
      'Settings',
      { settings: { ...settings, unwritable: 'ENOSPC' } },
      'bad',
      /can’t be written to \(ENOSPC\)/,
    ],
    ['Settings', { settings: { ...settings, unreadable: broken } }, 'bad', /it is not JSON/],
    ['Settings', { settings: { ...settings, unreadable: { kind: 'newer' } } }, 'bad', /^A newer Understudy/],
  ]

  it.each(CASES)('%s %#', (name, facts, level, says) => {
    const check = checkOf(name, facts)
    expect(check?.level).toBe(level)
    expect(check?.says).toMatch(says)
    expect(check?.advice).toMatch(/^[A-Z].*\.$/s)
    expect(isAnyBad(checksOf({ ...healthy, ...facts }))).toBe(level === 'bad')
  })

  it('and no two of a name say the same', () => {
    const said = CASES.map(([name, facts]) => checkOf(name, facts)).map(
      each => `${each?.name}: ${each?.says}`,
    )
    expect(new Set(said).size).toBe(said.length - 1)
  })

  it('what hangs is told as such', () => {
    const late = {
      keychain: 'late',
      bus: 'late',
      endpoint: 'late',
      awsFiles: 'late',
      settings: 'late',
    } as const
    const checks = checksOf({ ...healthy, ...late, curl: 'late', proxies: 'late' })
    expect(checks.filter(each => each.level === 'unknown')).toHaveLength(7)
  })
})

describe('from outside', () => {
  it('an app that does not run is no trouble, nor is what only it can tell', () => {
    for (const port of [21_000, null])
      expect(checkOf('Endpoint', { endpoint: { kind: 'not-running', port } })?.level).toBe('ok')
    const unseen = checkOf('Shortcut', { shortcut: { keys: 'Alt+U', why: null, isSeen: false } })
    expect(unseen?.level).toBe('unknown')
    expect(checkOf('Shortcut', { shortcut: { keys: null, why: null, isSeen: true } })?.level).toBe('ok')
  })
})

describe('the clock', () => {
  it.each<[number, CheckLevel, string]>([
    [0, 'ok', 'It differs from AWS’s by less than 2 s.'],
    [-59 * SECOND, 'ok', 'It differs from AWS’s by 59 s.'],
    [MINUTE, 'warn', 'It is 60 s behind AWS’s.'],
    [-299 * SECOND, 'warn', 'It is 5 min ahead of AWS’s.'],
    [5 * MINUTE, 'bad', 'It is 5 min behind AWS’s. From 5 min on AWS refuses all that is signed here.'],
    [-180 * MINUTE, 'bad', 'It is 3 h ahead of AWS’s. From 5 min on AWS refuses all that is signed here.'],
  ])('that AWS’s is %i ms ahead of', (skew, level, says) => {
    expect(checkOf('Clock', { sts: [answers(skew)] })).toMatchObject({ level, says })
  })

  it('is judged by the smallest difference, since an answer may have been long on its way', () => {
    const ireland = { ...frankfurt, region: 'eu-west-1', url: 'https://sts.eu-west-1.amazonaws.com' }
    const sts = [answers(-6 * MINUTE), answers(SECOND, ireland)]
    expect(checkOf('Clock', { sts })?.level).toBe('ok')
  })

  it('is not judged where no answer has told', () => {
    expect(checkOf('Clock', { sts: [answers(null)] })?.level).toBe('unknown')
  })
})

it('a Region that is asked only in another’s place is no more than a warning', () => {
  const target = { ...frankfurt, isFallback: true }
  const answer = { kind: 'failed', reason: 'dns', detail: 'ERR_X' } as const
  expect(checkOf('STS in eu-central-1 (Fallback)', { sts: [answers(0), { target, answer }] })?.level).toBe(
    'warn',
  )
})

it.each<[readonly string[], string]>([
  [['DIRECT'], 'STS is reached without a proxy.'],
  [['PROXY proxy.corp:3128'], 'STS is reached by PROXY proxy.corp:3128.'],
  [['PROXY bob:s3cret@proxy.corp:3128'], 'STS is reached by PROXY proxy.corp:3128.'],
  [['http://bob:s3cret@proxy.corp:3128'], 'STS is reached by http://proxy.corp:3128.'],
  [['DIRECT', 'SOCKS5 a:1'], 'STS is reached by SOCKS5 a:1, and in part without a proxy.'],
])('tells of proxies without their password: %j', (proxies, says) => {
  expect(checkOf('Proxy', { proxies })).toMatchObject({ level: 'ok', says })
})

it('is a line for each on a terminal, with the advice indented', () => {
  const checks = checksOf({ ...healthy, keychain: { kind: 'locked' } })
  const lines = textOf(checks).split('\n')
  expect(lines[0]).toBe('[problem] Keychain: The keyring is locked.')
  expect(lines[1]).toMatch(/^ {10}Unlock it: /)
  expect(lines[2]).toMatch(/^\[ok\] {6}Endpoint: /)
  expect(lines).toHaveLength(checks.length + 2)
})
