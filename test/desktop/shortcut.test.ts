import { expect, test } from 'vitest'
import { Shortcut } from '../../main/desktop/shortcut.ts'

function onDesktop(sessionType: string | undefined, platform: NodeJS.Platform = 'linux') {
  const taken = new Set<string>()
  const ours = new Set<string>()
  const shortcut = new Shortcut({
    globalShortcut: {
      register: keys => {
        if (taken.has(String(keys))) return false
        ours.add(String(keys))
        return true
      },
      unregister: keys => void ours.delete(String(keys)),
    },
    platform,
    sessionType,
    press: () => {},
  })
  return { shortcut, taken, ours }
}

test('another one takes the place of the one before, and none of any', () => {
  const { shortcut, ours } = onDesktop('x11')
  shortcut.set('Alt+Shift+U')
  shortcut.set('Alt+Shift+U')
  expect([[...ours], shortcut.accelerator, shortcut.trouble]).toEqual([['Alt+Shift+U'], 'Alt+Shift+U', null])
  shortcut.set('Control+F9')
  expect([[...ours], shortcut.keys]).toEqual([['Control+F9'], 'Ctrl+F9'])
  shortcut.set(null)
  expect([[...ours], shortcut.keys, shortcut.accelerator, shortcut.trouble]).toEqual([[], null, null, null])
})

test('one that another program has does nothing, until that is gone and it is set again', () => {
  const { shortcut, taken, ours } = onDesktop(undefined)
  taken.add('Alt+Shift+U')
  shortcut.set('Alt+Shift+U')
  expect(shortcut.trouble).toEqual({ kind: 'shortcut', keys: 'Alt+Shift+U', reason: 'taken' })
  expect(shortcut.accelerator).toBeNull()
  taken.clear()
  shortcut.set('Alt+Shift+U')
  expect([[...ours], shortcut.trouble]).toEqual([['Alt+Shift+U'], null])
})

test('a menu shows only keys that it can write', () => {
  const { shortcut } = onDesktop('x11')
  const mac = onDesktop(undefined, 'darwin')
  const shown = ['Control+K', 'Control+;', 'Control+F9', 'F9', 'Alt+Home', 'Super+Space'].map(keys => {
    shortcut.set(keys)
    mac.shortcut.set(keys)
    expect([shortcut.trouble, mac.shortcut.accelerator]).toEqual([null, keys])
    return shortcut.accelerator
  })
  expect(shown).toEqual(['Control+K', 'Control+;', null, null, null, null])
})

test('under Wayland none is asked for, on Linux alone', () => {
  const { shortcut, ours } = onDesktop('wayland')
  shortcut.set('Alt+Shift+U')
  expect(shortcut.trouble).toEqual({ kind: 'shortcut', keys: 'Alt+Shift+U', reason: 'wayland' })
  expect([[...ours], shortcut.accelerator]).toEqual([[], null])
  const mac = onDesktop('wayland', 'darwin')
  mac.shortcut.set('Alt+Shift+U')
  expect([mac.shortcut.trouble, mac.shortcut.keys]).toEqual([null, '⌥⇧U'])
})
