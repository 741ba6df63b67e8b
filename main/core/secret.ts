/**
 * A value that must not be seen. However it is printed (template, JSON, inspection, structured clone)
 * it says "[redacted]" or nothing; only `reveal` gives the value, so every use can be found by that word.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return '[redacted]'
  }

  toJSON(): string {
    return '[redacted]'
  }

  // Node's console and loggers look this symbol up; it is in the global registry, so no import is needed.
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[redacted]'
  }
}
