import { describe, expect, it } from 'vitest'
import type { Problem } from '../../main/core/failures/problem.ts'

/** A check, the field that it is for, and for each value a part of the sentence that says why; null where it is right. */
export type FieldRows = readonly [
  check: (field: string, value: string) => readonly Problem[],
  field: string,
  rows: readonly (readonly [value: string, part: string | null])[],
]

/** Declares a test for each value. */
export function checkEach(table: readonly FieldRows[]): void {
  describe.each(table.map(([check, field, rows]) => ({ check, field, rows })))(
    '$field',
    ({ check, field, rows }) => {
      it.each(rows)('%j: %j', (value, part) => {
        const problems = check(field, value)
        if (part === null) return expect(problems).toEqual([])
        expect(problems).toEqual([{ field, problem: expect.stringContaining(part) }])
        return undefined
      })
    },
  )
}
