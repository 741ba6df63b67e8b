import { expect, it } from 'vitest'
import type { PromptId } from '../../main/core/broker/mfa.ts'
import {
  heightInSight,
  popupHeight,
  popupLeavesKeyboard,
  popupMove,
  topInSight,
} from '../../main/desktop/popup.ts'

const prompt = (id: string, clicks = 0) => ({ id: id as PromptId, clicks })

it.each([
  ['nothing was, nothing is', [], [], 'close'],
  ['a tool has asked', [], [prompt('a')], 'show'],
  ['the user has clicked', [], [prompt('a', 1)], 'show-and-focus'],
  ['nothing is new', [prompt('a', 1)], [prompt('a', 1)], 'stay'],
  ['the user clicks on what a tool has asked for', [prompt('a')], [prompt('a', 1)], 'show-and-focus'],
  ['the user clicks again', [prompt('a', 1)], [prompt('a', 2)], 'show-and-focus'],
  ['a second device is needed', [prompt('a', 1)], [prompt('a', 1), prompt('b')], 'show'],
  ['one of two is answered', [prompt('a', 1), prompt('b')], [prompt('b')], 'stay'],
  ['the last one is answered', [prompt('b')], [], 'close'],
] as const)('%s', (_, before, now, move) => {
  expect(popupMove(before, now)).toBe(move)
})

it('a popup comes higher with all that it asks, to an end', () => {
  const height = (prompts: number, questions = 0, confirmations = 0, leases = 0) =>
    popupHeight({ prompts, questions, leases, confirmations })
  expect(height(0)).toBe(height(1))
  const around = 2 * height(1) - height(2)
  expect(height(1, 1)).toBe(height(1) + height(0, 1) - around)
  expect(height(0, 2)).toBe(2 * height(0, 1) - around)
  expect(height(0, 1, 0, 1)).toBeGreaterThan(height(0, 1))
  expect(height(1, 0, 1)).toBe(height(1) + height(0, 0, 1) - around)
  expect([height(4), height(2, 2), height(0, 5), height(0, 0, 9)]).toEqual([730, 730, 730, 730])
})

it('a popup is drawn in full where the screen has room for it and its frame, and else fills it', () => {
  expect([1_040, 740, 700].map(height => heightInSight(720, 30, { height }))).toEqual([720, 710, 670])
})

it.each([
  ['stays where it is', 100, 600, 100],
  ['moves up as far as it must', 300, 600, 168],
  ['begins at the screen’s top, where it is higher than that', 300, 900, 32],
])('a popup that has grown %s', (_, top, height, moved) => {
  expect(topInSight(top, height, { y: 32, height: 736 })).toBe(moved)
})

it.each<[NodeJS.Platform, string | undefined, boolean]>([
  ['linux', 'wayland', false],
  ['linux', 'x11', true],
  ['linux', undefined, true],
  ['darwin', undefined, true],
  ['win32', undefined, true],
])('on %s with %s a popup leaves the keyboard where it is: %s', (platform, session, leaves) => {
  expect(popupLeavesKeyboard(platform, session)).toBe(leaves)
})
