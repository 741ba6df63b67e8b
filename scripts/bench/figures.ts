/** What a figure has to reach. A ratio is ours by the other's, a difference ours less the other's. */
export type Target =
  | { readonly kind: 'ratio-at-most'; readonly limit: number }
  | { readonly kind: 'ratio-at-least'; readonly limit: number }
  | { readonly kind: 'difference-at-most'; readonly limit: number }
  | { readonly kind: 'at-most'; readonly limit: number }
  | { readonly kind: 'exactly'; readonly value: number }

export interface Row {
  readonly what: string
  readonly unit: string
  readonly ours: number
  /** Of what it is compared with; null where it is compared with its target alone. */
  readonly base: number | null
  readonly target: Target
  /** Where a ratio that misses its target stands, and why is in docs/performance.md. */
  readonly standing?: number
}

/** @param share 0 to 1; of the values in order, the one below which so many are */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  const [low = Number.NaN, high = Number.NaN] = [sorted[middle - 1], sorted[middle]]
  return sorted.length % 2 === 1 ? high : (low + high) / 2
}

/** What is held against the target. */
export function measure({ ours, base, target }: Row): number {
  switch (target.kind) {
    case 'ratio-at-most':
    case 'ratio-at-least':
      return ours / (base ?? Number.NaN)
    case 'difference-at-most':
      return ours - (base ?? Number.NaN)
    case 'at-most':
    case 'exactly':
      return ours
  }
}

/** @param slack how many times the target may be missed by; what is counted has none */
export function reaches(row: Row, slack = 1): boolean {
  const value = measure(row)
  switch (row.target.kind) {
    case 'ratio-at-least':
      return value >= row.target.limit / slack
    case 'ratio-at-most':
    case 'difference-at-most':
    case 'at-most':
      return value <= row.target.limit * slack
    case 'exactly':
      return value === row.target.value
  }
}

/** Whether nothing has become much worse: a figure may be twice its target, or twice what it has stood at. */
export function holds(row: Row): boolean {
  const { target, standing } = row
  if (standing === undefined || target.kind === 'exactly') return reaches(row, 2)
  return reaches({ ...row, target: { ...target, limit: standing } }, 2)
}

const figure = (value: number) => value.toFixed(value >= 100 || Number.isInteger(value) ? 0 : 2)

function measureInWords(row: Row): string {
  const value = measure(row)
  switch (row.target.kind) {
    case 'ratio-at-most':
    case 'ratio-at-least':
      return `${value.toFixed(2)}×`
    case 'difference-at-most':
      return `${value < 0 ? '−' : '+'}${figure(Math.abs(value))}`
    case 'at-most':
    case 'exactly':
      return ''
  }
}

function targetInWords({ target }: Row): string {
  switch (target.kind) {
    case 'ratio-at-most':
      return `≤ ${target.limit.toFixed(2)}×`
    case 'ratio-at-least':
      return `≥ ${target.limit.toFixed(2)}×`
    case 'difference-at-most':
      return `≤ +${figure(target.limit)}`
    case 'at-most':
      return `≤ ${figure(target.limit)}`
    case 'exactly':
      return `${target.value}`
  }
}

/** Of text, with a line for each row. */
export function table(rows: readonly Row[]): string {
  const lines = [
    ['', 'Understudy', 'compared with', '', 'target', ''],
    ...rows.map(row => [
      row.what,
      `${figure(row.ours)} ${row.unit}`,
      row.base === null ? '' : `${figure(row.base)} ${row.unit}`,
      measureInWords(row),
      targetInWords(row),
      reaches(row) ? '✓' : 'missed',
    ]),
  ]
  const widths = [0, 1, 2, 3, 4].map(column => Math.max(...lines.map(line => (line[column] ?? '').length)))
  return lines
    .map(line =>
      line
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
