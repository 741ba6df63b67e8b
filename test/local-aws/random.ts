import { randomBytes, randomInt } from 'node:crypto'

const ID_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

const letters = (alphabet: string, length: number) =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')

/** A unique id as AWS forms them: `AKIA…` for long-term keys, `ASIA…` for temporary ones, `AROA…` for roles. */
export const randomId = (prefix: 'AKIA' | 'ASIA' | 'AIDA' | 'AROA') => prefix + letters(ID_LETTERS, 16)

/** Forty characters of base64, as a secret access key is. */
export const randomSecret = () => randomBytes(30).toString('base64')

/** A session token: opaque, some hundred characters, and no promise about how many. */
export const randomToken = (leastBytes: number) => {
  const bytes = Math.max(240 + randomInt(90), Math.ceil(leastBytes * 0.75))
  return `IQoJb3JpZ2lu${randomBytes(bytes).toString('base64')}`
}
