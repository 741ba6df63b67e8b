/** What a signature of a feed is made over. @param name of its file, with no folder */
export function signedBytes(name: string, text: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${name}\n`), text])
}
