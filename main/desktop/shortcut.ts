import type { GlobalShortcut } from 'electron'
import { showAccelerator } from '../core/accelerator.ts'
import type { Failure } from '../core/failures/failure.ts'

export interface ShortcutParts {
  readonly globalShortcut: Pick<GlobalShortcut, 'register' | 'unregister'>
  readonly platform: NodeJS.Platform
  /** As XDG_SESSION_TYPE has it. */
  readonly sessionType: string | undefined
  readonly press: () => void
}

/** The keys that bring the switcher up from wherever the user is. */
export class Shortcut {
  readonly #parts: ShortcutParts
  #wanted: string | null = null
  #registered: string | null = null

  constructor(parts: ShortcutParts) {
    this.#parts = parts
  }

  /**
   * May be called again with the same ones: what another program had may be free by now.
   * @param keys as Electron writes them; null for none
   */
  set(keys: string | null): void {
    if (keys === this.#registered && keys === this.#wanted) return
    const { globalShortcut, press } = this.#parts
    if (this.#registered !== null) globalShortcut.unregister(this.#registered)
    this.#wanted = keys
    this.#registered = keys !== null && !this.#isWayland && globalShortcut.register(keys, press) ? keys : null
  }

  /** As people write them; null where none is wanted. */
  get keys(): string | null {
    return this.#wanted === null ? null : showAccelerator(this.#wanted, this.#parts.platform)
  }

  /** What the tray's menu may show beside its entry; null where the keys do nothing, or a menu can't write them. */
  get accelerator(): string | null {
    // Chromium tells the panels of Linux what a key types: of F9 or Home a "Ctrl+" would be left.
    const isWritten = this.#parts.platform !== 'linux' || /\+.$/.test(this.#registered ?? '')
    return isWritten ? this.#registered : null
  }

  get trouble(): Failure | null {
    const { keys } = this
    if (keys === null || this.#registered !== null) return null
    return { kind: 'shortcut', keys, reason: this.#isWayland ? 'wayland' : 'taken' }
  }

  /** Under XWayland a key is heard only while an X window has the keyboard: https://github.com/electron/electron/issues/15863 */
  get #isWayland(): boolean {
    return this.#parts.platform === 'linux' && this.#parts.sessionType === 'wayland'
  }
}
