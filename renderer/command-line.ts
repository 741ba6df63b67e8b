type Quote = '"' | "'"

export interface SplitLine {
  readonly words: readonly string[]
  /** A quotation mark that nothing ends; null where all are in pairs. */
  readonly unclosed: Quote | null
}

/** How it is split, for whoever types a line. */
export const QUOTING = 'Blanks part the words; "…" or \'…\' keep them together. No shell: no $, | or ~.'

/**
 * Splits a command into words. A backslash is a letter like any other, since paths on Windows are made of them; a
 * quotation mark stands between those of the other kind.
 */
export function splitCommand(line: string): SplitLine {
  const words: string[] = []
  let word: string | null = null
  let quote: Quote | null = null
  for (const character of line) {
    if (quote !== null) {
      if (character === quote) quote = null
      else word = (word ?? '') + character
    } else if (character === '"' || character === "'") {
      quote = character
      // Also what is between two marks and nothing is a word.
      word ??= ''
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + character
  }
  if (word !== null) words.push(word)
  return { words, unclosed: quote }
}

/** What is wrong with a line, which only its form can find, since it sends words; null where there is nothing. */
export function problemOfCommand(line: string): string | null {
  const { unclosed } = splitCommand(line)
  return unclosed === null ? null : `A quotation mark (${unclosed}) is not closed.`
}

/** The line that is split into these words. */
export function joinCommand(words: readonly string[]): string {
  return words.map(quoted).join(' ')
}

function quoted(word: string): string {
  if (word !== '' && !/[\s"']/.test(word)) return word
  if (!word.includes('"')) return `"${word}"`
  if (!word.includes("'")) return `'${word}'`
  // Marks of both kinds: each piece between those that it does not hold.
  return word
    .split(/("+)/)
    .filter(piece => piece !== '')
    .map(piece => (piece.startsWith('"') ? `'${piece}'` : `"${piece}"`))
    .join('')
}
