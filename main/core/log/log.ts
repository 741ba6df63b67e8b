import type { Clock } from '../clock.ts'
import type { SessionId } from '../sessions/session.ts'
import type { UpdateStep } from '../updates/updates.ts'
import type { FailureCode } from './failure-code.ts'
import { eventsBetween, type Observed } from './log-events.ts'

/** A session's state, in fewer words than a window needs. */
export type LoggedState = 'off' | 'starting' | 'waiting-for-code' | 'on' | 'failing' | 'failed'

/** How a prompt or a question has gone away. */
export type PromptEnd = 'answered' | 'timed-out' | 'cancelled'

/**
 * All that can stand in the log. Each member is a number, a word of ours or an id that means nothing elsewhere: no text
 * goes in, so neither a secret nor a name can.
 */
export type LogEvent =
  | {
      readonly kind: 'started'
      readonly version: string
      readonly platform: string
      readonly electron: string
    }
  | { readonly kind: 'quit' }
  | { readonly kind: 'endpoint-up'; readonly port: number }
  | { readonly kind: 'endpoint-down'; readonly why: FailureCode }
  | {
      readonly kind: 'session'
      readonly id: SessionId
      readonly from: LoggedState
      readonly to: LoggedState
      readonly why: FailureCode | null
    }
  | { readonly kind: 'renewed'; readonly id: SessionId }
  | { readonly kind: 'prompt-opened'; readonly raisedBy: 'you' | 'tool' | 'renewal' }
  | { readonly kind: 'prompt-ended'; readonly how: PromptEnd }
  | { readonly kind: 'question-begun'; readonly id: SessionId }
  | { readonly kind: 'question-ended'; readonly id: SessionId }
  | { readonly kind: 'lease-begun'; readonly id: SessionId }
  | { readonly kind: 'lease-ended'; readonly id: SessionId }
  | { readonly kind: 'keychain-away'; readonly why: FailureCode }
  | { readonly kind: 'keychain-back' }
  | { readonly kind: 'notice'; readonly why: FailureCode }
  /** Of the app itself, to a version that its feed has named. */
  | { readonly kind: 'update'; readonly version: string; readonly step: UpdateStep['kind'] }
  | { readonly kind: 'update-failed'; readonly why: FailureCode }
  /**
   * What came from a window and was not taken; `call` is a name of the contract's. `sender`: it came from a page that is
   * none of the app's.
   */
  | { readonly kind: 'call-refused'; readonly call: string; readonly why: 'sender' | 'shape' }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'screen'; readonly locked: boolean }

/** Where lines go. Never throws, and says nothing of what could not be written. */
export interface LogSink {
  write(line: string): void
}

/** One line with its end. @param time as ISO 8601 has it */
export function lineOf({ kind, ...details }: LogEvent, time: string): string {
  const pairs = Object.entries(details).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${value}`],
  )
  return `${[time, kind, ...pairs].join(' ')}\n`
}

export interface EventLogParts {
  readonly clock: Clock
  readonly sink: LogSink
  /** Of epoch ms, as ISO 8601 has it. */
  readonly isoOf: (wall: number) => string
}

/** Notes what happens: what is told, and what has changed since it was looked at last. */
export class EventLog {
  readonly #parts: EventLogParts
  #seen: Observed | null = null
  #isClosed = false

  constructor(parts: EventLogParts) {
    this.#parts = parts
  }

  note(event: LogEvent): void {
    if (this.#isClosed) return
    const { clock, sink, isoOf } = this.#parts
    sink.write(lineOf(event, isoOf(clock.wall())))
    // Nothing comes after it: the folder may be about to be removed.
    if (event.kind === 'quit') this.#isClosed = true
  }

  look(now: Observed): void {
    for (const event of eventsBetween(this.#seen, now)) this.note(event)
    this.#seen = now
  }
}
