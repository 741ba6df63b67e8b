import { done, type Failure, fail, type Result } from '../core/failures/failure.ts'
import type { LoopbackServer } from './server.ts'

/** Below the ranges that systems take outgoing ports from: one of those could be in use for a moment. */
const FIRST = 20_000
const COUNT = 12_768
const TRIES = 20

export interface PortMemory {
  readonly port: number | null
  savePort(port: number): Result<void>
}

/** Keeps a server on one port for good: shells and IDEs hold its URL for days. */
export class PortKeeper {
  readonly #server: Pick<LoopbackServer, 'listen' | 'close' | 'drain'>
  readonly #memory: PortMemory
  readonly #dice: () => number
  /** Null while it listens. */
  failure: Failure | null = null
  #queue: Promise<unknown> = Promise.resolve()
  #stopped = false

  constructor(
    server: Pick<LoopbackServer, 'listen' | 'close' | 'drain'>,
    memory: PortMemory,
    dice: () => number,
  ) {
    this.#server = server
    this.#memory = memory
    this.#dice = dice
  }

  get port(): number {
    return this.#memory.port ?? 0
  }

  /** On the port of last time; if that is taken it is an error, since tools would find a stranger there. */
  start(): Promise<Result<void>> {
    this.#stopped = false
    return this.#inTurn(() => this.#start())
  }

  async #start(): Promise<Result<void>> {
    if (this.#memory.port === null) return this.#move()
    this.#server.close()
    const listening = await this.#server.listen(this.#memory.port)
    this.failure = listening.ok ? null : { kind: 'port', port: this.#memory.port, code: listening.code }
    return this.failure === null ? done : fail(this.failure)
  }

  /** On another port, chosen by chance among those that are free. */
  move(): Promise<Result<void>> {
    this.#stopped = false
    return this.#inTurn(() => this.#move())
  }

  #inTurn(run: () => Promise<Result<void>>): Promise<Result<void>> {
    const turn = this.#queue.then(() => (this.#stopped ? this.#closed() : run()))
    this.#queue = turn.catch(() => undefined)
    return turn
  }

  #closed(): Result<void> {
    return fail({ kind: 'port', port: this.port, code: 'closed' })
  }

  async #move(): Promise<Result<void>> {
    this.#server.close()
    for (let tries = 0; ; tries++) {
      // It was told to stop while it looked: another port would stay open for good.
      if (this.#stopped) return this.#closed()
      const port = FIRST + Math.floor(this.#dice() * COUNT)
      const listening = await this.#server.listen(port)
      if (listening.ok) {
        const saved = this.#memory.savePort(port)
        // On a port that the next start does not know, tools would be lost: rather none.
        if (!saved.ok) this.#server.close()
        this.failure = saved.ok ? null : saved.failure
        return saved
      }
      this.failure = { kind: 'port', port, code: listening.code }
      if (tries === TRIES) return fail(this.failure)
    }
  }

  stop(): void {
    this.#stopped = true
    this.#server.close()
  }

  /** Stops, but lets what is under way be sent. */
  drain(): Promise<void> {
    this.#stopped = true
    return this.#server.drain()
  }
}
