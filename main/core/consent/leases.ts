import type { Brand } from '../brand.ts'
import { type Clock, MINUTE } from '../clock.ts'
import { done, fail, type Result, succeed } from '../failures/failure.ts'
import type { Session, SessionId } from '../sessions/session.ts'
import type { Clicks } from './clicks.ts'
import { subjectOf } from './session-subject.ts'

export type ConfirmationId = Brand<'ConfirmationId'>

/** In minutes: for how long a production session may be used at a stretch. */
export const LEASE_CHOICES = [15, 30, 60] as const
export type LeaseMinutes = (typeof LEASE_CHOICES)[number]

/**
 * What the user wants to do with the session once it is confirmed. `extend` makes a running lease longer, and never
 * shorter.
 */
export type Errand = 'start' | 'switch' | 'console' | 'console-link' | 'newer-code' | 'extend'

/** Whether the user really means a production session: open until answered. */
export interface Confirmation {
  readonly id: ConfirmationId
  readonly session: SessionId
  readonly errand: Errand
  /** Grows each time that the user clicks on something that leads here: it is to be shown then. */
  readonly clicks: number
}

interface OpenConfirmation extends Confirmation {
  readonly subject: string
  readonly stopTimer: () => void
}

interface Lease {
  readonly subject: string
  /** On {@link Clock.now}'s scale. */
  readonly until: number
  /** The same by the computer's clock. */
  readonly wallUntil: number
  readonly stopTimer: () => void
}

/** A confirmation that nobody answers is withdrawn after this (ms): by then nobody remembers the click. */
const OPEN_FOR = 5 * MINUTE

export interface LeaseParts {
  readonly clock: Clock
  readonly newId: () => string
  readonly clicks: Clicks
  /** As they are at the start. */
  readonly sessions: readonly Session[]
  readonly onChange: () => void
  /** A lease has run out, or what it was given for is another role now: the session must not be served any longer. */
  readonly onEnd: (session: SessionId) => void
}

/**
 * The guard on production: a session that is marked so runs for a lease that the user has confirmed, and no longer.
 * In memory alone: after a restart the user is asked again.
 */
export class Leases {
  readonly #parts: LeaseParts
  readonly #open = new Map<SessionId, OpenConfirmation>()
  readonly #running = new Map<SessionId, Lease>()
  /** What each session was of when the catalog was told last. */
  #subjects: ReadonlyMap<SessionId, string>

  constructor(parts: LeaseParts) {
    this.#parts = parts
    this.#subjects = subjectsOf(parts.sessions)
  }

  list(): readonly Confirmation[] {
    return [...this.#open.values()].map(({ id, session, errand, clicks }) => ({
      id,
      session,
      errand,
      clicks,
    }))
  }

  /** Whether the session may be used now: it is no production one, or its lease runs. */
  isFree(session: Session): boolean {
    return !session.production || this.until(session.id) !== null
  }

  /** When the session's lease ends, on {@link Clock.now}'s scale; null where none runs. */
  until(id: SessionId): number | null {
    const lease = this.#running.get(id)
    return lease !== undefined && this.#parts.clock.now() < lease.until ? lease.until : null
  }

  /**
   * The user has clicked on it. A second click before the answer takes the place of the first one; where it is for
   * something else, so does another confirmation: an answer is to what was seen.
   */
  ask(session: Session, errand: Errand): void {
    const before = this.#open.get(session.id)
    const id = before?.errand === errand ? before.id : (this.#parts.newId() as ConfirmationId)
    this.#show({ id, session: session.id, errand, subject: subjectOf(session) })
  }

  /** The user clicked on something that leads to its confirmation. */
  noteClick(id: SessionId): void {
    const open = this.#open.get(id)
    if (open !== undefined) this.#show(open)
  }

  find(id: ConfirmationId): Result<Confirmation> {
    const confirmation = this.list().find(each => each.id === id)
    return confirmation === undefined
      ? fail({ kind: 'not-found', what: 'confirmation' })
      : succeed(confirmation)
  }

  /** The user means it. @returns what was asked for */
  confirm(id: ConfirmationId, minutes: LeaseMinutes): Result<Confirmation> {
    const found = this.find(id)
    if (!found.ok) return found
    const open = this.#open.get(found.value.session)
    this.#withdraw(found.value.session)
    if (open !== undefined) this.#begin(open.session, open.subject, minutes)
    return found
  }

  cancel(id: ConfirmationId): Result<void> {
    const found = this.find(id)
    if (!found.ok) return found
    this.#withdraw(found.value.session)
    return done
  }

  /**
   * Without a confirmation of its own: the user has just said yes to the session in another way. A confirmation that is
   * open stays so, since what it is for is not done by that.
   */
  begin(session: Session, minutes: LeaseMinutes): void {
    this.#begin(session.id, subjectOf(session), minutes)
  }

  /** The user is done with it, before its time. */
  end(id: SessionId): void {
    this.#running.get(id)?.stopTimer()
    if (this.#running.delete(id)) this.#parts.onChange()
    this.#withdraw(id)
  }

  endAll(): void {
    for (const id of [...this.#running.keys(), ...this.#open.keys()]) this.end(id)
  }

  /** Whoever has clicked is away: nothing is open any longer. What runs goes on. */
  withdrawAll(): void {
    for (const id of [...this.#open.keys()]) this.#withdraw(id)
  }

  /** The computer's clock was set, or a virtual machine was paused: then more time has passed than our clock knows. */
  clockSetForward(): void {
    const wall = this.#parts.clock.wall()
    for (const [id, { wallUntil }] of [...this.#running]) if (wallUntil <= wall) this.#runOut(id)
  }

  /**
   * To be called after each change of the catalog.
   * @param isOn whether a session is in use: one that has become production meanwhile gets a lease, so that marking
   *   it does not end the job that runs; but not where it has become another role as well, which nobody has confirmed
   */
  catalogChanged(
    sessions: readonly Session[],
    isOn: (id: SessionId) => boolean,
    minutes: LeaseMinutes,
  ): void {
    const before = this.#subjects
    this.#subjects = subjectsOf(sessions)
    const production = subjectsOf(sessions.filter(each => each.production))
    for (const [id, { subject }] of [...this.#running]) {
      const now = production.get(id)
      if (now === subject) continue
      this.end(id)
      if (now !== undefined) this.#parts.onEnd(id)
    }
    for (const [id, { subject }] of [...this.#open]) if (production.get(id) !== subject) this.#withdraw(id)
    for (const session of sessions) {
      const { id } = session
      if (!session.production || this.#running.has(id) || !isOn(id)) continue
      if (before.get(id) === production.get(id)) this.begin(session, minutes)
      else this.#parts.onEnd(id)
    }
  }

  #show(confirmation: Omit<OpenConfirmation, 'clicks' | 'stopTimer'>): void {
    const { clock, clicks, onChange } = this.#parts
    const { session } = confirmation
    this.#open.get(session)?.stopTimer()
    this.#open.set(session, {
      ...confirmation,
      clicks: clicks.next(),
      stopTimer: clock.after(OPEN_FOR, () => this.#withdraw(session)),
    })
    onChange()
  }

  #begin(id: SessionId, subject: string, minutes: LeaseMinutes): void {
    const { clock, onChange } = this.#parts
    this.#running.get(id)?.stopTimer()
    const now = clock.now()
    const until = Math.max(now + minutes * MINUTE, this.until(id) ?? now)
    const wallUntil = clock.wall() + until - now
    this.#running.set(id, { subject, until, wallUntil, stopTimer: this.#watch(id, until) })
    onChange()
  }

  #watch(id: SessionId, until: number): () => void {
    const { clock } = this.#parts
    return clock.after(Math.max(0, until - clock.now()), () => {
      const lease = this.#running.get(id)
      if (lease === undefined) return
      // A timer may be a little early.
      if (clock.now() >= until) this.#runOut(id)
      else this.#running.set(id, { ...lease, stopTimer: this.#watch(id, until) })
    })
  }

  #runOut(id: SessionId): void {
    const { onEnd, onChange } = this.#parts
    this.#running.get(id)?.stopTimer()
    this.#running.delete(id)
    onEnd(id)
    onChange()
  }

  #withdraw(id: SessionId): void {
    const open = this.#open.get(id)
    if (open === undefined) return
    open.stopTimer()
    this.#open.delete(id)
    this.#parts.onChange()
  }
}

function subjectsOf(sessions: readonly Session[]): ReadonlyMap<SessionId, string> {
  return new Map(sessions.map(each => [each.id, subjectOf(each)]))
}
