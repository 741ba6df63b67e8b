import type { Broker } from '../core/broker/broker.ts'
import type { Catalog } from '../core/catalog/catalog.ts'
import { findSession } from '../core/catalog/catalog-data.ts'
import type { Consents, QuestionId } from '../core/consent/consent.ts'
import type { ConfirmationId, Errand, LeaseMinutes, Leases } from '../core/consent/leases.ts'
import { assertNever, done, fail, type Result } from '../core/failures/failure.ts'
import type { SessionId } from '../core/sessions/session.ts'
import type { OpenConsole } from './console/open-console.ts'

export interface EntranceParts {
  readonly catalog: Catalog
  readonly broker: Broker
  readonly consents: Consents
  readonly leases: Leases
  readonly console: Pick<OpenConsole, 'open' | 'copyLink'>
  /** The system's own check of who is there, for a sentence that says what for; true where it has none. */
  readonly isUser: (reason: string) => Promise<boolean>
  /** Shows what is asked. */
  readonly openPrompts: () => void
}

/** What a click on a session does. One that is marked as production is asked about first, unless its lease runs. */
export class Entrance {
  readonly #parts: EntranceParts

  constructor(parts: EntranceParts) {
    this.#parts = parts
  }

  async enter(id: SessionId, errand: Errand): Promise<Result<void>> {
    const { catalog, leases, openPrompts } = this.#parts
    const session = findSession(catalog.data, id)
    if (!session.ok) return session
    if (errand !== 'extend' && leases.isFree(session.value)) return this.#do(id, errand)
    if (!session.value.production) return done
    leases.ask(session.value, errand)
    openPrompts()
    return done
  }

  /** @param minutes for how long; null is a no */
  async answer(id: ConfirmationId, minutes: LeaseMinutes | null): Promise<Result<void>> {
    const { consents, leases } = this.#parts
    if (minutes === null) return leases.cancel(id)
    const asked = leases.find(id)
    if (!asked.ok) return asked
    const sure = await this.#isUserSure(asked.value.session, minutes)
    if (!sure.ok) return sure
    const confirmed = leases.confirm(id, minutes)
    if (!confirmed.ok) return confirmed
    consents.leaseBegan(confirmed.value.session)
    return this.#do(confirmed.value.session, confirmed.value.errand)
  }

  /**
   * The question of a program. A yes that begins a lease takes what any other beginning does.
   * @param lease for how long a production session is to be used, where to allow it begins that
   */
  async answerQuestion(
    id: QuestionId,
    isAllowed: boolean,
    lease: LeaseMinutes | null,
  ): Promise<Result<void>> {
    const { consents } = this.#parts
    const question = consents.list().find(each => each.id === id)
    if (question?.beginsLease === true && isAllowed && lease !== null) {
      const sure = await this.#isUserSure(question.session, lease)
      if (!sure.ok) return sure
    }
    return consents.answer(id, isAllowed, lease)
  }

  /** The user is done with it. Where it had a lease, what was current before comes back. */
  async leave(id: SessionId): Promise<Result<void>> {
    const { broker, catalog, leases } = this.#parts
    const hadLease = leases.until(id) !== null
    leases.end(id)
    broker.stop(id)
    this.#forget(id)
    return hadLease ? catalog.leaveCurrent(id) : done
  }

  leaveAll(): void {
    const { broker, consents, leases } = this.#parts
    leases.endAll()
    broker.forgetAll('user')
    consents.forgetAll()
  }

  /** The lease of a production session has run out: what was current before it comes back. */
  async leaseEnded(id: SessionId): Promise<Result<void>> {
    const { broker, catalog } = this.#parts
    broker.stop(id, 'lease')
    this.#forget(id)
    return catalog.leaveCurrent(id)
  }

  async #isUserSure(id: SessionId, minutes: LeaseMinutes): Promise<Result<void>> {
    const { catalog, isUser } = this.#parts
    const session = findSession(catalog.data, id)
    if (!session.ok) return session
    const { name } = session.value
    const isSure = await isUser(`use ${name} for ${minutes} minutes`)
    return isSure ? done : fail({ kind: 'not-confirmed', session: name })
  }

  /** After its stop, so that whoever waits for an answer hears of that, and asks no new question. */
  #forget(id: SessionId): void {
    const { consents } = this.#parts
    consents.withdraw(id)
    consents.forgetAllowed(id)
  }

  async #do(id: SessionId, errand: Errand): Promise<Result<void>> {
    const { broker, catalog, consents, console } = this.#parts
    switch (errand) {
      case 'start':
        consents.forgetDenials(id)
        broker.start(id)
        return done
      case 'switch':
        consents.forgetDenials(id)
        broker.start(id)
        return catalog.makeCurrent(id)
      case 'console':
        return console.open(id)
      case 'console-link':
        return console.copyLink(id)
      case 'newer-code':
        consents.forgetDenials(id)
        broker.giveNewerCode(id)
        return done
      case 'extend':
        // It may have ended while the user was being asked.
        if (broker.stoppedFailure(id) !== null) broker.start(id)
        return done
      default:
        return assertNever(errand)
    }
  }
}
