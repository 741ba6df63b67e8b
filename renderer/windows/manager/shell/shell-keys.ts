import { type PageName, pageNames } from '../../../../preload/contract.ts'

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/** What a key does in the window as a whole: shows a page, or goes from one part of the window to the other. */
export type ShellAct = { readonly kind: 'page'; readonly page: PageName } | { readonly kind: 'part' } | null

/** @param platform as `process.platform` */
export function shellActOf(pressed: Pressed, platform: string): ShellAct {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = pressed
  if (key === 'F6' && !ctrlKey && !metaKey && !altKey) return { kind: 'part' }
  const [wanted, other] = platform === 'darwin' ? [metaKey, ctrlKey] : [ctrlKey, metaKey]
  if (!wanted || other || altKey || shiftKey || !/^[1-9]$/.test(key)) return null
  const page = pageNames[Number(key) - 1]
  return page === undefined ? null : { kind: 'page', page }
}

/** As people write it: "⌘1" on a Mac, "Ctrl+1" elsewhere. */
export function keysOfPage(index: number, platform: string): string {
  return platform === 'darwin' ? `⌘${index + 1}` : `Ctrl+${index + 1}`
}
