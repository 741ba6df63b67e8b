const MODIFIERS = ['CommandOrControl', 'Command', 'Control', 'Alt', 'Shift', 'Super'] as const
type Modifier = (typeof MODIFIERS)[number]

/** A key in the way that Electron writes one. Source: https://www.electronjs.org/docs/latest/api/accelerator */
const KEY =
  /^(?:[A-Z0-9]|F(?:[1-9]|1\d|2[0-4])|Space|Tab|Backspace|Delete|Insert|Return|Up|Down|Left|Right|Home|End|PageUp|PageDown|[-=[\];',./\\`])$/

interface Accelerator {
  readonly modifiers: readonly Modifier[]
  readonly key: string
}

function parse(text: string): Accelerator | null {
  const parts = text.split('+')
  const key = parts.at(-1) ?? ''
  const before = parts.slice(0, -1)
  const modifiers = MODIFIERS.filter(each => before.includes(each))
  if (!KEY.test(key) || modifiers.length !== before.length) return null
  // A key that types something must not be taken from every other program.
  const isFunctionKey = /^F\d/.test(key)
  if (!isFunctionKey && modifiers.every(each => each === 'Shift')) return null
  return { modifiers, key }
}

/** Whether it is a shortcut that may be taken from all other programs: some modifier but Shift, or a function key. */
export function isAccelerator(text: string): boolean {
  return parse(text) !== null
}

const APPLE: Record<Modifier, string> = {
  CommandOrControl: '⌘',
  Command: '⌘',
  Control: '⌃',
  Alt: '⌥',
  Shift: '⇧',
  Super: '⌘',
}
const OTHERS: Record<Modifier, string> = {
  CommandOrControl: 'Ctrl',
  Command: 'Meta',
  Control: 'Ctrl',
  Alt: 'Alt',
  Shift: 'Shift',
  Super: 'Super',
}

/** As people write it: "⌥⇧U" on a Mac, "Alt+Shift+U" elsewhere. */
export function showAccelerator(text: string, platform: string): string {
  const parsed = parse(text)
  if (parsed === null) return text
  const { modifiers, key } = parsed
  if (platform === 'darwin') return `${modifiers.map(each => APPLE[each]).join('')}${key}`
  return [...modifiers.map(each => OTHERS[each]), key].join('+')
}
