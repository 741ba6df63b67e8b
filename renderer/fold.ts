/** Text as it is searched: without case and marks, so that "Zurich" finds "Zürich". */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
}

/** The words of what was typed, folded, each once. */
export function wordsOf(query: string): readonly string[] {
  return [...new Set(fold(query).split(/\s+/))].filter(word => word !== '')
}

/** A piece of a text, and whether it is what was looked for. */
export interface Piece {
  readonly text: string
  readonly found: boolean
}

/** Cuts a text where the words are in it: each at one place, where a word of the text begins with it if there is one. */
export function emphasize(text: string, words: readonly string[]): readonly Piece[] {
  if (words.length === 0) return [{ text, found: false }]
  const letters = text.match(/\P{M}\p{M}*|\p{M}+/gu) ?? []
  // Folded, a letter may be several, or none.
  const owners = letters.flatMap((letter, at) =>
    fold(letter)
      .split('')
      .map(() => at),
  )
  const folded = letters.map(fold).join('')
  const found = new Set<number | undefined>()
  for (const word of words) {
    const start = placeOf(folded, word)
    if (start >= 0) for (const owner of owners.slice(start, start + word.length)) found.add(owner)
  }
  const pieces: { text: string; found: boolean }[] = []
  for (const [at, letter] of letters.entries()) {
    const last = pieces.at(-1)
    if (last !== undefined && last.found === found.has(at)) last.text += letter
    else pieces.push({ text: letter, found: found.has(at) })
  }
  return pieces
}

function placeOf(text: string, word: string): number {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1))) return at
  return text.indexOf(word)
}
