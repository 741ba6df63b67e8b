/** A program that runs on this computer, as far as the system tells of it. */
export interface ToolProcess {
  readonly pid: number
  /** Together with `pid` it names one process for good: the system gives its numbers again. */
  readonly startedAt: string
  /** What a person would call it: `aws`, `terraform`, `python3`. */
  readonly name: string
  /** The path of the program; null where the system does not tell. */
  readonly executable: string | null
  /** The file that an interpreter runs, such as /usr/bin/aws, which python3 runs; else null. */
  readonly script: string | null
  /** The folder in which it works. */
  readonly folder: string | null
}

/**
 * The process that asks and those that have started it, the nearest first, up to the user's outermost program.
 * Empty where the system does not tell.
 */
export type Lineage = readonly ToolProcess[]
