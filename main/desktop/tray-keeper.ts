import type { Clock } from '../core/clock.ts'
import type { Failure } from '../core/failures/failure.ts'
import type { Snapshot } from '../core/snapshot/snapshot.ts'
import { type HostBus, watchTrayHost } from './linux/tray-host.ts'

/** An icon that is in the tray, or tries to be. */
export interface TrayIconOnScreen {
  show(snapshot: Snapshot): void
  destroy(): void
}

export interface TrayKeeperParts {
  readonly make: () => TrayIconOnScreen
  /** Null where the tray is the system's own and always there. */
  readonly bus: Promise<HostBus | null> | null
  readonly clock: Pick<Clock, 'after'>
  readonly onChange: () => void
}

/**
 * Keeps an icon in the tray. On Linux the tray may not be there yet, or never: an icon that finds none at first never
 * tries again (https://github.com/pop-os/cosmic-panel/issues/284), so it is made anew when one appears.
 */
export class TrayKeeper {
  readonly #parts: TrayKeeperParts
  #icon: TrayIconOnScreen | null = null
  #shown: Snapshot | null = null
  #trouble: Failure | null = null
  #hasHost: boolean | null = null

  constructor(parts: TrayKeeperParts) {
    this.#parts = parts
  }

  /** Resolves when it is known whether there is a tray. */
  async start(): Promise<void> {
    const { bus, clock } = this.#parts
    if (bus === null) return this.#make()
    const session = await bus
    if (session === null) {
      this.#trouble = { kind: 'no-tray', reason: 'no-bus' }
      return this.#make()
    }
    await watchTrayHost(session, clock, isThere => this.#hostChanged(isThere))
  }

  /** Why nobody sees the icon; null where it is in a tray. Without a host it may be in one of the old kind (XEmbed). */
  get trouble(): Failure | null {
    return this.#trouble
  }

  show(snapshot: Snapshot): void {
    this.#shown = snapshot
    this.#icon?.show(snapshot)
  }

  #hostChanged(isThere: boolean): void {
    if (isThere === this.#hasHost) return
    const isFirst = this.#hasHost === null
    this.#hasHost = isThere
    this.#trouble = isThere ? null : { kind: 'no-tray', reason: 'no-host' }
    if (isThere || isFirst) this.#make()
    this.#parts.onChange()
  }

  #make(): void {
    this.#icon?.destroy()
    this.#icon = this.#parts.make()
    if (this.#shown !== null) this.#icon.show(this.#shown)
  }
}
