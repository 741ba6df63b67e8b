import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../../main/core/snapshot.ts'
import {
  type TrayAction,
  type TrayEntry,
  trayIcon,
  trayMenu,
  trayTooltip,
} from '../../main/desktop/tray-menu.ts'
import { down, idOf, prompt, STATES, showTime, snapshotOf, view } from './snapshots.ts'

const menu = (more: Partial<Snapshot>) => trayMenu(snapshotOf(more), showTime)
const separator: TrayEntry = { kind: 'separator' }
const item = (label: string, action: TrayAction): TrayEntry => ({ kind: 'item', label, action })
const manager: TrayAction = { kind: 'open-manager' }
const askedOf = (owner: string): TrayAction => ({
  kind: 'open-prompt',
  device: prompt(owner).device.serial,
})
const to = (name: string): TrayAction => ({ kind: 'switch-to', id: idOf(name) })
const radio = (name: string, label: string, checked = false): TrayEntry => ({
  kind: 'radio',
  label,
  checked,
  action: to(name),
})
const quit = item('Quit and Stop Serving Credentials', { kind: 'quit' })
const open = item('Open Understudy', manager)
const forget = item('Forget All Sessions', { kind: 'forget-all' })
const openConsole = (name: string) =>
  item(`Open Console as ${name}`, { kind: 'open-console', id: idOf(name) })
const stop = (name: string) => item(`Stop ${name}`, { kind: 'stop', id: idOf(name) })

describe('the menu', () => {
  it('before anything was added', () => {
    expect(menu({})).toEqual([item('Add a Key or a Session…', manager), open, separator, quit])
  })

  it('with a current session and another one', () => {
    const sessions = [view('prod', STATES.live, true), view('dev', STATES.off)]
    expect(menu({ sessions })).toEqual([
      radio('prod', 'prod · until 14:32', true),
      radio('dev', 'dev · off'),
      separator,
      openConsole('prod'),
      stop('prod'),
      forget,
      open,
      separator,
      quit,
    ])
  })

  it('with every state that a session can have', () => {
    const sessions = Object.entries(STATES).map(([name, state]) => view(name, state, name === 'off'))
    expect(menu({ sessions })).toEqual([
      radio('off', 'off · off', true),
      radio('starting', 'starting · starting'),
      radio('tryingAgain', 'tryingAgain · trying again'),
      radio('waiting', 'waiting · needs an MFA code'),
      radio('live', 'live · until 14:32'),
      radio('renewing', 'renewing · until 14:32'),
      radio('failing', 'failing · until 14:32, can’t be renewed'),
      radio('failed', 'failed · failed'),
      radio('notAnswered', 'notAnswered · waits for you'),
      radio('renewalNotAnswered', 'renewalNotAnswered · until 14:32, waits for you'),
      separator,
      openConsole('off'),
      ...Object.keys(STATES).slice(1).map(stop),
      forget,
      open,
      separator,
      quit,
    ])
  })

  it('with no current session has no radio items, of which the system would check one', () => {
    const sessions = [view('prod', STATES.live), view('dev', STATES.off)]
    expect(menu({ sessions })).toEqual([
      item('prod · until 14:32', to('prod')),
      item('dev · off', to('dev')),
      separator,
      stop('prod'),
      forget,
      open,
      separator,
      quit,
    ])
  })

  it('where nothing is on has nothing to stop or to forget', () => {
    expect(menu({ sessions: [view('prod', STATES.off, true)] })).toEqual([
      radio('prod', 'prod · off', true),
      separator,
      openConsole('prod'),
      open,
      separator,
      quit,
    ])
  })

  it('with thirty sessions shows ten: the current one, though it is the last, and the first nine', () => {
    const sessions = Array.from({ length: 30 }, (_, at) => view(`s${at + 1}`, STATES.off, at === 29))
    const firstNine = Array.from({ length: 9 }, (_, at) => radio(`s${at + 1}`, `s${at + 1} · off`))
    expect(menu({ sessions })).toEqual([
      radio('s30', 's30 · off', true),
      ...firstNine,
      separator,
      openConsole('s30'),
      open,
      separator,
      quit,
    ])
  })

  it.each([0, 9])('with thirty sessions keeps their order where the current one is number %d', current => {
    const sessions = Array.from({ length: 30 }, (_, at) => view(`s${at}`, STATES.off, at === current))
    const shown = Array.from({ length: 10 }, (_, at) => radio(`s${at}`, `s${at} · off`, at === current))
    expect(menu({ sessions })).toEqual([
      ...shown,
      separator,
      openConsole(`s${current}`),
      open,
      separator,
      quit,
    ])
  })

  it('with prompts asks for them first', () => {
    const sessions = [view('prod', STATES.waiting, true)]
    expect(menu({ sessions, prompts: [prompt('alice', 'prod'), prompt('bob', 'a', 'b', 'c')] })).toEqual([
      item('MFA code needed for alice…', askedOf('alice')),
      item('MFA code needed for bob (3 waiting)…', askedOf('bob')),
      separator,
      radio('prod', 'prod · needs an MFA code', true),
      separator,
      openConsole('prod'),
      stop('prod'),
      forget,
      open,
      separator,
      quit,
    ])
  })

  it('where the endpoint is down says what that means', () => {
    expect(menu({ endpoint: down })).toEqual([
      item('No tool can get credentials…', manager),
      separator,
      item('Add a Key or a Session…', manager),
      open,
      separator,
      quit,
    ])
    expect(menu({ endpoint: down, prompts: [prompt('alice')] }).slice(0, 3)).toEqual([
      item('MFA code needed for alice…', askedOf('alice')),
      item('No tool can get credentials…', manager),
      separator,
    ])
  })

  it('with a keychain that can’t be used says so first, and what waits for it', () => {
    const { why: keychain } = STATES.failed
    const sessions = [
      view('prod', STATES.failed, true),
      view('dev', STATES.failing),
      view('ops', STATES.tryingAgain),
      view('own', STATES.notAnswered),
    ]
    expect(menu({ sessions, keychain, prompts: [prompt('alice')] }).slice(0, 7)).toEqual([
      item('MFA code needed for alice…', askedOf('alice')),
      item('The keychain can’t be used…', manager),
      separator,
      radio('prod', 'prod · waits for the keychain', true),
      radio('dev', 'dev · until 14:32, waits for the keychain'),
      radio('ops', 'ops · waits for the keychain'),
      radio('own', 'own · waits for you'),
    ])
  })

  it('shows each & of a name, instead of making a shortcut of it', () => {
    const sessions = [view('R&D &prod', STATES.live, true)]
    const entries = menu({ sessions, prompts: [prompt('A&B')] })
    const labels = entries.flatMap(entry => (entry.kind === 'separator' ? [] : [entry.label]))
    expect(labels).toEqual([
      'MFA code needed for A&&B…',
      'R&&D &&prod · until 14:32',
      'Open Console as R&&D &&prod',
      'Stop R&&D &&prod',
      'Forget All Sessions',
      'Open Understudy',
      'Quit and Stop Serving Credentials',
    ])
  })

  it.each(Object.keys(STATES))('never has two separators in a row, nor one at an end: %s', name => {
    const [state] = Object.entries(STATES).flatMap(([key, each]) => (key === name ? [each] : []))
    if (state === undefined) throw new Error('no such state')
    for (const sessions of [[], [view('a', state)], [view('a', state, true)]])
      for (const endpoint of [down, { kind: 'listening', port: 1 } as const])
        for (const asked of [[], [prompt('alice')]]) {
          const kinds = menu({ sessions, endpoint, prompts: asked }).map(entry => entry.kind)
          expect(` ${kinds.join(' ')} `).not.toMatch(/separator {1,2}separator/)
          expect([kinds.at(0), kinds.at(-1)]).not.toContain('separator')
        }
  })
})

describe('the tooltip', () => {
  const tooltip = (more: Partial<Snapshot>) => trayTooltip(snapshotOf(more), showTime)

  it('names the current session and its state', () => {
    const sessions = [view('dev', STATES.off), view('prod', STATES.failing, true)]
    expect(tooltip({ sessions })).toBe('Understudy: prod · until 14:32, can’t be renewed')
    expect(tooltip({ sessions: [view('R&D', STATES.off, true)] })).toBe('Understudy: R&D · off')
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
    expect(tooltip({ sessions, endpoint: down })).toMatch(/no tool can get credentials/i)
  })
})

describe('the icon', () => {
  it.each([
    ['idle', 'off'],
    ['idle', 'starting'],
    ['idle', 'tryingAgain'],
    ['idle', 'waiting'],
    ['serving', 'live'],
    ['serving', 'renewing'],
    ['fault', 'failing'],
    ['fault', 'failed'],
    ['needs-you', 'notAnswered'],
    ['needs-you', 'renewalNotAnswered'],
  ] as const)('is "%s" with a session that is %s', (icon, name) => {
    expect(trayIcon(snapshotOf({ sessions: [view('a', STATES[name])] }))).toBe(icon)
    const others = [view('a', STATES.off), view('b', STATES[name]), view('c', STATES.starting, true)]
    expect(trayIcon(snapshotOf({ sessions: others }))).toBe(icon)
  })

  it('shows what needs you before a fault, and a fault before what works', () => {
    const sessions = [view('a', STATES.live, true), view('b', STATES.failed)]
    expect(trayIcon(snapshotOf())).toBe('idle')
    expect(trayIcon(snapshotOf({ endpoint: down }))).toBe('fault')
    expect(trayIcon(snapshotOf({ sessions: sessions.slice(0, 1), endpoint: down }))).toBe('fault')
    expect(trayIcon(snapshotOf({ sessions }))).toBe('fault')
    const waiting = view('c', STATES.notAnswered)
    expect(trayIcon(snapshotOf({ sessions: [...sessions, waiting] }))).toBe('fault')
    expect(trayIcon(snapshotOf({ sessions, endpoint: down, prompts: [prompt('alice')] }))).toBe('needs-you')
  })
})
