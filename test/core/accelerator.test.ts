import { expect, test } from 'vitest'
import { isAccelerator, showAccelerator } from '../../main/core/accelerator.ts'

test.each([
  ['Alt+Shift+U', 'Alt+Shift+U', '⌥⇧U'],
  // In whatever order it is written, it is shown in one.
  ['Shift+Alt+U', 'Alt+Shift+U', '⌥⇧U'],
  ['CommandOrControl+K', 'Ctrl+K', '⌘K'],
  ['Control+Alt+Shift+Super+F24', 'Ctrl+Alt+Shift+Super+F24', '⌃⌥⇧⌘F24'],
  ['Super+Space', 'Super+Space', '⌘Space'],
  ['Command+1', 'Meta+1', '⌘1'],
  ['Alt+PageDown', 'Alt+PageDown', '⌥PageDown'],
  ['Control+\\', 'Ctrl+\\', '⌃\\'],
  ['Control+;', 'Ctrl+;', '⌃;'],
  ['F1', 'F1', 'F1'],
  ['Shift+F12', 'Shift+F12', '⇧F12'],
])('%s is a shortcut, written %s, and on a Mac %s', (text, elsewhere, onMac) => {
  expect(isAccelerator(text)).toBe(true)
  expect(showAccelerator(text, 'linux')).toBe(elsewhere)
  expect(showAccelerator(text, 'win32')).toBe(elsewhere)
  expect(showAccelerator(text, 'darwin')).toBe(onMac)
})

test.each([
  // They would be taken from whoever types.
  'U',
  'Shift+U',
  'Shift+Space',
  'Return',
  '5',
  // No key, or no single one.
  '',
  '+',
  'Alt',
  'Alt+',
  'Alt+Shift',
  'Alt++',
  'Alt+UU',
  'Alt+U+K',
  'U+Alt',
  // No such key, or one that Electron writes otherwise.
  'Alt+u',
  'alt+U',
  'Alt+F0',
  'Alt+F25',
  'Alt+F01',
  'Alt+Enter',
  'Alt+Ü',
  'Alt+あ',
  'Alt + U',
  ' Alt+U',
  'Alt+U\n',
  'Meta+U',
  'Hyper+U',
  'Alt+Alt+U',
  'Alt+MediaPlayPause',
  'nonsense',
  'Alt+Shift+U; rm -rf /',
])('%j is none, and is shown as it is', text => {
  expect(isAccelerator(text)).toBe(false)
  expect(showAccelerator(text, 'linux')).toBe(text)
  expect(showAccelerator(text, 'darwin')).toBe(text)
})
