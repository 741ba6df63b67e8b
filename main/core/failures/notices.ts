import type { Failure } from './failure.ts'

/** What the user must know though nobody asked for it, until it is dismissed. */
export class Notices {
  #list: readonly Failure[] = []
  readonly #onChange: () => void

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  get list(): readonly Failure[] {
    return this.#list
  }

  /** Takes the place of an earlier one of its kind. */
  add(notice: Failure): void {
    this.#list = [...this.#list.filter(each => each.kind !== notice.kind), notice]
    this.#onChange()
  }

  dismiss(): void {
    this.#list = []
    this.#onChange()
  }
}
