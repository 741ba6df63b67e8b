import { describe, expect, test } from 'vitest'
import { isAccelerator } from '../../main/core/accelerator.ts'
import { acceleratorOf } from '../../renderer/windows/manager/settings/accelerator-of.ts'

const none = { ctrlKey: false, altKey: false, shiftKey: false, metaKey: false }

describe('the keys that are pressed, as Electron writes them', () => {
  test.each([
    ['a letter', { ...none, altKey: true, shiftKey: true, key: 'U', code: 'KeyU' }, 'Alt+Shift+U'],
    ['a digit', { ...none, ctrlKey: true, key: '7', code: 'Digit7' }, 'Control+7'],
    ['a function key', { ...none, key: 'F9', code: 'F9' }, 'F9'],
    ['an arrow', { ...none, ctrlKey: true, key: 'ArrowUp', code: 'ArrowUp' }, 'Control+Up'],
    [
      'a mark, with Shift',
      { ...none, ctrlKey: true, shiftKey: true, key: '<', code: 'Comma' },
      'Control+Shift+,',
    ],
    [
      'the letter of the layout, not of the place',
      { ...none, ctrlKey: true, key: 'z', code: 'KeyY' },
      'Control+Z',
    ],
    ['the place, where Alt makes another letter', { ...none, altKey: true, key: 'ü', code: 'KeyU' }, 'Alt+U'],
    ['the system key', { ...none, metaKey: true, key: 'u', code: 'KeyU' }, 'Super+U'],
  ])('%s', (_, pressed, accelerator) => {
    expect(acceleratorOf(pressed, 'linux')).toBe(accelerator)
    expect(isAccelerator(accelerator)).toBe(true)
  })

  test('on a Mac the system key is Command', () => {
    const pressed = { ...none, metaKey: true, key: 'u', code: 'KeyU' }
    expect(acceleratorOf(pressed, 'darwin')).toBe('Command+U')
  })

  test('modifiers alone are nothing yet', () => {
    for (const key of ['Control', 'Alt', 'AltGraph', 'Shift', 'Meta'])
      expect(acceleratorOf({ ...none, ctrlKey: true, key, code: `${key}Left` }, 'linux')).toBeNull()
  })

  test('a letter alone has a name, and may not be a shortcut', () => {
    const alone = acceleratorOf({ ...none, shiftKey: true, key: 'U', code: 'KeyU' }, 'linux')
    expect(alone).toBe('Shift+U')
    expect(isAccelerator(alone ?? '')).toBe(false)
  })
})
