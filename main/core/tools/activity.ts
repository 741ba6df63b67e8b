import { dropOldest } from '../bounded.ts'
import { type Clock, HOUR, MINUTE, SECOND } from '../clock.ts'
import { explainInOneLine } from '../failures/explain.ts'
import type { Failure, Result } from '../failures/failure.ts'
import type { SessionId } from '../sessions/session.ts'
import type { GrantId } from './grants.ts'
import type { Asking, Route, ToolProcess } from './tool.ts'

/** Who asked for what, and what became of it. No secret is in it, and nothing of a command line. */
export interface ActivityEntry {
  /** Grows from one to the next. */
  readonly id: number
  /** Epoch ms by this computer's clock. */
  readonly at: number
  /** The same process may ask for the same again and again: how often it did so at a stretch, and when last. */
  readonly times: number
  readonly lastAt: number
  readonly route: Route | null
  readonly grant: { readonly id: GrantId; readonly name: string | null } | null
  readonly session: { readonly id: SessionId; readonly name: string } | null
  readonly tool: ToolProcess | null
  readonly parent: ToolProcess | null
  readonly app: ToolProcess | null
  readonly result: ActivityResult
}

export type ActivityResult =
  /** @property accessKeyId as CloudTrail shows it beside what was done with it */
  | { readonly kind: 'handed-out'; readonly accessKeyId: string }
  /** @property reason what the tool was told */
  | { readonly kind: 'refused'; readonly reason: string }

export interface Happening
  extends Omit<ActivityEntry, 'id' | 'at' | 'times' | 'lastAt' | 'tool' | 'parent' | 'app'> {
  readonly asking: Pick<Asking, 'tool' | 'parent' | 'app'>
}

export interface ActivityStore {
  /** What was kept, the oldest first. */
  load(): readonly ActivityEntry[]
  /** One with the `id` of an earlier one takes its place. */
  append(entry: ActivityEntry): Result<void>
}

/** Older ones are dropped. */
export const MOST_ENTRIES = 2_000
/** What comes again within this (ms) is counted and not listed anew. */
const STRETCH = MINUTE
/** The same for what has shown no token: whoever that is must not push everything else out of the record. */
const STRETCH_OF_STRANGERS = HOUR
/** Windows are told at most this often (ms). */
const TELL_AFTER = SECOND

interface Stretch {
  entry: ActivityEntry
  /** What is in the store may have a lower count. */
  isKept: boolean
}

export interface ActivityParts {
  readonly clock: Clock
  readonly store: ActivityStore
  readonly onChange: () => void
  /** Called once, when the record can't be kept. */
  readonly onLost: (failure: Failure) => void
}

/** What was handed out and what was refused: bounded, and kept over restarts. */
export class Activity {
  readonly #parts: ActivityParts
  /** By id, the oldest first. */
  readonly #entries = new Map<number, ActivityEntry>()
  readonly #stretches = new Map<string, Stretch>()
  readonly #lastUses = new Map<GrantId, ActivityEntry>()
  readonly #lastUsesOf = new Map<SessionId, ActivityEntry>()
  #lastId = 0
  #version = 0
  #isLost = false
  #stopTelling: (() => void) | null = null
  #stopEnding: (() => void) | null = null

  constructor(parts: ActivityParts) {
    this.#parts = parts
    for (const entry of parts.store.load()) this.#put(entry)
  }

  /** The newest first. */
  list(): readonly ActivityEntry[] {
    return [...this.#entries.values()].reverse()
  }

  /** Changes when the list does. */
  get version(): number {
    return this.#version
  }

  /** When something was handed out to a grant last, as far as the record goes back. */
  lastUse(grant: GrantId): ActivityEntry | null {
    return this.#lastUses.get(grant) ?? null
  }

  /** The same of a session, whichever way it was handed out. */
  lastUseOf(session: SessionId): ActivityEntry | null {
    return this.#lastUsesOf.get(session) ?? null
  }

  note({ asking, ...happening }: Happening): void {
    const at = this.#parts.clock.wall()
    const { tool, parent, app } = asking
    const key = JSON.stringify([
      happening.route,
      happening.grant?.id,
      happening.session?.id,
      tool?.pid,
      tool?.startedAt,
      happening.result,
    ])
    const stretch = this.#stretches.get(key)
    // One that was dropped meanwhile would come back as the newest.
    if (stretch !== undefined && !hasEnded(stretch.entry, at) && this.#entries.has(stretch.entry.id)) {
      const { entry } = stretch
      stretch.entry = { ...entry, times: entry.times + 1, lastAt: at }
      stretch.isKept = false
      this.#put(stretch.entry)
    } else {
      if (stretch !== undefined) this.#keep(stretch)
      const entry = { id: this.#lastId + 1, at, times: 1, lastAt: at, ...happening, tool, parent, app }
      const begun: Stretch = { entry, isKept: false }
      this.#stretches.set(key, begun)
      this.#put(entry)
      this.#keep(begun)
    }
    this.#stopEnding ??= this.#parts.clock.after(STRETCH, () => this.#endStretches())
    this.#tell()
  }

  /** Writes what is not written yet, for the end of the process. */
  close(): void {
    this.#stopEnding?.()
    this.#stopTelling?.()
    for (const stretch of this.#stretches.values()) this.#keep(stretch)
  }

  #put(entry: ActivityEntry): void {
    this.#version += 1
    this.#entries.set(entry.id, entry)
    this.#lastId = Math.max(this.#lastId, entry.id)
    if (entry.result.kind === 'handed-out') {
      if (entry.grant !== null) this.#lastUses.set(entry.grant.id, entry)
      if (entry.session !== null) this.#lastUsesOf.set(entry.session.id, entry)
    }
    dropOldest(this.#entries, MOST_ENTRIES)
  }

  #keep(stretch: Stretch): void {
    if (stretch.isKept) return
    const kept = this.#parts.store.append(stretch.entry)
    stretch.isKept = kept.ok
    if (!kept.ok && !this.#isLost) this.#parts.onLost(kept.failure)
    this.#isLost = !kept.ok
  }

  #endStretches(): void {
    const at = this.#parts.clock.wall()
    for (const [key, stretch] of this.#stretches) {
      this.#keep(stretch)
      // What a full disk has refused is written when there is room again.
      const isDone = stretch.isKept || !this.#entries.has(stretch.entry.id)
      if (isDone && hasEnded(stretch.entry, at)) this.#stretches.delete(key)
    }
    this.#stopEnding =
      this.#stretches.size === 0 ? null : this.#parts.clock.after(STRETCH, () => this.#endStretches())
  }

  #tell(): void {
    this.#stopTelling ??= this.#parts.clock.after(TELL_AFTER, () => {
      this.#stopTelling = null
      this.#parts.onChange()
    })
  }
}

function hasEnded({ grant, session, lastAt }: ActivityEntry, at: number): boolean {
  const isStrange = grant === null && session === null
  return Math.abs(at - lastAt) >= (isStrange ? STRETCH_OF_STRANGERS : STRETCH)
}

export function refusedFor(failure: Failure): ActivityResult {
  return { kind: 'refused', reason: explainInOneLine(failure) }
}
