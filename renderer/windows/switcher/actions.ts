import { assertNever } from '../../../main/core/failures/failure.ts'
import type { SessionView } from '../../../main/core/snapshot/snapshot.ts'
import type { Outcome } from '../../../preload/contract.ts'

export type ActionKind =
  | 'switch'
  | 'open-console'
  | 'start-or-stop'
  | 'copy-lines'
  | 'copy-console-link'
  | 'pin'
  | 'show'

interface Key {
  /** As in KeyboardEvent.key, in lower case. */
  readonly key: string
  /** Whether Ctrl, or ⌘, goes with it. */
  readonly command: boolean
}

const keys: Record<ActionKind, Key | null> = {
  switch: { key: 'enter', command: false },
  'open-console': { key: 'enter', command: true },
  'start-or-stop': { key: 's', command: true },
  'copy-lines': { key: 'c', command: true },
  'copy-console-link': null,
  pin: { key: 'p', command: true },
  show: { key: 'o', command: true },
}

export const MENU_KEY: Key = { key: 'k', command: true }

// As in the preload: the keys of a Record are its names.
const KINDS = Object.keys(keys) as readonly ActionKind[]

export interface Action {
  readonly kind: ActionKind
  readonly label: string
  /** In a word, for the footer. */
  readonly brief: string
}

/** What can be done with a session, the likeliest first. */
export function actionsOf({ session, state, noConsole, connection }: SessionView): readonly Action[] {
  const onOff = state.kind === 'off' ? 'Start' : 'Stop'
  const pin = session.look.pinned ? 'Unpin' : 'Pin'
  const inConsole: readonly Action[] = [
    { kind: 'open-console', label: 'Open Console', brief: 'Console' },
    { kind: 'copy-console-link', label: 'Copy Sign-In Link', brief: 'Link' },
  ]
  return [
    { kind: 'switch', label: 'Switch to It', brief: 'Switch' },
    ...(noConsole === null ? inConsole : []),
    { kind: 'start-or-stop', label: onOff, brief: onOff },
    ...(connection === null
      ? []
      : [{ kind: 'copy-lines', label: 'Copy Shell Lines', brief: 'Copy Lines' } as const]),
    { kind: 'pin', label: pin, brief: pin },
    { kind: 'show', label: 'Show in Window', brief: 'Show' },
  ]
}

/** Whether the window has nothing more to say when it went well. */
export function endsSwitcher(kind: ActionKind): boolean {
  return kind !== 'pin'
}

/** What is said while it takes its time. */
export function underWay(kind: ActionKind, name: string): string {
  switch (kind) {
    case 'open-console':
      return `Opening the console as ${name}…`
    case 'copy-console-link':
      return `Getting a sign-in link for ${name}…`
    case 'switch':
      return `Switching to ${name}…`
    case 'start-or-stop':
    case 'copy-lines':
    case 'pin':
    case 'show':
      return ''
    default:
      return assertNever(kind)
  }
}

export function perform(kind: ActionKind, view: SessionView): Promise<Outcome> {
  const { run } = window.understudy
  const { id, look } = view.session
  switch (kind) {
    case 'switch':
      return run.switchTo({ id })
    case 'open-console':
      return run.openConsole({ id })
    case 'start-or-stop':
      return view.state.kind === 'off' ? run.startSession({ id }) : run.stopSession({ id })
    case 'copy-lines':
      return view.connection === null
        ? Promise.resolve({ ok: true })
        : run.copyLines({ grant: view.connection.grant, kind: 'bash' })
    case 'copy-console-link':
      return run.copyConsoleLink({ id })
    case 'pin':
      return run.pinSession({ id, pinned: !look.pinned })
    case 'show':
      return run.showSession({ id })
    default:
      return assertNever(kind)
  }
}

/** The keys as people know them: "Ctrl+S", on a Mac "⌘S"; null where there are none. */
export function keysOf(kind: ActionKind, platform: string): string | null {
  const key = keys[kind]
  return key === null ? null : showKey(key, platform)
}

export function showKey({ key, command }: Key, platform: string): string {
  const name = key === 'enter' ? '↵' : key.toUpperCase()
  if (!command) return name
  return platform === 'darwin' ? `⌘${name}` : `Ctrl+${name}`
}

/** The same for `aria-keyshortcuts`. */
export function ariaKeysOf(kind: ActionKind, platform: string): string | undefined {
  const key = keys[kind]
  if (key === null) return undefined
  const name = key.key === 'enter' ? 'Enter' : key.key.toUpperCase()
  return key.command ? `${platform === 'darwin' ? 'Meta' : 'Control'}+${name}` : name
}

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

export function isPressed({ key, command }: Key, event: Pressed, platform: string): boolean {
  const [wanted, other] =
    platform === 'darwin' ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey]
  return event.key.toLowerCase() === key && wanted === command && !other && !event.altKey && !event.shiftKey
}

/** Also one that is not offered: then the reason is what the key gives. */
export function pressedAction(event: Pressed, platform: string): ActionKind | null {
  return (
    KINDS.find(kind => {
      const key = keys[kind]
      return key !== null && isPressed(key, event, platform)
    }) ?? null
  )
}
