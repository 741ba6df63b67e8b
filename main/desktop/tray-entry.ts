import type { QuestionId } from '../core/consent/consent.ts'
import type { SessionId } from '../core/sessions/session.ts'
import { shortened } from '../core/shortened.ts'

export type TrayAction =
  | { readonly kind: 'open-manager'; readonly page: 'Profiles' | 'Sessions' | 'Settings' | null }
  | { readonly kind: 'show-session'; readonly id: SessionId }
  | { readonly kind: 'open-switcher' }
  /** @property device the serial number of the one whose prompt it is */
  | { readonly kind: 'open-prompt'; readonly device: string }
  | { readonly kind: 'open-question'; readonly id: QuestionId }
  | { readonly kind: 'open-confirmation'; readonly session: SessionId }
  | { readonly kind: 'switch-to'; readonly id: SessionId }
  | { readonly kind: 'open-console'; readonly id: SessionId }
  | { readonly kind: 'start'; readonly id: SessionId }
  | { readonly kind: 'stop'; readonly id: SessionId }
  | { readonly kind: 'retry-keychain' }
  | { readonly kind: 'forget-all' }
  | { readonly kind: 'quit' }

export type TrayEntry =
  | {
      readonly kind: 'item'
      readonly label: string
      readonly action: TrayAction
      /** The keys that do the same wherever the user is, as Electron writes them. */
      readonly accelerator?: string
    }
  | {
      readonly kind: 'radio'
      readonly label: string
      readonly checked: boolean
      readonly action: TrayAction
    }
  | { readonly kind: 'separator' }

export const separator: TrayEntry = { kind: 'separator' }

export function item(label: string, action: TrayAction): Extract<TrayEntry, { kind: 'item' }> {
  return { kind: 'item', label: escaped(label), action }
}

/** A single & marks a keyboard shortcut. */
export function escaped(label: string): string {
  return label.replaceAll('&', '&&')
}

/** A menu is as wide as its longest entry: a name takes no more of it than this. */
export function nameInMenu(name: string): string {
  return shortened(name, 40)
}
