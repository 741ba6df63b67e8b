import type { IniFile } from './ini.ts'
import { hunksOf } from './lines.ts'
import { shownLines } from './sensitive.ts'

/** A line of a file before and after a change, with no secret in it. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added' | 'skipped'
  readonly text: string
}

/** Lines around a change that say where it is. */
const AROUND = 2

/** @param isOurs whether a `credential_process` may be shown as a whole, since it is ours */
export function diffOf(
  before: IniFile,
  after: IniFile,
  isOurs: (text: string) => boolean,
): readonly DiffLine[] {
  const [old, fresh] = [shownLines(before), shownLines(after)]
  const text = (shown: readonly string[], whole: IniFile, index: number): string => {
    const raw = whole.lines[index]?.text ?? ''
    return isOurs(raw) ? raw : (shown[index] ?? '')
  }
  // What is before a line may tell that it is a secret, in either of the files.
  const same = (index: number, other: number): DiffLine => {
    const here = text(old, before, index)
    const isHidden = here !== before.lines[index]?.text
    return { kind: 'same', text: isHidden ? here : text(fresh, after, other) }
  }
  const all: DiffLine[] = []
  let at = 0
  for (const { at: start, removed, inserted } of hunksOf(before.lines, after.lines)) {
    for (; at < start.before; at++) all.push(same(at, start.after - (start.before - at)))
    const gone = removed.map((_line, index) => text(old, before, at + index))
    const added = inserted.map((_line, index) => text(fresh, after, start.after + index))
    // A last line that only gets a line break is no change to whoever reads this.
    const kept = gone.length > 0 && removed[0]?.text === inserted[0]?.text ? 1 : 0
    if (kept === 1) all.push(same(at, start.after))
    all.push(...gone.slice(kept).map(each => ({ kind: 'removed', text: each }) as const))
    all.push(...added.slice(kept).map(each => ({ kind: 'added', text: each }) as const))
    at += removed.length
  }
  for (; at < before.lines.length; at++) all.push(same(at, after.lines.length - (before.lines.length - at)))
  return shortened(all)
}

function shortened(all: readonly DiffLine[]): readonly DiffLine[] {
  const near = new Set<number>()
  for (const [index, line] of all.entries())
    if (line.kind !== 'same') for (let i = index - AROUND; i <= index + AROUND; i++) near.add(i)
  return all.flatMap((line, index): readonly DiffLine[] => {
    if (near.has(index)) return [line]
    return near.has(index - 1) || index === 0 ? [{ kind: 'skipped', text: '' }] : []
  })
}
