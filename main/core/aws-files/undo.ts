import { type IniFile, readLines, strip } from './ini.ts'
import { type Hunk, type Line, toLines, toText } from './lines.ts'
import type { AwsFileKind } from './profiles.ts'

/** What a change has taken out of a file and put into it, and the lines around it, to find the place again. */
export interface HunkTexts {
  /** Whole lines with their ends. */
  readonly removed: string
  readonly inserted: string
  /** Null at the beginning and at the end of the file. */
  readonly above: string | null
  readonly below: string | null
}

/** What of it must not be in the record, since it may hold a secret; null where it may. */
export type HiddenTexts = { readonly [Text in keyof HunkTexts]: string | null }

/** What of it is in the record; null where it is in the keychain. */
export interface RecordedHunk extends HiddenTexts {
  readonly at: Hunk['at']
  /** The header that it stands below; null above all of them. */
  readonly section: string | null
}

export type WholeHunk = RecordedHunk & HunkTexts

/** What a change has made of one file. */
export interface FileRecord {
  readonly file: AwsFileKind
  readonly path: string
  /** Short names of its whole text; null where there was, or is, no file. */
  readonly digests: { readonly before: string | null; readonly after: string | null }
  readonly hunks: readonly RecordedHunk[]
}

/** One side of a change, and which of its lines may hold a secret, by their index. */
export interface Side {
  readonly file: IniFile
  readonly isSecret: (index: number) => boolean
}

export interface Recorded {
  readonly hunk: RecordedHunk
  readonly hidden: HiddenTexts
}

export function record(hunks: readonly Hunk[], before: Side, after: Side): readonly Recorded[] {
  return hunks.map(({ at, removed, inserted }) => {
    const texts: HunkTexts = {
      removed: toText(removed),
      inserted: toText(inserted),
      above: before.file.lines[at.before - 1]?.text ?? null,
      below: before.file.lines[at.before + removed.length]?.text ?? null,
    }
    const isHidden = {
      removed: removed.some((_line, index) => before.isSecret(at.before + index)),
      // A line that only gets another end is among them, whatever it holds.
      inserted: inserted.some((_line, index) => after.isSecret(at.after + index)),
      above: before.isSecret(at.before - 1),
      below: before.isSecret(at.before + removed.length),
    }
    return {
      hunk: { at, section: sectionAt(before.file, at.before), ...chosen(texts, isHidden, false) },
      hidden: chosen(texts, isHidden, true),
    }
  })
}

type Flags = { readonly [Text in keyof HunkTexts]: boolean }

function chosen(texts: HunkTexts, flags: Flags, which: boolean): HiddenTexts {
  const { removed, inserted, above, below } = texts
  return {
    removed: flags.removed === which ? removed : null,
    inserted: flags.inserted === which ? inserted : null,
    above: flags.above === which ? above : null,
    below: flags.below === which ? below : null,
  }
}

/** Null where what was kept elsewhere is not there any more. */
export function whole(hunk: RecordedHunk, hidden: HiddenTexts | null): WholeHunk | null {
  const removed = hunk.removed ?? hidden?.removed ?? null
  const inserted = hunk.inserted ?? hidden?.inserted ?? null
  if (removed === null || inserted === null) return null
  const above = hunk.above ?? hidden?.above ?? null
  return { ...hunk, removed, inserted, above, below: hunk.below ?? hidden?.below ?? null }
}

/**
 * Takes a change back.
 * @param isUntouched whether the file is as the change has left it: then every byte is as before it
 * @param isHarmless whether what others have in the file says the same as before
 * @returns null where what the change has put there is not to be found any more
 */
export function undone(
  now: readonly Line[],
  hunks: readonly WholeHunk[],
  isUntouched: boolean,
  isHarmless: (lines: readonly Line[]) => boolean,
): readonly Line[] | null {
  if (isUntouched) return withoutAll(now, hunks, ({ at }) => at.after)
  const moved = hunks.map(withoutSame)
  // Where others have put settings of theirs below a header of ours, it stays with them.
  for (const each of [moved, moved.map(withoutHeader)]) {
    const lines = withoutAll(now, each, (hunk, left) => placeOf(left, hunk))
    const restored = lines === null ? null : wellEnded(lines)
    if (restored !== null && isHarmless(restored)) return restored
  }
  return null
}

function withoutAll(
  now: readonly Line[],
  hunks: readonly WholeHunk[],
  find: (hunk: WholeHunk, lines: readonly Line[]) => number | null,
): readonly Line[] | null {
  let lines = now
  // From the last one on, so that the places of those before stay.
  for (const hunk of [...hunks].reverse()) {
    const at = find(hunk, lines)
    if (at === null) return null
    const inserted = toLines(hunk.inserted)
    lines = [...lines.slice(0, at), ...toLines(hunk.removed), ...lines.slice(at + inserted.length)]
  }
  return lines
}

/** The first lines of both sides may differ in their ends alone; what became of them since is no matter. */
function withoutSame(hunk: WholeHunk): WholeHunk {
  const [removed, inserted] = [toLines(hunk.removed), toLines(hunk.inserted)]
  const differs = removed.findIndex((line, index) => line.text !== inserted[index]?.text)
  const same = differs < 0 ? removed.length : differs
  if (same === 0) return hunk
  return {
    ...hunk,
    removed: toText(removed.slice(same)),
    inserted: toText(inserted.slice(same)),
    above: removed[same - 1]?.text ?? null,
    section: readLines(removed.slice(0, same)).sections.at(-1)?.header ?? hunk.section,
  }
}

function withoutHeader(hunk: WholeHunk): WholeHunk {
  const inserted = toLines(hunk.inserted)
  const [section] = readLines(inserted).sections
  if (hunk.removed !== '' || section === undefined) return hunk
  return { ...hunk, inserted: toText(inserted.slice(section.line + 1)), section: section.header }
}

function placeOf(lines: readonly Line[], hunk: WholeHunk): number | null {
  const inserted = toLines(hunk.inserted)
  const file = readLines(lines)
  const isWhole = isSection(inserted.length > 0 ? inserted : toLines(hunk.removed))
  const places = Array.from({ length: lines.length + 1 }, (_each, at) => at).filter(at =>
    isWhole ? inserted.length > 0 || isBetweenSections(file, at) : sectionAt(file, at) === hunk.section,
  )
  const distance = (at: number): number => Math.abs(at - hunk.at.after)
  const nearest = (fits: (at: number) => boolean): number | undefined =>
    places.filter(fits).sort((a, b) => distance(a) - distance(b))[0]
  if (inserted.length > 0)
    return nearest(at => inserted.every((line, index) => lines[at + index]?.text === line.text)) ?? null
  const isBelow = (at: number): boolean => (lines[at - 1]?.text ?? null) === hunk.above
  const isAbove = (at: number): boolean => (lines[at]?.text ?? null) === hunk.below
  const found = nearest(at => isBelow(at) && isAbove(at)) ?? nearest(isBelow) ?? nearest(isAbove)
  // A section says the same wherever it stands.
  return found ?? (isWhole ? lines.length : null)
}

/** Whether it begins with a header, but for blank lines. */
function isSection(lines: readonly Line[]): boolean {
  const first = lines.findIndex(({ text }) => strip(text) !== '')
  return readLines(lines).sections[0]?.line === first
}

function isBetweenSections({ sections }: IniFile, at: number): boolean {
  const above = sections.filter(({ line }) => line < at).at(-1)
  return above === undefined || above.settings.every(({ last }) => last < at)
}

function sectionAt({ sections }: IniFile, at: number): string | null {
  return sections.filter(({ line }) => line < at).at(-1)?.header ?? null
}

/** Only a file's last line may have no end. */
function wellEnded(lines: readonly Line[]): readonly Line[] {
  const end = lines.find(line => line.end !== '')?.end ?? '\n'
  return lines.map((line, index) => (line.end === '' && index < lines.length - 1 ? { ...line, end } : line))
}
