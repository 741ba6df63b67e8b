import { expect, it } from 'vitest'
import type { Explanation } from '../../main/core/explanation.ts'
import { trayMenu, trayTooltip } from '../../main/desktop/tray-menu.ts'
import { idOf, prompt, STATES, showTime, snapshotOf, view } from './snapshots.ts'

const corp = { isNews: true, provider: 'Corp & Co', session: idOf('dev'), sessions: ['dev', 'prod'] }
const waiting = snapshotOf({ sessions: [view('dev', STATES.notAnswered, true)], signIns: [corp] })

it('a page that wants its user stands in the menu, under what jobs wait for', () => {
  const [first, second] = trayMenu({ ...waiting, prompts: [prompt('alice', 'x')] }, showTime)
  expect(first).toMatchObject({ label: 'MFA code needed for alice…' })
  expect(second).toEqual({
    kind: 'item',
    label: 'Sign In at Corp && Co…',
    action: { kind: 'start', id: idOf('dev') },
  })
})

it.each([true, false])('it stays there when it is open or was closed (news: %s)', isNews => {
  const labels = trayMenu({ ...waiting, signIns: [{ ...corp, isNews }] }, showTime).map(entry =>
    entry.kind === 'separator' ? '' : entry.label,
  )
  expect(labels[0]).toBe('Sign In at Corp && Co…')
})

it('the pointer on the icon is told so', () => {
  expect(trayTooltip(waiting, showTime)).toBe('Understudy: Corp & Co wants you to sign in')
})

it('only a session that has a console can be opened there from the menu', () => {
  const labelsOf = (noConsole: Explanation | null) => {
    const sessions = [{ ...view('dev', STATES.live, true), noConsole }]
    return trayMenu(snapshotOf({ sessions, signIns: [] }), showTime).map(entry =>
      entry.kind === 'separator' ? '' : entry.label,
    )
  }
  expect(labelsOf(null)).toContain('Open Console as dev')
  expect(labelsOf({ title: 'It has none.', advice: '' }).filter(label => label.includes('Console'))).toEqual(
    [],
  )
})
