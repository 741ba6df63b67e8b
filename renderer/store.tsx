import { createContext, type ReactNode, use, useState, useSyncExternalStore } from 'react'
import type { Snapshot } from '../main/core/snapshot/snapshot.ts'
import type { Understudy } from '../preload/contract.ts'

/** The state of the app as the main process last told it. */
class SnapshotStore {
  #latest: Snapshot | null = null
  readonly #listeners = new Set<() => void>()

  constructor({ onSnapshot, getSnapshot }: Understudy) {
    onSnapshot(snapshot => this.#accept(snapshot))
    // One that was pushed meanwhile is newer than the one asked for.
    void getSnapshot().then(snapshot => {
      if (this.#latest === null) this.#accept(snapshot)
    })
  }

  readonly get = (): Snapshot | null => this.#latest

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #accept(snapshot: Snapshot): void {
    this.#latest = snapshot
    for (const listener of this.#listeners) listener()
  }
}

const StoreContext = createContext<SnapshotStore | null>(null)

export function SnapshotProvider({ children }: { readonly children: ReactNode }) {
  const [store] = useState(() => new SnapshotStore(window.understudy))
  return <StoreContext value={store}>{children}</StoreContext>
}

/** Null for the first moment of a window. */
export function useSnapshot(): Snapshot | null {
  const store = use(StoreContext)
  if (store === null) throw new Error('There is no SnapshotProvider around this component.')
  return useSyncExternalStore(store.subscribe, store.get)
}
