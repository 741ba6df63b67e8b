import { describe, expect, it } from 'vitest'
import { explain } from '../../main/core/failures/explain.ts'
import { DEFAULT_LOOK } from '../../main/core/sessions/session-look.ts'
import type { SessionView, Snapshot } from '../../main/core/snapshot/snapshot.ts'
import type { OfferView, UpdateView } from '../../main/core/updates/update-view.ts'
import type { TrayAction, TrayEntry } from '../../main/desktop/tray-entry.ts'
import { trayMenu, trayTooltip } from '../../main/desktop/tray-menu.ts'
import { down, idOf, prompt, question, STATES, showTime, snapshotOf, UNTIL, view } from './snapshots.ts'

const menu = (more: Partial<Snapshot>, shortcut: string | null = null) =>
  trayMenu(snapshotOf(more), { showTime, shortcut })
const labels = (entries: readonly TrayEntry[]) =>
  entries.flatMap(entry => (entry.kind === 'separator' ? [] : [entry.label]))

const separator: TrayEntry = { kind: 'separator' }
const item = (label: string, action: TrayAction): TrayEntry => ({ kind: 'item', label, action })
const manager: TrayAction = { kind: 'open-manager', page: null }
const sessionsPage: TrayAction = { kind: 'open-manager', page: 'Sessions' }
const to = (name: string): TrayAction => ({ kind: 'switch-to', id: idOf(name) })
const radio = (name: string, label: string, checked = false): TrayEntry => ({
  kind: 'radio',
  label,
  checked,
  action: to(name),
})
const headline = (label: string) => item(label, sessionsPage)
const switcher = item('Switch Session…', { kind: 'open-switcher' })
const openConsole = (name: string) =>
  item(`Open Console as ${name}`, { kind: 'open-console', id: idOf(name) })
const stop = (name: string) => item(`Stop ${name}`, { kind: 'stop', id: idOf(name) })
const askAgain = (name: string) => item(`Ask Again for ${name}…`, { kind: 'start', id: idOf(name) })
const forget = item('Forget All Sessions', { kind: 'forget-all' })
const last = [
  item('Open Understudy', manager),
  item('Settings…', { kind: 'open-manager', page: 'Settings' }),
  separator,
  item('Quit and Stop Serving Credentials', { kind: 'quit' }),
]

/** After something that can be done. */
const rest = [separator, ...last]

const changed = (seen: SessionView, session: Partial<SessionView['session']>): SessionView =>
  ({ ...seen, session: { ...seen.session, ...session } }) as SessionView
const pinned = (seen: SessionView) => changed(seen, { look: { ...DEFAULT_LOOK, pinned: true } })
const inProduction = (seen: SessionView) => changed(seen, { production: true })
const locked = explain({ kind: 'keychain', reason: 'locked', detail: '' })

describe('the menu', () => {
  it('has one line for a newer version, among the last, unless that is skipped', () => {
    const offer: OfferView = {
      version: '1.2.4',
      isSkipped: false,
      step: { kind: 'offered', canDownload: true, bytes: 1 },
      why: null,
    }
    const updates = (more: Partial<OfferView>): UpdateView => ({
      host: 'updates.example.com',
      page: 'https://example.com/',
      isLooking: false,
      lastLook: null,
      offer: { ...offer, ...more },
    })
    const first = item('Add a Key or a Session…', manager)
    const line = (label: string) => item(label, { kind: 'open-manager', page: 'Settings' })
    expect(menu({ updates: updates({}) })).toEqual([first, line('Understudy 1.2.4 Is Out…'), ...last])
    const ready = updates({ step: { kind: 'ready' } })
    expect(menu({ updates: ready })).toEqual([first, line('Update to Understudy 1.2.4…'), ...last])
    expect(menu({ updates: updates({ isSkipped: true }) })).toEqual([first, ...last])
    expect(menu({ updates: { ...updates({}), offer: null } })).toEqual([first, ...last])
  })

  it('before anything was added', () => {
    expect(menu({})).toEqual([item('Add a Key or a Session…', manager), ...last])
  })

  it('with a current session and another one', () => {
    const sessions = [view('prod', STATES.live, true), view('dev', STATES.off)]
    expect(menu({ sessions })).toEqual([
      headline('Current: prod · until 14:32'),
      separator,
      radio('prod', 'prod · admin · until 14:32', true),
      radio('dev', 'dev · admin · off'),
      switcher,
      separator,
      openConsole('prod'),
      stop('prod'),
      forget,
      ...rest,
    ])
  })

  it('shows the shortcut beside what it does, where it works', () => {
    const sessions = [view('dev', STATES.off, true)]
    expect(menu({ sessions }, 'Alt+Shift+U')).toEqual([
      headline('Current: dev · off'),
      separator,
      radio('dev', 'dev · admin · off', true),
      { ...switcher, accelerator: 'Alt+Shift+U' },
      separator,
      openConsole('dev'),
      ...rest,
    ])
  })

  it('with every state that a session can have', () => {
    const sessions = Object.entries(STATES).map(([name, state]) => view(name, state, name === 'off'))
    expect(menu({ sessions })).toEqual([
      askAgain('notAnswered'),
      askAgain('renewalNotAnswered'),
      item('See What Is Wrong with 2 Sessions…', sessionsPage),
      separator,
      headline('Current: off · off'),
      separator,
      radio('off', 'off · admin · off', true),
      radio('starting', 'starting · admin · starting'),
      radio('tryingAgain', 'tryingAgain · admin · trying again'),
      radio('waiting', 'waiting · admin · needs an MFA code'),
      radio('live', 'live · admin · until 14:32'),
      radio('renewing', 'renewing · admin · until 14:32'),
      radio('failing', 'failing · admin · until 14:32, can’t be renewed'),
      radio('failed', 'failed · admin · failed'),
      radio('notAnswered', 'notAnswered · admin · waits for you'),
      radio('renewalNotAnswered', 'renewalNotAnswered · admin · until 14:32, waits for you'),
      switcher,
      separator,
      openConsole('off'),
      forget,
      ...rest,
    ])
  })

  it('with no current session has no radio items, of which the system would check one', () => {
    const sessions = [view('prod', STATES.live), view('dev', STATES.off)]
    expect(menu({ sessions })).toEqual([
      headline('No current session'),
      separator,
      item('prod · admin · until 14:32', to('prod')),
      item('dev · admin · off', to('dev')),
      switcher,
      separator,
      forget,
      ...rest,
    ])
  })

  it('says PRODUCTION in words, and until when the lease lasts', () => {
    const prod = inProduction({ ...view('prod', STATES.live, true), lease: UNTIL })
    expect(menu({ sessions: [prod, inProduction(view('other', STATES.off))] })).toEqual([
      headline('Current: prod · PRODUCTION · until 14:32, lease until 14:32'),
      separator,
      radio('prod', 'prod · admin · PRODUCTION · until 14:32', true),
      radio('other', 'other · admin · PRODUCTION · off'),
      switcher,
      separator,
      openConsole('prod'),
      stop('prod'),
      forget,
      ...rest,
    ])
  })

  it('offers no console where there is none, and says a role of the session’s own name once', () => {
    const noConsole = { title: 'No console.', advice: 'None.' }
    const sessions = [{ ...view('admin', STATES.live, true), noConsole }]
    expect(menu({ sessions })).toEqual([
      headline('Current: admin · until 14:32'),
      separator,
      radio('admin', 'admin · until 14:32', true),
      switcher,
      separator,
      stop('admin'),
      forget,
      ...rest,
    ])
  })

  it('of ten sessions shows all, the pinned ones first', () => {
    const names = Array.from({ length: 10 }, (_, at) => `s${at}`)
    const sessions = names.map((name, at) =>
      at === 7 ? pinned(view(name, STATES.off)) : view(name, STATES.off, at === 3),
    )
    const shown = ['s7', 's0', 's1', 's2', 's3', 's4', 's5', 's6', 's8', 's9']
    expect(menu({ sessions, recent: [idOf('s9')] })).toEqual([
      headline('Current: s3 · off'),
      separator,
      ...shown.map(name => radio(name, `${name} · admin · off`, name === 's3')),
      switcher,
      separator,
      openConsole('s3'),
      ...rest,
    ])
  })

  it('of thirty shows ten: the pinned ones, then those used last, and the current one whatever its place', () => {
    const names = Array.from({ length: 30 }, (_, at) => `s${at}`)
    const sessions = names.map(name => {
      const seen = view(name, STATES.off, name === 's29')
      return name === 's20' || name === 's11' ? pinned(seen) : seen
    })
    const recent = ['s25', 's11', 's4'].map(idOf)
    const shown = ['s11', 's20', 's25', 's4', 's0', 's1', 's2', 's3', 's5', 's29']
    expect(menu({ sessions, recent })).toEqual([
      headline('Current: s29 · off'),
      separator,
      ...shown.map(name => radio(name, `${name} · admin · off`, name === 's29')),
      switcher,
      separator,
      openConsole('s29'),
      ...rest,
    ])
  })
})

describe('what needs the user', () => {
  const dev = [view('dev', STATES.off, true)]
  const all = [
    headline('Current: dev · off'),
    separator,
    radio('dev', 'dev · admin · off', true),
    switcher,
    separator,
    openConsole('dev'),
    ...rest,
  ]
  const whatFirst = (more: Partial<Snapshot>, ...first: readonly TrayEntry[]) =>
    expect(menu({ sessions: dev, ...more })).toEqual([...first, separator, ...all])

  it('is asked for first: codes, confirmations, questions, sign-ins', () => {
    const serial = prompt('alice').device.serial
    whatFirst(
      {
        prompts: [prompt('alice', 'prod'), prompt('bob', 'a', 'b', 'c')],
        confirmations: [
          {
            id: 'confirmation' as Snapshot['confirmations'][number]['id'],
            session: { id: idOf('prod'), name: 'prod', look: DEFAULT_LOOK, account: '1', target: 'admin' },
            errand: 'switch',
            clicks: 1,
            lease: null,
          },
        ],
        questions: [question('terraform', 'prod')],
        signIns: [{ provider: 'Corp', session: idOf('corp'), sessions: ['corp'], isNews: true }],
      },
      item('MFA code needed for alice…', { kind: 'open-prompt', device: serial }),
      item('MFA code needed for bob (3 waiting)…', {
        kind: 'open-prompt',
        device: prompt('bob').device.serial,
      }),
      item('Confirm the use of prod…', { kind: 'open-confirmation', session: idOf('prod') }),
      item('Allow terraform to use prod?…', {
        kind: 'open-question',
        id: question('terraform', 'prod').id,
      }),
      item('Sign In at Corp…', { kind: 'start', id: idOf('corp') }),
    )
  })

  it('is a locked keychain, which a click asks to unlock; and another fault of it, of which the window tells', () => {
    whatFirst({ keychain: locked }, item('Unlock the Keychain…', { kind: 'retry-keychain' }))
    const gone = explain({ kind: 'keychain', reason: 'unavailable', detail: 'no service' })
    whatFirst({ keychain: gone }, item('The keychain can’t be used…', manager))
  })

  it('is an endpoint that is down, files that others have changed, and what is to be told', () => {
    whatFirst({ endpoint: down }, item('No tool can get credentials…', manager))
    const title = 'The settings could not be read.'
    whatFirst({ notices: [{ title, advice: '' }] }, item('The settings could not be read…', manager))
    const notices = ['One.', 'Two.'].map(each => ({ title: each, advice: '' }))
    whatFirst({ notices }, item('Understudy has 2 things to tell you…', manager))
  })

  it('leaves out of what failed what waits for the keychain, for a code, or for a sign-in', () => {
    const waits = { ...STATES.failed.why, title: locked.title }
    const failed = (name: string, why: typeof waits) => view(name, { kind: 'failed', why })
    const sessions = [
      ...dev,
      failed('key', waits),
      view('code', STATES.notAnswered),
      view('corp', STATES.notAnswered),
      view('lost', STATES.failing),
    ]
    const signIns = [{ provider: 'Corp', session: idOf('corp'), sessions: ['corp'], isNews: true }]
    const entries = menu({ sessions, signIns, keychain: locked })
    expect(labels(entries).slice(0, 9)).toEqual([
      'Sign In at Corp…',
      'Ask Again for code…',
      'Unlock the Keychain…',
      'See What Is Wrong with lost…',
      'Current: dev · off',
      'dev · admin · off',
      'key · admin · waits for the keychain',
      'code · admin · waits for you',
      'corp · admin · waits for you',
    ])
  })

  it('says that it is the network, and asks again for three at most', () => {
    const sessions = [...dev, view('lost', STATES.failed)]
    expect(menu({ sessions, offline: true })[0]).toEqual(
      item('No network: See What Is Wrong with lost…', { kind: 'show-session', id: idOf('lost') }),
    )
    const many = ['a', 'b', 'c', 'd'].map(name => view(name, STATES.notAnswered))
    expect(labels(menu({ sessions: [...dev, ...many] })).slice(0, 4)).toEqual([
      'Ask Again for a…',
      'Ask Again for b…',
      'Ask Again for c…',
      'Current: dev · off',
    ])
  })
})

describe('names', () => {
  it('show each &, instead of making a shortcut of it', () => {
    const sessions = [view('R&D &prod', STATES.live, true)]
    expect(labels(menu({ sessions, prompts: [prompt('A&B')] })).slice(0, 5)).toEqual([
      'MFA code needed for A&&B…',
      'Current: R&&D &&prod · until 14:32',
      'R&&D &&prod · admin · until 14:32',
      'Switch Session…',
      'Open Console as R&&D &&prod',
    ])
  })

  it('of any length leave the menu narrow, with their beginnings and ends', () => {
    const long = `begin-${'x'.repeat(200)}-end`
    const role = `arn:aws:iam::111122223333:role/${'r'.repeat(64)}`
    const failing = { ...view(long, STATES.failing, true), lease: UNTIL }
    const sessions = [
      inProduction(changed(failing, { roleArn: role } as Partial<SessionView['session']>)),
      view(`${long}2`, STATES.notAnswered),
    ]
    const entries = menu({
      sessions,
      prompts: [prompt(long)],
      questions: [question(long, long)],
      notices: [{ title: `${long}.`, advice: '' }],
    })
    for (const label of labels(entries)) expect(label.length, label).toBeLessThan(120)
    expect(labels(entries)[0]).toMatch(/^MFA code needed for begin-x+…x+-end…$/)
  })
})

describe.each(Object.entries(STATES))('separators, with a session that is %s', (_name, state) => {
  it('never are two in a row, nor at an end', () => {
    for (const sessions of [[], [view('a', state)], [view('a', state, true)]])
      for (const endpoint of [down, { kind: 'listening', port: 1 } as const])
        for (const asked of [[], [prompt('alice')]]) {
          const kinds = menu({ sessions, endpoint, prompts: asked }).map(entry => entry.kind)
          expect(kinds.join(' ')).not.toContain('separator separator')
          expect([kinds.at(0), kinds.at(-1)]).not.toContain('separator')
        }
  })
})

describe('the tooltip', () => {
  const tooltip = (more: Partial<Snapshot>) => trayTooltip(snapshotOf(more), showTime)

  it('names the current session and its state', () => {
    const sessions = [view('dev', STATES.off), view('prod', STATES.failing, true)]
    expect(tooltip({ sessions })).toBe('Understudy: prod · admin · until 14:32, can’t be renewed')
    expect(tooltip({ sessions: [view('R&D', STATES.off, true)] })).toBe('Understudy: R&D · admin · off')
  })

  it('says that there is none', () => {
    expect(tooltip({})).toBe('Understudy: no current session')
    expect(tooltip({ sessions: [view('dev', STATES.live)] })).toBe('Understudy: no current session')
  })

  it('asks for a code before anything else', () => {
    const sessions = [view('prod', STATES.live, true)]
    expect(tooltip({ sessions, prompts: [prompt('alice'), prompt('bob')], endpoint: down })).toBe(
      'Understudy: MFA code needed for alice',
    )
  })

  it('does not promise what no tool can get', () => {
    const sessions = [view('prod', STATES.live, true)]
    expect(tooltip({ sessions, endpoint: down })).toBe('Understudy: no tool can get credentials')
  })
})
