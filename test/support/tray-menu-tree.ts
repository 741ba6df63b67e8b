export interface TrayMenuItem {
  label: string
  kind: 'item' | 'separator' | 'radio' | 'check'
  enabled: boolean
  visible: boolean
  checked: boolean
  /** The keys that are shown beside it: "Alt+Shift+u". */
  keys: string
  children: TrayMenuItem[]
}

/** With the id that a click needs. Ids are new each time that the app sets its menu: never kept. */
export interface NumberedMenuItem extends TrayMenuItem {
  id: number
  children: NumberedMenuItem[]
}

/** From com.canonical.dbusmenu's (ia{sv}av), its type tags taken off; what is not said has a default there. */
export function readMenuItem(node: unknown): NumberedMenuItem {
  if (!Array.isArray(node)) throw new Error(`not a menu item: ${JSON.stringify(node)}`)
  const [id, properties, children]: unknown[] = node
  const said = new Map<string, unknown>(Object.entries(properties ?? {}))
  const toggle = said.get('toggle-type')
  let kind: TrayMenuItem['kind'] = 'item'
  if (said.get('type') === 'separator') kind = 'separator'
  else if (toggle === 'radio') kind = 'radio'
  else if (toggle === 'checkmark') kind = 'check'
  return {
    id: Number(id),
    // One underscore marks the letter to press, two are one.
    label: String(said.get('label') ?? '').replace(/_(.)/g, '$1'),
    kind,
    enabled: said.get('enabled') !== false,
    visible: said.get('visible') !== false,
    checked: said.get('toggle-state') === 1,
    keys: readKeys(said.get('shortcut')),
    children: Array.isArray(children) ? children.map(readMenuItem) : [],
  }
}

/** A list of lists, since there may be several; nobody has more than one. */
function readKeys(shortcuts: unknown): string {
  const [first]: unknown[] = Array.isArray(shortcuts) ? shortcuts : []
  return Array.isArray(first) ? first.join('+') : ''
}

export type MenuLabel = string | RegExp

export function matches(item: TrayMenuItem, label: MenuLabel): boolean {
  if (!item.visible || item.kind === 'separator') return false
  return typeof label === 'string' ? item.label === label : label.test(item.label)
}

/** Every match, at any depth. */
export function findAll<T extends TrayMenuItem & { children: T[] }>(items: T[], label: MenuLabel): T[] {
  return items.flatMap(item => [...(matches(item, label) ? [item] : []), ...findAll(item.children, label)])
}

/** For people to read when a test fails. */
export function printMenu(items: TrayMenuItem[], indent = ''): string {
  return items
    .map(item => {
      if (item.kind === 'separator') return `${indent}----`
      const marks = { item: '', check: item.checked ? '[x] ' : '[ ] ', radio: item.checked ? '(o) ' : '( ) ' }
      const keys = item.keys === '' ? '' : ` (${item.keys})`
      const notes = [keys, item.enabled ? '' : ' (disabled)', item.visible ? '' : ' (hidden)'].join('')
      const below = item.children.length === 0 ? '' : `\n${printMenu(item.children, `${indent}  `)}`
      return `${indent}${marks[item.kind]}${item.label}${notes}${below}`
    })
    .join('\n')
}
