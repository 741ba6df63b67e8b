import { listed } from '../core/listed.ts'
import { defaultPreferences, type NotificationChoices } from '../core/preferences.ts'
import type { SessionId } from '../core/session.ts'
import type { SessionView, Snapshot } from '../core/snapshot.ts'
import { waitsFor } from '../core/state-views.ts'

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

/** Says once what has happened to a session without the user's doing: its lease has ended, it can't be renewed. */
export class ChangeNotices {
  readonly #surface: ChangeNoticeSurface
  #wanted: NotificationChoices = defaultPreferences.notifications
  /** Those that were served when the state was told last. */
  #served: ReadonlySet<SessionId> = new Set()
  #lost: readonly SessionId[] = []

  constructor(surface: ChangeNoticeSurface) {
    this.#surface = surface
  }

  show(snapshot: Snapshot): void {
    const { sessions, preferences } = snapshot
    this.#wanted = preferences.notifications
    const lost = sessions.filter(view => this.#isLost(view, snapshot))
    const isNews = lost.some(({ session }) => !this.#lost.includes(session.id))
    this.#lost = lost.map(({ session }) => session.id)
    this.#served = new Set(sessions.filter(({ state }) => 'until' in state).map(({ session }) => session.id))
    if (lost.length === 0) this.#surface.end('renewal')
    else if (isNews && this.#wanted.renewals && !this.#surface.isSeen())
      this.#surface.show('renewal', ofLost(lost))
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
    if (state.kind !== 'failing' && state.kind !== 'failed') return false
    if (waitsFor(state, keychain) !== null) return false
    return this.#served.has(session.id) || this.#lost.includes(session.id)
  }
}

function ofLost(lost: readonly SessionView[]): Words {
  const [first] = lost
  const why = first !== undefined && 'why' in first.state ? (first.state.why?.title ?? '') : ''
  return { title: `${listed(lost.map(({ session }) => session.name))} can’t be renewed`, body: why }
}
