import { Refusal } from './refusal.ts'

type Scope = {
  /** Only these operations; all of them unless said. */
  readonly operations?: readonly string[]
  /** Only so many calls; then the fault is over. */
  readonly times?: number
}

/** A way for the server to misbehave. */
export type Fault = Scope &
  (
    | { readonly kind: 'throttle' }
    | { readonly kind: 'error'; readonly status: 500 | 503 }
    /** Takes the call and says nothing until the fault is cleared; then answers as if nothing had been. */
    | { readonly kind: 'hang' }
    /** Nobody listens on the port. With `operations` or `times`: such calls' connections break off instead. */
    | { readonly kind: 'gone'; readonly ms?: number }
    /** Does what was asked, code used up and all, but the answer is lost on its way. */
    | { readonly kind: 'lost' }
    /** The server's clock is off by so much. */
    | { readonly kind: 'skew'; readonly ms: number }
    | { readonly kind: 'slow'; readonly ms: number }
  )

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isCount = (value: unknown) => Number.isInteger(value) && Number(value) > 0
const isStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(entry => typeof entry === 'string')

const NEEDS = new Map<unknown, (fault: Readonly<{ status?: unknown; ms?: unknown }>) => boolean>([
  ['throttle', () => true],
  ['hang', () => true],
  ['lost', () => true],
  ['gone', ({ ms }) => ms === undefined || isCount(ms)],
  ['error', ({ status }) => status === 500 || status === 503],
  ['skew', ({ ms }) => Number.isInteger(ms)],
  ['slow', ({ ms }) => isCount(ms)],
])

/** Whether this is a fault, for those that come over HTTP. */
export function isFault(value: unknown): value is Fault {
  if (!isRecord(value)) return false
  const { kind, operations, times, status, ms, ...rest } = value
  if (Object.keys(rest).length > 0) return false
  if (operations !== undefined && !isStrings(operations)) return false
  if (times !== undefined && !isCount(times)) return false
  return NEEDS.get(kind)?.({ status, ms }) ?? false
}

/** The fault in force, if any. Whoever waits out a `hang` or a `slow` is let go when it is replaced. */
export class Faults {
  #fault: Fault | null = null
  #left = Number.POSITIVE_INFINITY
  #waiting = new Set<() => void>()

  get current(): Fault | null {
    return this.#fault
  }

  set(fault: Fault | null) {
    this.#fault = fault
    this.#left = fault?.times ?? Number.POSITIVE_INFINITY
    const released = this.#waiting
    this.#waiting = new Set()
    for (const release of released) release()
  }

  /** The fault that this call meets. One with `times` is used up by it. */
  take(operation: string): Fault | null {
    const fault = this.#fault
    if (fault === null || this.#left <= 0) return null
    if (fault.operations !== undefined && !fault.operations.includes(operation)) return null
    this.#left -= 1
    // Those who hang go on hanging until they are let go; the others' fault is over.
    if (this.#left <= 0 && fault.kind !== 'hang') this.#fault = null
    return fault
  }

  /** How far the clock is off for everyone. */
  get skewMs(): number {
    const fault = this.#fault
    return fault?.kind === 'skew' && fault.operations === undefined ? fault.ms : 0
  }

  /** Resolves when another fault (or none) is set, or after `ms`. */
  wait(ms?: number): Promise<void> {
    return new Promise(resolve => {
      const timer = ms === undefined ? undefined : setTimeout(done, ms)
      const waiting = this.#waiting
      function done() {
        clearTimeout(timer)
        waiting.delete(done)
        resolve()
      }
      waiting.add(done)
    })
  }
}

export const throttled = () => new Refusal('Throttling', 400, 'Rate exceeded')

export const serverError = (status: 500 | 503) =>
  status === 500
    ? new Refusal(
        'InternalFailure',
        500,
        'The request processing has failed because of an unknown error, exception or failure.',
      )
    : new Refusal(
        'ServiceUnavailable',
        503,
        'The request has failed due to a temporary failure of the server.',
      )
