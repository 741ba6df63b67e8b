type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'>

const MODIFIER_KEYS = new Set(['Control', 'Alt', 'AltGraph', 'Shift', 'Meta', 'OS'])

/** Keys by what they are called where a browser and Electron don't agree. */
const NAMED: Readonly<Record<string, string>> = {
  Space: 'Space',
  Enter: 'Return',
  NumpadEnter: 'Return',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Minus: '-',
  Equal: '=',
  BracketLeft: '[',
  BracketRight: ']',
  Semicolon: ';',
  Quote: "'",
  Comma: ',',
  Period: '.',
  Slash: '/',
  Backslash: '\\',
  Backquote: '`',
}
const SAME = new Set(['Tab', 'Delete', 'Insert', 'Home', 'End', 'PageUp', 'PageDown'])

/**
 * What is pressed, as Electron writes it: "Alt+Shift+U". Null while only modifiers are down, or where Electron has no
 * name for the key. Whether it may be a shortcut is for `isAccelerator` to say.
 *
 * The letter is that of the layout, which is what is printed on the key; with Alt or Option it may be another one, or
 * none, and then the key's place decides.
 */
export function acceleratorOf(pressed: Pressed, platform: string): string | null {
  const key = keyOf(pressed)
  if (key === null) return null
  const { ctrlKey, altKey, shiftKey, metaKey } = pressed
  const modifiers = [
    ...(metaKey ? [platform === 'darwin' ? 'Command' : 'Super'] : []),
    ...(ctrlKey ? ['Control'] : []),
    ...(altKey ? ['Alt'] : []),
    ...(shiftKey ? ['Shift'] : []),
  ]
  return [...modifiers, key].join('+')
}

function keyOf({ key, code }: Pressed): string | null {
  if (MODIFIER_KEYS.has(key)) return null
  if (/^[a-z]$/i.test(key)) return key.toUpperCase()
  if (/^F\d{1,2}$/.test(code) || SAME.has(code)) return code
  const [, letter] = /^Key([A-Z])$/.exec(code) ?? []
  const [, digit] = /^(?:Digit|Numpad)(\d)$/.exec(code) ?? []
  return letter ?? digit ?? NAMED[code] ?? null
}
