import { done, type Failure, fail, type Result } from '../core/failure.ts'
import type { GrantId } from '../core/grants.ts'
import { ROUTE } from './guard.ts'
import type { Endpoint } from './server.ts'

/** Below the ranges that systems take outgoing ports from: one of those could be in use for a moment. */
const FIRST = 20_000
const COUNT = 12_768
const TRIES = 20

export interface PortMemory {
  readonly port: number | null
  savePort(port: number): Result<void>
}

/** Keeps the endpoint on one port for good: shells and IDEs hold its URL for days. */
export class EndpointService {
  readonly #endpoint: Endpoint
  readonly #memory: PortMemory
  readonly #dice: () => number
  /** Null while it listens. */
  failure: Failure | null = null
  #queue: Promise<unknown> = Promise.resolve()
  #stopped = false

  constructor(endpoint: Endpoint, memory: PortMemory, dice: () => number) {
    this.#endpoint = endpoint
    this.#memory = memory
    this.#dice = dice
  }

  get port(): number {
    return this.#memory.port ?? 0
  }

  /** Where a tool fetches; the same for as long as the port is. */
  urlOf(grant: GrantId): string {
    return `http://127.0.0.1:${this.port}${ROUTE}${grant}`
  }

  /** On the port of last time; if that is taken it is an error, since tools would find a stranger there. */
  start(): Promise<Result<void>> {
    this.#stopped = false
    return this.#inTurn(() => this.#start())
  }

  async #start(): Promise<Result<void>> {
    if (this.#memory.port === null) return this.#move()
    this.#endpoint.close()
    const listening = await this.#endpoint.listen(this.#memory.port)
    this.failure = listening.ok ? null : { kind: 'port', port: this.#memory.port, code: listening.code }
    return this.failure === null ? done : fail(this.failure)
  }

  /** On another port, chosen by chance among those that are free. */
  move(): Promise<Result<void>> {
    this.#stopped = false
    return this.#inTurn(() => this.#move())
  }

  #inTurn(run: () => Promise<Result<void>>): Promise<Result<void>> {
    const turn = this.#queue.then(() =>
      this.#stopped ? fail({ kind: 'port', port: this.port, code: 'closed' }) : run(),
    )
    this.#queue = turn.catch(() => undefined)
    return turn
  }

  async #move(): Promise<Result<void>> {
    this.#endpoint.close()
    for (let tries = 0; ; tries++) {
      const port = FIRST + Math.floor(this.#dice() * COUNT)
      const listening = await this.#endpoint.listen(port)
      if (listening.ok) {
        const saved = this.#memory.savePort(port)
        // On a port that the next start does not know, tools would be lost: rather none.
        if (!saved.ok) this.#endpoint.close()
        this.failure = saved.ok ? null : saved.failure
        return saved
      }
      this.failure = { kind: 'port', port, code: listening.code }
      if (tries === TRIES) return fail(this.failure)
    }
  }

  stop(): void {
    this.#stopped = true
    this.#endpoint.close()
  }
}
