import { type Hunk, type Line, toLines, toText } from './lines.ts'
import type { AwsFileKind } from './profiles.ts'

/** What a change has taken out of a file and put into it, as texts with their line ends. */
export interface RecordedHunk {
  readonly at: Hunk['at']
  /** Null where it may hold a secret: then it is in the keychain. */
  readonly removed: string | null
  readonly inserted: string
  /** The lines around it, to find the place again; null where there is none, or where it may hold a secret. */
  readonly above: string | null
  readonly below: string | null
}

/** What a change has made of one file. */
export interface FileRecord {
  readonly file: AwsFileKind
  readonly path: string
  /** Short names of its whole text; null where there was, or is, no file. */
  readonly digests: { readonly before: string | null; readonly after: string | null }
  readonly hunks: readonly RecordedHunk[]
}

/** @param isSecret of the old lines, by their index */
export function record(
  hunks: readonly Hunk[],
  before: readonly Line[],
  isSecret: (index: number) => boolean,
): readonly RecordedHunk[] {
  const shown = (index: number): string | null => (isSecret(index) ? null : (before[index]?.text ?? null))
  return hunks.map(({ at, removed, inserted }) => ({
    at,
    removed: removed.some((_line, index) => isSecret(at.before + index)) ? null : toText(removed),
    inserted: toText(inserted),
    above: shown(at.before - 1),
    below: shown(at.before + removed.length),
  }))
}

/** With the texts that were kept elsewhere in their places again. */
export type WholeHunk = RecordedHunk & { readonly removed: string }

/**
 * Takes a change back.
 * @param isUntouched whether the file is as the change has left it: then every byte is as before it
 * @returns null where what the change has put there is not to be found any more
 */
export function undone(
  now: readonly Line[],
  hunks: readonly WholeHunk[],
  isUntouched: boolean,
): readonly Line[] | null {
  let lines = now
  // From the last one on, so that the places of those before stay.
  for (const hunk of [...hunks].reverse()) {
    const inserted = toLines(hunk.inserted)
    const at = isUntouched ? hunk.at.after : placeOf(lines, hunk, inserted)
    if (at === null) return null
    lines = [...lines.slice(0, at), ...toLines(hunk.removed), ...lines.slice(at + inserted.length)]
  }
  return isUntouched ? lines : wellEnded(lines)
}

function placeOf(lines: readonly Line[], hunk: WholeHunk, inserted: readonly Line[]): number | null {
  const fits = (at: number): boolean =>
    inserted.length > 0
      ? inserted.every((line, index) => lines[at + index]?.text === line.text)
      : isBetween(lines, at, hunk)
  const places = Array.from({ length: lines.length + 1 }, (_each, at) => at).filter(fits)
  const distance = (at: number): number => Math.abs(at - hunk.at.after)
  return places.sort((a, b) => distance(a) - distance(b))[0] ?? null
}

function isBetween(lines: readonly Line[], at: number, { above, below }: RecordedHunk): boolean {
  if (above === null && below === null) return lines.length === 0
  return (above === null || lines[at - 1]?.text === above) && (below === null || lines[at]?.text === below)
}

/** Only a file's last line may have no end. */
function wellEnded(lines: readonly Line[]): readonly Line[] {
  const end = lines.find(line => line.end !== '')?.end ?? '\n'
  return lines.map((line, index) => (line.end === '' && index < lines.length - 1 ? { ...line, end } : line))
}
