import type { Brand } from '../brand.ts'
import { type Clock, HOUR, MINUTE, SECOND } from '../clock.ts'
import { done, type Failure, fail, type Result } from '../failures/failure.ts'
import type { Session, SessionId } from '../sessions/session.ts'
import type { Asking } from '../tools/tool.ts'
import type { Clicks } from './clicks.ts'
import type { LeaseMinutes, Leases } from './leases.ts'
import { subjectOf } from './session-subject.ts'

export type QuestionId = Brand<'QuestionId'>

/** Whether a program may use a session: open until the user has answered. */
export interface Question {
  readonly id: QuestionId
  readonly session: SessionId
  readonly asking: Asking
  /** Whether to allow it begins the lease of a production session, whose length is to be chosen then. */
  readonly beginsLease: boolean
  /** Grows each time that the user clicks on something that leads here: it is to be shown then. */
  readonly clicks: number
}

interface OpenQuestion extends Omit<Question, 'beginsLease' | 'session'> {
  readonly key: string
  /** As it is now: it may have been marked, or be marked no more, since it was asked about. */
  session: Session
  clicks: number
  readonly answered: Promise<void>
  readonly settle: () => void
  readonly stopTimer: () => void
}

/** What was allowed holds for so long (ms), or until the screen is locked. */
const ALLOWED_FOR = 12 * HOUR
/** A program that was denied raises no question for so long (ms). */
const DENIED_FOR = 10 * MINUTE
/** A question that nobody answers is withdrawn after this (ms); the next request asks anew. */
const OPEN_FOR = 10 * MINUTE
/** A program that starts others could open questions without end: the oldest is withdrawn then. */
const MOST_QUESTIONS = 20
/**
 * Whose question was withdrawn for that raises none for so long (ms): tools that wait ask again at once, and would
 * push each other out in turn without end.
 */
const PUSHED_OUT_FOR = 10 * SECOND

type Answer = { readonly allowed: boolean; readonly until: number }

export type Verdict =
  | { readonly kind: 'allowed' }
  /** @property until resolves when the question is answered or withdrawn; null where none is open */
  | { readonly kind: 'refused'; readonly failure: Failure; readonly until: Promise<void> | null }

const allowed: Verdict = { kind: 'allowed' }

export interface ConsentParts {
  readonly clock: Clock
  readonly newId: () => string
  readonly clicks: Clicks
  readonly leases: Leases
  readonly onChange: () => void
}

/** Which programs the user lets have which session, for sessions where that is to be asked. */
export class Consents {
  readonly #parts: ConsentParts
  readonly #clock: Clock
  readonly #answers = new Map<string, Answer>()
  readonly #open = new Map<string, OpenQuestion>()
  /** Until when, by the key of the question. */
  readonly #pushedOut = new Map<string, number>()
  #locked = false

  constructor(parts: ConsentParts) {
    this.#parts = parts
    this.#clock = parts.clock
  }

  list(): readonly Question[] {
    return [...this.#open.values()].map(({ id, session, asking, clicks }) => ({
      id,
      session: session.id,
      asking,
      beginsLease: !this.#parts.leases.isFree(session),
      clicks,
    }))
  }

  /** Whether it may have the session; asks the user where that is not known. */
  check(session: Session, asking: Asking): Verdict {
    // Nobody's asking begins a lease: a person says for how long.
    const isFree = this.#parts.leases.isFree(session)
    const isNeverAsked = session.consent === 'off' && isFree
    // Whoever was denied a production session, or is being asked about, is not let in by the lease that another one's
    // question has begun.
    if (isNeverAsked && !session.production) return allowed
    const refuse = (
      reason: Extract<Failure, { kind: 'consent' }>['reason'],
      until: Promise<void> | null = null,
    ): Verdict => ({
      kind: 'refused',
      failure: {
        kind: 'consent',
        reason,
        session: session.name,
        production: session.production,
        tool: asking.name,
      },
      until,
    })
    // To let one nameless process in would let all of them in.
    if (session.consent === 'every-process' && asking.tool === null) return refuse('unknown')
    const key = keyOf(session, asking)
    const answer = this.#answers.get(key)
    if (answer !== undefined && this.#clock.now() < answer.until && (isFree || !answer.allowed))
      return answer.allowed ? allowed : refuse('denied')
    const open = this.#open.get(key)
    if (isNeverAsked && open === undefined) return allowed
    if (this.#locked) return refuse('locked')
    if (open === undefined && this.#clock.now() < (this.#pushedOut.get(key) ?? 0)) return refuse('asked')
    const question = open ?? this.#ask(key, session, asking)
    return refuse('asked', question.answered)
  }

  /** @param lease for how long a production session is to be used, where to allow it begins that */
  answer(id: QuestionId, isAllowed: boolean, lease: LeaseMinutes | null): Result<void> {
    const question = this.#find(id)
    if (question === undefined) return fail({ kind: 'not-found', what: 'question' })
    const { leases } = this.#parts
    if (isAllowed && !leases.isFree(question.session)) {
      if (lease === null) return fail({ kind: 'lease-needed', session: question.session.name })
      leases.begin(question.session, lease)
    }
    const now = this.#clock.now()
    for (const [key, { until }] of this.#answers) if (until <= now) this.#answers.delete(key)
    this.#answers.set(question.key, {
      allowed: isAllowed,
      until: now + (isAllowed ? ALLOWED_FOR : DENIED_FOR),
    })
    this.#end(question)
    return done
  }

  /** The user clicked on something that leads to it. */
  noteClick(id: QuestionId): void {
    const question = this.#find(id)
    if (question === undefined) return
    question.clicks = this.#parts.clicks.next()
    this.#parts.onChange()
  }

  /** The user has clicked on it and begun its lease. Where that is all that it takes, nobody need be asked about. */
  leaseBegan(session: SessionId): void {
    for (const question of [...this.#open.values()])
      if (question.session.id === session && question.session.consent === 'off') this.#end(question)
  }

  /** The user wants the session: whoever was denied it may ask again. */
  forgetDenials(session: SessionId): void {
    // Whoever clicks is there, whatever was heard of the screen.
    this.#locked = false
    for (const [key, { allowed: isAllowed }] of this.#answers)
      if (!isAllowed && sessionIn(key) === session) this.#answers.delete(key)
  }

  /** The lease of a production session has ended, and with it what was allowed for its time. */
  forgetAllowed(session: SessionId): void {
    for (const [key, { allowed: isAllowed }] of this.#answers)
      if (isAllowed && sessionIn(key) === session) this.#answers.delete(key)
  }

  /** The user has stopped the session: an answer would give nobody anything. */
  withdraw(session: SessionId): void {
    for (const question of [...this.#open.values()]) if (question.session.id === session) this.#end(question)
  }

  /** While the screen is locked nobody is asked, and what was allowed before holds no longer. */
  setLocked(locked: boolean): void {
    this.#locked = locked
    if (locked) this.forgetAll()
  }

  /** Nobody who was allowed is so any longer; what is open is withdrawn. */
  forgetAll(): void {
    this.#answers.clear()
    for (const question of [...this.#open.values()]) this.#end(question)
  }

  /** To be called after each change of the catalog: an answer was given for a session as it was. */
  keepOnly(sessions: readonly Session[]): void {
    const asked = new Map(
      sessions.filter(each => each.consent !== 'off' || each.production).map(each => [subjectOf(each), each]),
    )
    for (const key of this.#answers.keys()) if (!asked.has(subjectIn(key))) this.#answers.delete(key)
    for (const question of [...this.#open.values()]) {
      const session = asked.get(subjectIn(question.key))
      if (session === undefined) this.#end(question)
      else question.session = session
    }
  }

  #find(id: QuestionId): OpenQuestion | undefined {
    return [...this.#open.values()].find(each => each.id === id)
  }

  #ask(key: string, session: Session, asking: Asking): OpenQuestion {
    const [oldest] = this.#open.values()
    if (oldest !== undefined && this.#open.size >= MOST_QUESTIONS) this.#pushOut(oldest)
    let settle = (): void => {}
    const answered = new Promise<void>(resolve => {
      settle = resolve
    })
    const question: OpenQuestion = {
      id: this.#parts.newId() as QuestionId,
      session,
      asking,
      clicks: 0,
      key,
      answered,
      settle,
      stopTimer: this.#clock.after(OPEN_FOR, () => this.#end(question)),
    }
    this.#open.set(key, question)
    this.#parts.onChange()
    return question
  }

  #pushOut(question: OpenQuestion): void {
    const now = this.#clock.now()
    for (const [key, until] of this.#pushedOut) if (until <= now) this.#pushedOut.delete(key)
    this.#pushedOut.set(question.key, now + PUSHED_OUT_FOR)
    this.#end(question)
  }

  #end(question: OpenQuestion): void {
    question.stopTimer()
    this.#open.delete(question.key)
    question.settle()
    this.#parts.onChange()
  }
}

/** One answer holds for a program below an outermost program: for aws in this editor, and not for aws in another. */
function keyOf(session: Session, { tool, app }: Asking): string {
  const program = [tool?.executable ?? tool?.name ?? null, tool?.script ?? null]
  const above = app?.executable ?? app?.name ?? null
  const process = session.consent === 'every-process' ? [tool?.pid, tool?.startedAt] : []
  return JSON.stringify([subjectOf(session), session.id, ...program, above, ...process])
}

function subjectIn(key: string): string {
  const [subject]: unknown[] = JSON.parse(key)
  return String(subject)
}

function sessionIn(key: string): string {
  const [, id]: unknown[] = JSON.parse(key)
  return String(id)
}
