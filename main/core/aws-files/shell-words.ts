/**
 * Splits as a POSIX shell does, without expanding anything; null where a quote is left open. So botocore reads the
 * names of profiles: https://docs.python.org/3/library/shlex.html#shlex.split
 */
export function shellWords(text: string): readonly string[] | null {
  const words: string[] = []
  let word: string | null = null
  let quote: '"' | "'" | null = null
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i)
    if (quote === null && /[ \t\r\n]/.test(char)) {
      if (word !== null) words.push(word)
      word = null
    } else if (quote === null && (char === '"' || char === "'")) {
      quote = char
      word ??= ''
    } else if (char === quote) quote = null
    else if (char === '\\' && quote !== "'") {
      const next = text.charAt(++i)
      if (next === '') return null
      // Between double quotes it is an escape only before what would mean something there.
      word = (word ?? '') + (quote === '"' && next !== '"' && next !== '\\' ? `\\${next}` : next)
    } else word = (word ?? '') + char
  }
  if (quote !== null) return null
  return word === null ? words : [...words, word]
}
