/** A line with the characters that end it, so that a file is printed as it was read; the last one may have none. */
export interface Line {
  readonly text: string
  readonly end: '' | '\n' | '\r\n' | '\r'
}

export type LineEnd = Exclude<Line['end'], ''>

export function toLines(text: string): readonly Line[] {
  return [...text.matchAll(/([^\r\n]*)(\r\n|\n|\r|$)/g)]
    .filter(([whole]) => whole !== '')
    .map(([, content = '', end = '']) => ({ text: content, end: end as Line['end'] }))
}

export function toText(lines: readonly Line[]): string {
  return lines.map(({ text, end }) => text + end).join('')
}

/** How new lines are to end: as those that are there, but with CR alone, which few read, only where all do. */
export function lineEndOf(lines: readonly Line[], otherwise: LineEnd): LineEnd {
  const end = lines.find(line => line.end !== '\r' && line.end !== '')?.end ?? lines[0]?.end ?? ''
  return end === '' ? otherwise : end
}

/** Some lines of a file in the place of others. */
export interface Hunk {
  /** The index of the first line, in the old file and in the new one. */
  readonly at: { readonly before: number; readonly after: number }
  readonly removed: readonly Line[]
  readonly inserted: readonly Line[]
}

/** @param after made of the very lines of `before`, and of new ones, in their order */
export function hunksOf(before: readonly Line[], after: readonly Line[]): readonly Hunk[] {
  const kept = new Set(after)
  const hunks: Hunk[] = []
  let [i, j] = [0, 0]
  while (i < before.length || j < after.length) {
    const [from, to] = [i, j]
    // Each side goes on to the next line that is in both.
    while (i < before.length && !kept.has(before[i] as Line)) i++
    while (j < after.length && after[j] !== before[i]) j++
    if (i > from || j > to)
      hunks.push({
        at: { before: from, after: to },
        removed: before.slice(from, i),
        inserted: after.slice(to, j),
      })
    while (i < before.length && before[i] === after[j]) [i, j] = [i + 1, j + 1]
  }
  return hunks
}
