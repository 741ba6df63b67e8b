/** A secret to look for, with the name by which a hit is told. */
export interface Wanted {
  readonly name: string
  readonly value: string
}

export interface Needle extends Wanted {
  readonly encoding: Encoding
  readonly bytes: Buffer
  /** Six digits stand in many a longer number; alone they are a code. */
  readonly alone: boolean
}

export const encodings = [
  'plain',
  'UTF-16',
  'hex',
  'HEX',
  'base64 at offset 0',
  'base64 at offset 1',
  'base64 at offset 2',
  'base64url at offset 0',
  'base64url at offset 1',
  'base64url at offset 2',
  'percent',
  'percent in lower case',
  'percent of each byte',
] as const
export type Encoding = (typeof encodings)[number]

/** A secret as it may have been written down. An encoding that leaves it as another one does is not told twice. */
export function needlesOf(wanted: Wanted): readonly Needle[] {
  const told = new Set<string>()
  return encodings.flatMap((encoding): readonly Needle[] => {
    const bytes = encoded(wanted.value, encoding)
    const key = bytes.toString('latin1')
    if (told.has(key)) return []
    told.add(key)
    return [{ ...wanted, encoding, bytes, alone: encoding === 'plain' && /^\d+$/.test(wanted.value) }]
  })
}

/** The bytes that stand for a secret in this encoding, whatever is around it. */
export function encoded(value: string, encoding: Encoding): Buffer {
  const plain = Buffer.from(value)
  switch (encoding) {
    case 'plain':
      return plain
    case 'UTF-16':
      return Buffer.from(value, 'utf16le')
    case 'hex':
      return Buffer.from(plain.toString('hex'))
    case 'HEX':
      return Buffer.from(plain.toString('hex').toUpperCase())
    case 'base64 at offset 0':
    case 'base64 at offset 1':
    case 'base64 at offset 2':
      return inner(plain, Number(encoding.at(-1)), 'base64')
    case 'base64url at offset 0':
    case 'base64url at offset 1':
    case 'base64url at offset 2':
      return inner(plain, Number(encoding.at(-1)), 'base64url')
    case 'percent':
      return Buffer.from(encodeURIComponent(value))
    case 'percent in lower case':
      return Buffer.from(encodeURIComponent(value).replaceAll(/%../g, each => each.toLowerCase()))
    case 'percent of each byte':
      return Buffer.from(
        plain
          .toString('hex')
          .toUpperCase()
          .replaceAll(/../g, each => `%${each}`),
      )
  }
}

function inner(plain: Buffer, offset: number, alphabet: 'base64' | 'base64url'): Buffer {
  const text = Buffer.concat([Buffer.alloc(offset), plain])
    .toString(alphabet)
    .replace(/=+$/, '')
  // The first and last characters hold bits of the neighbors as well.
  const end = (offset + plain.length) % 3 === 0 ? undefined : -1
  return Buffer.from(text.slice(Math.ceil((offset * 8) / 6), end))
}
