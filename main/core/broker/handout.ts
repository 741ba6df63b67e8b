import type { Failure } from '../failures/failure.ts'
import type { Held } from './credentials.ts'

/** The broker's answer to a tool, at once. */
export type Handout =
  | { readonly kind: 'ready'; readonly held: Held }
  /** Being got, and no person is needed: `settled` resolves when it was got or has failed. */
  | { readonly kind: 'pending'; readonly settled: Promise<unknown> }
  /** `until` is there while a person is being asked, and resolves when that has ended: then it is worth asking again. */
  | { readonly kind: 'refused'; readonly failure: Failure; readonly until: Promise<unknown> | null }

export function refused(failure: Failure, until: Promise<unknown> | null = null): Handout {
  return { kind: 'refused', failure, until }
}
