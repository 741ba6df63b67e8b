import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import type { SessionView, Snapshot } from '../../main/core/snapshot/snapshot.ts'
import { trayIcon } from '../../main/desktop/tray-icon.ts'
import { down, prompt, question, STATES, snapshotOf, view } from './snapshots.ts'

const icon = (more: Partial<Snapshot>) => {
  const { face, badge } = trayIcon(snapshotOf(more))
  return `${face}, ${badge}`
}
const inProduction = (seen: SessionView): SessionView => ({
  ...seen,
  session: { ...seen.session, production: true },
})

describe('the icon', () => {
  it.each([
    ['idle, none', 'off'],
    ['idle, none', 'starting'],
    ['idle, none', 'tryingAgain'],
    ['idle, none', 'waiting'],
    ['serving, none', 'live'],
    ['serving, none', 'renewing'],
    ['fault, none', 'failing'],
    ['fault, none', 'failed'],
    ['idle, needs-you', 'notAnswered'],
    ['serving, needs-you', 'renewalNotAnswered'],
  ] as const)('is "%s" with a session that is %s', (expected, name) => {
    expect(icon({ sessions: [view('a', STATES[name])] })).toBe(expected)
    const others = [view('a', STATES.off), view('b', STATES[name]), view('c', STATES.starting, true)]
    expect(icon({ sessions: others })).toBe(expected)
  })

  it('is struck out where no tool gets anything, whatever is live', () => {
    const sessions = [view('a', STATES.live, true)]
    expect(icon({ endpoint: down })).toBe('fault, none')
    expect(icon({ sessions, endpoint: down })).toBe('fault, none')
  })

  it('has the square while a production session is served, and not while it is off', () => {
    const [live, off] = [inProduction(view('p', STATES.live)), inProduction(view('p', STATES.off, true))]
    expect(icon({ sessions: [live] })).toBe('serving, production')
    expect(icon({ sessions: [off] })).toBe('idle, none')
    expect(icon({ sessions: [live, view('b', STATES.failed)] })).toBe('fault, production')
  })

  it('has the dot before the square: it wants something done', () => {
    const sessions = [inProduction(view('p', STATES.live, true))]
    expect(icon({ sessions, prompts: [prompt('alice')] })).toBe('serving, needs-you')
    expect(icon({ sessions, questions: [question('aws', 'p')] })).toBe('serving, needs-you')
    expect(icon({ sessions, prompts: [prompt('alice')], endpoint: down })).toBe('fault, needs-you')
    expect(icon({ sessions, keychain: { title: 'It is locked.', advice: '' } })).toBe('serving, needs-you')
  })
})

test.each(['.png', '@2x.png', '-Template.png', '-Template@2x.png'])('every icon is drawn as *%s', ending => {
  const folder = join(import.meta.dirname, '../../main/desktop/icons/tray')
  for (const face of ['idle', 'serving', 'fault'])
    for (const badge of ['none', 'needs-you', 'production'])
      expect(existsSync(join(folder, `${face}-${badge}${ending}`)), `${face}-${badge}`).toBe(true)
})
