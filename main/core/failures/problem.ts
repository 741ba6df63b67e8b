/** What is wrong with one field, before anything was called. */
export interface Problem {
  /** The field as the contract names it, so that a form can put the sentence beside its input. */
  readonly field: string
  readonly problem: string
}

export function problem(field: string, text: string): readonly Problem[] {
  return [{ field, problem: text }]
}
