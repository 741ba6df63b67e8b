import { NextRun } from './next-run.ts'

/** One shared look for each port of ours; there is one, unless the user has changed it since the start. */
export class LooksByPort<Found> {
  readonly #look: (serverPort: number) => Promise<Found>
  readonly #runs = new Map<number, NextRun<Found>>()

  /** @param look never rejects */
  constructor(look: (serverPort: number) => Promise<Found>) {
    this.#look = look
  }

  ask(serverPort: number): Promise<Found> {
    const run = this.#runs.get(serverPort) ?? new NextRun(() => this.#look(serverPort))
    this.#runs.set(serverPort, run)
    return run.ask()
  }
}
