/** The topics that there are, by their ARNs. */
export class Topics {
  readonly #arns = new Set<string>()

  /** One that is there already stays as it is. */
  add(arn: string) {
    this.#arns.add(arn)
  }

  /** Those that differ from this ARN only after its last colon: an account's in one Region. */
  beside(arn: string): readonly string[] {
    const prefix = arn.slice(0, arn.lastIndexOf(':') + 1)
    return [...this.#arns].filter(one => one.startsWith(prefix)).sort()
  }
}
