import { type Clock, MINUTE } from '../core/clock.ts'
import { listedInShort } from '../core/listed.ts'
import { defaultPreferences, type NotificationChoices } from '../core/preferences.ts'
import type { SessionId } from '../core/sessions/session.ts'
import type { SessionView, Snapshot } from '../core/snapshot/snapshot.ts'
import { waitsFor } from '../core/snapshot/state-views.ts'

export interface Words {
  readonly title: string
  readonly body: string
}

type Kind = 'lease' | 'renewal'

export interface ChangeNoticeSurface {
  /** Each kind has a place of its own, where a new one takes that of the one before. */
  readonly show: (kind: Kind, words: Words) => void
  readonly end: (kind: Kind) => void
  /** Whether the user sees it anyhow, in a window that has the keyboard. */
  readonly isSeen: () => boolean
}

/**
 * A renewal that is tried again is told of when it has failed for so long (ms): a network that is away for some seconds,
 * as after each sleep, is no news. And what is lost in a row is told of together.
 */
const PATIENCE = MINUTE

/** Says once what has happened to a session without the user's doing: its lease has ended, it can't be renewed. */
export class ChangeNotices {
  readonly #surface: ChangeNoticeSurface
  readonly #clock: Pick<Clock, 'now' | 'after'>
  #wanted: NotificationChoices = defaultPreferences.notifications
  /** Those that were served when the state was told last. */
  #served: ReadonlySet<SessionId> = new Set()
  /** Since when each is lost. */
  #lost: ReadonlyMap<SessionId, number> = new Map()
  #told: ReadonlySet<SessionId> = new Set()
  #toldAt = Number.NEGATIVE_INFINITY
  /** Stops the timer for what is not told yet. */
  #stopWaiting = (): void => {}

  constructor(surface: ChangeNoticeSurface, clock: Pick<Clock, 'now' | 'after'>) {
    this.#surface = surface
    this.#clock = clock
  }

  show(snapshot: Snapshot): void {
    const { sessions, preferences } = snapshot
    const now = this.#clock.now()
    this.#stopWaiting()
    this.#wanted = preferences.notifications
    const lost = sessions.filter(view => this.#isLost(view, snapshot))
    this.#lost = new Map(lost.map(({ session: { id } }) => [id, this.#lost.get(id) ?? now]))
    this.#served = new Set(sessions.filter(({ state }) => 'until' in state).map(({ session }) => session.id))
    const notable = lost.filter(({ session: { id }, state }) => {
      if (this.#told.has(id)) return true
      if (state.kind === 'renewing') return false
      const mayComeBack = state.kind === 'failing' && state.retriesAt !== null
      return !mayComeBack || now - (this.#lost.get(id) ?? now) >= PATIENCE
    })
    const told = this.#told
    const isNews = notable.some(({ session }) => !told.has(session.id))
    if (isNews && now - this.#toldAt < PATIENCE) {
      // Nothing else may change for hours, since a permanent failure is not tried again.
      const left = this.#toldAt + PATIENCE - now
      this.#stopWaiting = this.#clock.after(left, () => this.show(snapshot))
      return
    }
    this.#told = new Set(notable.map(({ session }) => session.id))
    if (notable.length === 0) this.#surface.end('renewal')
    else if (isNews && this.#wanted.renewals && !this.#surface.isSeen()) {
      this.#toldAt = now
      this.#surface.show('renewal', ofLost(notable))
    }
  }

  /** @param current the name of the session that is current now */
  leaseEnded(name: string, current: string | null): void {
    if (!this.#wanted.leases || this.#surface.isSeen()) return
    this.#surface.show('lease', {
      title: `Your lease of ${name} has ended`,
      body:
        current === null
          ? 'No session is current now, and tools that ask for it are told so.'
          : `${current} is the current session.`,
    })
  }

  /** One that never worked is told to whoever has started it; and what waits for the user has a prompt of its own. */
  #isLost({ session, state }: SessionView, { keychain }: Snapshot): boolean {
    // Each further try is one, and so far it is still lost.
    if (state.kind === 'renewing') return this.#lost.has(session.id)
    // One whose credentials have ended meanwhile is started anew again and again.
    const isTriedAnew = state.kind === 'starting' && state.why !== null
    if (state.kind !== 'failing' && state.kind !== 'failed' && !isTriedAnew) return false
    if (waitsFor(state, keychain) !== null) return false
    return this.#served.has(session.id) || this.#lost.has(session.id)
  }
}

function ofLost(lost: readonly SessionView[]): Words {
  const [why] = lost.flatMap(({ state }) => ('why' in state && state.why !== null ? [state.why.title] : []))
  return {
    title: `${listedInShort(lost.map(({ session }) => session.name))} can’t be renewed`,
    body: why ?? '',
  }
}
