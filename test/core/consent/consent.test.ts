import { beforeEach, describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../../main/core/clock.ts'
import { Clicks } from '../../../main/core/consent/clicks.ts'
import { Consents, type Verdict } from '../../../main/core/consent/consent.ts'
import { Leases } from '../../../main/core/consent/leases.ts'
import { askingOf, type Lineage } from '../../../main/core/tools/tool.ts'
import { countingIds, FakeClock } from '../../support/fakes.ts'
import { inTerminal, process } from '../processes.ts'
import { role, sessionId } from '../world.ts'

const prod = role('prod', { consent: 'first-use' })
const strict = role('strict', { consent: 'every-process' })
const open = role('open')

let clock: FakeClock
let consents: Consents
let leases: Leases
let changes = 0
beforeEach(() => {
  clock = new FakeClock()
  changes = 0
  const onChange = () => {
    changes += 1
  }
  const clicks = new Clicks()
  leases = new Leases({
    clock,
    newId: countingIds('confirmation'),
    clicks,
    sessions: [],
    onChange,
    onEnd: () => {},
  })
  consents = new Consents({ clock, newId: countingIds('question'), clicks, leases, onChange })
})

const check = (session = prod, lineage: Lineage = inTerminal('aws')): Verdict =>
  consents.check(session, askingOf(lineage, 'container'))

function reasonOf(verdict: Verdict): string {
  if (verdict.kind === 'allowed') return 'allowed'
  return verdict.failure.kind === 'consent' ? verdict.failure.reason : verdict.failure.kind
}
const reason = (session = prod, lineage?: Lineage) => reasonOf(check(session, lineage))

function answer(allow: boolean): void {
  const [question] = consents.list()
  if (question === undefined) throw new Error('No question is open.')
  expect(consents.answer(question.id, allow, null)).toMatchObject({ ok: true })
}

describe('a session of which nobody is to be asked', () => {
  it('is for all', () => {
    expect(reason(open)).toBe('allowed')
    expect([consents.list(), changes, clock.timers]).toEqual([[], 0, 0])
  })
})

describe('at first use', () => {
  it('the program is refused and the user asked, once however often it comes', () => {
    const lineage = inTerminal('aws')
    expect(check(prod, lineage)).toMatchObject({
      failure: { kind: 'consent', reason: 'asked', session: 'prod', production: false, tool: 'aws' },
    })
    expect(reason(prod, inTerminal('aws'))).toBe('asked')
    expect(consents.list()).toMatchObject([
      { session: 'prod', clicks: 0, asking: { name: 'aws', parent: { name: 'bash' } } },
    ])
    expect(changes).toBe(1)
  })

  it('one answer holds for the program below the same outermost one, whichever process it is', () => {
    check()
    answer(true)
    expect([reason(), reason(prod, inTerminal('aws', { folder: '/elsewhere' }))]).toEqual([
      'allowed',
      'allowed',
    ])
  })

  it.each<[string, Lineage]>([
    ['another program', inTerminal('terraform')],
    ['another program of the same name', inTerminal('aws', { executable: '/tmp/aws' })],
    ['the same interpreter with another script', inTerminal('aws', { script: '/tmp/evil.py' })],
    ['the same program below another one', [process('aws'), process('bash'), process('code')]],
    ['a program that the system does not tell', []],
  ])('it does not hold for %s', (_, lineage) => {
    check()
    answer(true)
    expect(reason(prod, lineage)).toBe('asked')
  })

  it('it does not hold for another session', () => {
    check()
    answer(true)
    expect(reason(role('prod-2', { consent: 'first-use' }))).toBe('asked')
  })

  it('it ends after twelve hours', async () => {
    check()
    answer(true)
    await clock.advance(12 * HOUR - 1)
    expect(reason()).toBe('allowed')
    await clock.advance(1)
    expect(reason()).toBe('asked')
  })
})

describe('with every process to be asked about', () => {
  it('an answer is for one process', () => {
    const first = inTerminal('aws')
    check(strict, first)
    answer(true)
    expect(reason(strict, first)).toBe('allowed')
    expect(reason(strict, inTerminal('aws'))).toBe('asked')
    const [again] = first
    expect(reason(strict, [{ ...process('aws'), pid: again?.pid ?? 0 }])).toBe('asked')
  })

  it('one that the system does not tell gets nothing, and nobody is asked', () => {
    expect(reason(strict, [])).toBe('unknown')
    expect(consents.list()).toEqual([])
  })
})

describe('what is denied', () => {
  it('is not asked again for ten minutes, and then is', async () => {
    check()
    answer(false)
    expect([reason(), consents.list()]).toEqual(['denied', []])
    await clock.advance(10 * MINUTE)
    expect(reason()).toBe('asked')
  })

  it('is asked again at once when the user has started the session', () => {
    check()
    answer(false)
    consents.forgetDenials(sessionId('other'))
    expect(reason()).toBe('denied')
    consents.forgetDenials(sessionId('prod'))
    expect(reason()).toBe('asked')
  })

  it('is not undone by starting another, nor is what is allowed', () => {
    check()
    answer(true)
    consents.forgetDenials(sessionId('prod'))
    expect(reason()).toBe('allowed')
  })
})

describe('a question', () => {
  const untilOf = (verdict: Verdict) => (verdict.kind === 'refused' ? verdict.until : null)

  it.each<[string, () => unknown]>([
    ['answered', () => answer(true)],
    ['denied', () => answer(false)],
    ['left for ten minutes', () => clock.advance(10 * MINUTE)],
    ['cut off by the lock of the screen', () => consents.setLocked(true)],
    ['needless, as the session was stopped', () => consents.withdraw(sessionId('prod'))],
    ['needless, as the session asks no more', () => consents.keepOnly([role('prod')])],
    ['needless, as the session is gone', () => consents.keepOnly([])],
    ['left when the app ends', () => consents.forgetAll()],
  ])('that is %s lets go whoever waits, and leaves no timer', async (_, end) => {
    const until = untilOf(check())
    await end()
    await expect(until).resolves.toBeUndefined()
    expect([consents.list(), clock.timers]).toEqual([[], 0])
  })

  it('stays when another session is stopped, and what was allowed holds when its own is', () => {
    check()
    consents.withdraw(sessionId('other'))
    answer(true)
    consents.withdraw(sessionId('prod'))
    expect(reason()).toBe('allowed')
  })

  it('that nobody answers is no denial', async () => {
    check()
    await clock.advance(10 * MINUTE)
    expect(reason()).toBe('asked')
  })

  it('that is there no more can’t be answered', () => {
    check()
    const [question] = consents.list()
    if (question === undefined) throw new Error('No question is open.')
    consents.setLocked(true)
    consents.setLocked(false)
    expect(consents.answer(question.id, true, null)).toEqual({
      ok: false,
      failure: { kind: 'not-found', what: 'question' },
    })
    expect(reason()).toBe('asked')
  })

  it('comes to the front when it is clicked on', () => {
    check()
    check(prod, inTerminal('node'))
    const [, second] = consents.list()
    if (second === undefined) throw new Error('There is no second question.')
    consents.noteClick(second.id)
    expect(consents.list().map(each => each.clicks)).toEqual([0, 1])
  })

  it('makes room for others after twenty: a program can’t fill the screen', () => {
    const first = untilOf(check(prod, inTerminal('tool-0')))
    for (let at = 1; at <= 20; at += 1) check(prod, inTerminal(`tool-${at}`))
    expect(consents.list()).toHaveLength(20)
    expect(consents.list()[0]?.asking.name).toBe('tool-1')
    return expect(first).resolves.toBeUndefined()
  })

  it('whose place was taken asks no more for ten seconds: it would take that of the next one, and so on', async () => {
    const pushedOut = inTerminal('tool-0')
    for (let at = 0; at <= 20; at += 1) check(prod, at === 0 ? pushedOut : inTerminal(`tool-${at}`))
    const names = () => consents.list().map(each => each.asking.name)
    expect(check(prod, pushedOut)).toMatchObject({ failure: { reason: 'asked' }, until: null })
    expect(names()).not.toContain('tool-0')
    await clock.advance(10 * SECOND)
    check(prod, pushedOut)
    expect([names().length, names().at(-1)]).toEqual([20, 'tool-0'])
  })
})

describe('the lock of the screen', () => {
  it('ends what was allowed and what was denied', () => {
    check()
    answer(true)
    consents.setLocked(true)
    consents.setLocked(false)
    expect(reason()).toBe('asked')
  })

  it('lets nobody be asked while it lasts', () => {
    consents.setLocked(true)
    expect([reason(), consents.list()]).toEqual(['locked', []])
    consents.setLocked(false)
    expect(reason()).toBe('asked')
  })
})

it('answers for a session that asks no more are forgotten with it', () => {
  check()
  answer(true)
  consents.keepOnly([role('prod')])
  expect(reason()).toBe('asked')
})

describe('a session that was edited', () => {
  const elsewhere = { ...prod, roleArn: 'arn:aws:iam::777788889999:role/Admin' }

  it('is another one where its role is another: what was allowed or asked before does not count', () => {
    check()
    answer(true)
    check(prod, inTerminal('terraform'))
    consents.keepOnly([elsewhere])
    expect(consents.list()).toEqual([])
    expect(reason(elsewhere)).toBe('asked')
    consents.keepOnly([prod])
    expect(reason(prod)).toBe('asked')
  })

  it('is the same where the rest is', () => {
    check()
    answer(true)
    const renamed = { ...prod, name: 'production', durationSeconds: 900 }
    consents.keepOnly([renamed])
    expect(reason(renamed)).toBe('allowed')
  })
})
