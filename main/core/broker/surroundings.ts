import type { Consents } from '../consent/consent.ts'
import type { Leases } from '../consent/leases.ts'
import { type Failure, isKeychainFault, isLockedScreen } from '../failures/failure.ts'
import { remedyOf } from '../failures/failure-remedy.ts'
import type { Preferences } from '../preferences.ts'
import type { Broker } from './broker.ts'
import type { KeptTokens } from './kept-tokens.ts'
import type { Prompts } from './mfa.ts'

export interface SurroundingsParts {
  readonly broker: Broker
  readonly prompts: Prompts
  readonly consents: Consents
  readonly leases: Leases
  readonly keptTokens: KeptTokens
  readonly preferences: () => Preferences
  /** Called when the user's absence has made everything be forgotten. */
  readonly onForgotten: () => void
}

/** What happens around the app, and what that means for the sessions. */
export class Surroundings {
  readonly #parts: SurroundingsParts

  constructor(parts: SurroundingsParts) {
    this.#parts = parts
  }

  /** The computer has slept. */
  resumed(): void {
    this.#parts.prompts.resumed()
    this.#parts.broker.tryAgain(passes)
  }

  /** Somebody has set the computer's clock; or a virtual machine was paused, and credentials may have ended meanwhile. */
  clockSetForward(): void {
    this.#parts.leases.clockSetForward()
    this.#parts.broker.renewAll()
  }

  networkBack(): void {
    this.#parts.broker.tryAgain(passes)
  }

  keychainOpened(): void {
    this.#parts.broker.tryAgain(isKeychainFault)
    // What it could not delete is told by itself.
    void this.#parts.keptTokens.sweep()
  }

  screenLocked(locked: boolean): void {
    const { broker, prompts, consents, leases, preferences } = this.#parts
    prompts.setLocked(locked)
    consents.setLocked(locked)
    if (locked) leases.withdrawAll()
    if (!locked) broker.tryAgain(failure => passes(failure) || isLockedScreen(failure))
    else if (preferences().forgetOnLock) this.#forget()
  }

  /** Nobody has touched the computer for as long as the user has chosen. */
  idle(): void {
    this.#forget()
  }

  #forget(): void {
    this.#parts.broker.forgetAll('absence')
    this.#parts.consents.forgetAll()
    this.#parts.leases.endAll()
    this.#parts.onForgotten()
  }
}

function passes(failure: Failure): boolean {
  return remedyOf(failure) === 'retry'
}
