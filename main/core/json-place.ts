/** Where in a text something is: both from 1, in UTF-16 units. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** So deep nothing is nested that somebody writes by hand; and deeper calls would end for want of stack. */
const DEEPEST = 200

/**
 * Where a text stops being JSON, which JSON.parse does not tell of every error. Null where it is JSON.
 * Source: RFC 8259.
 */
export function whereNoJson(text: string): Place | null {
  const at = new Reader(text).read()
  if (at === null) return null
  const lines = text.slice(0, at).split(/\r\n|\r|\n/)
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** How far it could be read, or null for to the end. */
  read(): number | null {
    return this.#value(0) && this.#takes(/$/y) ? null : this.#at
  }

  #value(depth: number): boolean {
    if (depth > DEEPEST) return false
    if (this.#takes(/\{/y)) return this.#list(/\}/y, () => this.#member(depth + 1))
    if (this.#takes(/\[/y)) return this.#list(/\]/y, () => this.#value(depth + 1))
    return (
      this.#string() ||
      this.#takes(/(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.])/y)
    )
  }

  #member(depth: number): boolean {
    return this.#string() && this.#takes(/:/y) && this.#value(depth)
  }

  #string(): boolean {
    return this.#takes(/"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y)
  }

  #list(end: RegExp, item: () => boolean): boolean {
    if (this.#takes(end)) return true
    do if (!item()) return false
    while (this.#takes(/,/y))
    return this.#takes(end)
  }

  /** Goes past the blanks before it in any case, so that what is wrong is told where it stands. */
  #takes(token: RegExp): boolean {
    const blanks = /[ \t\n\r]*/y
    blanks.lastIndex = this.#at
    this.#at += blanks.exec(this.#text)?.[0].length ?? 0
    token.lastIndex = this.#at
    const taken = token.exec(this.#text)
    this.#at += taken?.[0].length ?? 0
    return taken !== null
  }
}
