import { Refusal, validationError } from './refusal.ts'

/** The fields of a Query call: decoded, each at most once. */
export class Form {
  readonly #fields = new Map<string, string>()

  constructor(text: string) {
    for (const [name, value] of new URLSearchParams(text)) {
      if (this.#fields.has(name)) {
        throw new Refusal('MalformedQueryString', 404, `The query string holds ${name} more than once`)
      }
      this.#fields.set(name, value)
    }
  }

  get(name: string): string | undefined {
    return this.#fields.get(name)
  }

  names(): readonly string[] {
    return [...this.#fields.keys()]
  }
}

type TextRule = { readonly min?: number; readonly max?: number; readonly pattern?: RegExp }
type NumberRule = { readonly min: number; readonly max: number }

/** `Tags.member.1.Key` is `tags.1.member.key` in AWS's messages. */
const memberName = (name: string) =>
  name
    .replace(/^(\w+)\.member\.(\d+)/, '$1.$2.member')
    .replace(/(^|\.)([A-Z])/g, (_, dot: string, letter: string) => dot + letter.toLowerCase())

/**
 * Reads an operation's parameters by their rules and gathers what is wrong, as AWS does: one refusal that lists
 * everything. Parameters that nobody read are refused too, which AWS does not do, so that a misspelt one shows.
 */
export class Parameters {
  readonly #form: Form
  readonly #read = new Set(['Action', 'Version'])
  readonly #problems: string[] = []

  constructor(form: Form) {
    this.#form = form
  }

  text(name: string, rule: TextRule = {}): string | undefined {
    this.#read.add(name)
    const value = this.#form.get(name)
    if (value === undefined) return undefined
    const { min = 0, max = Number.POSITIVE_INFINITY, pattern } = rule
    if (pattern !== undefined && !pattern.test(value)) {
      const source = pattern.source.replace(/^\^|\$$/g, '')
      this.#wrong(value, name, `Member must satisfy regular expression pattern: ${source}`)
    }
    if (value.length < min)
      this.#wrong(value, name, `Member must have length greater than or equal to ${min}`)
    if (value.length > max) this.#wrong(value, name, `Member must have length less than or equal to ${max}`)
    return value
  }

  /** As `text`, for a parameter that must be there; what it gives is used only after `check`. */
  required(name: string, rule: TextRule = {}): string {
    const value = this.text(name, rule)
    if (value === undefined) {
      this.#problems.push(
        `Value null at '${memberName(name)}' failed to satisfy constraint: Member must not be null`,
      )
    }
    return value ?? ''
  }

  whole(name: string, { min, max }: NumberRule): number | undefined {
    this.#read.add(name)
    const value = this.#form.get(name)
    if (value === undefined) return undefined
    if (!/^-?\d{1,15}$/.test(value))
      throw new Refusal('MalformedInput', 400, `${value} at ${name} is no Integer`)
    const number = Number(value)
    if (number < min) this.#wrong(value, name, `Member must have value greater than or equal to ${min}`)
    if (number > max) this.#wrong(value, name, `Member must have value less than or equal to ${max}`)
    return number
  }

  /** How many entries `name.member.1` … has; their numbers must have no gap. */
  count(name: string, max: number): number {
    const numbers = new Set<number>()
    for (const field of this.#form.names()) {
      const number = new RegExp(`^${name}\\.member\\.([1-9]\\d{0,3})(\\.|$)`).exec(field)?.[1]
      if (number !== undefined) numbers.add(Number(number))
    }
    if (numbers.size > max) {
      this.#wrong(`[${numbers.size} members]`, name, `Member must have length less than or equal to ${max}`)
    }
    if (Math.max(0, ...numbers) !== numbers.size) {
      throw new Refusal('MalformedInput', 400, `The members of ${name} are not numbered one after the other`)
    }
    return numbers.size
  }

  /** Throws where anything read was wrong, or anything sent was not read. */
  check() {
    const { length } = this.#problems
    if (length > 0) {
      const count = length === 1 ? '1 validation error' : `${length} validation errors`
      throw validationError(`${count} detected: ${this.#problems.join('; ')}`)
    }
    const stray = this.#form.names().filter(name => !this.#read.has(name))
    if (stray.length > 0) throw validationError(`Unknown parameters for this operation: ${stray.join(', ')}`)
  }

  #wrong(value: string, name: string, constraint: string) {
    this.#problems.push(
      `Value '${value}' at '${memberName(name)}' failed to satisfy constraint: ${constraint}`,
    )
  }
}
