// Signs what electron-builder says of a release, so that the app believes it: docs/updates.md.
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parse } from 'yaml'
import { readRelease } from '../../main/core/updates/release.ts'
import { checkFile } from '../../main/updates/check-file.ts'
import { signedBytes } from '../../main/updates/signed-bytes.ts'

const usage = `usage: node --import tsx scripts/package/sign-feed.ts --new-key KEY-FILE
       node --import tsx scripts/package/sign-feed.ts KEY-FILE dist/latest*.yml

  The first makes a key, and prints what package.json takes as "publicKey".
  The second puts a signature into each file's first line, or in the place of the one that is there.
`

const [first = '', second = '', ...more] = process.argv.slice(2)
try {
  if (first === '--new-key' && second !== '' && more.length === 0) makeKey(second)
  else if (first !== '' && !first.startsWith('-') && second !== '') await signAll(first, [second, ...more])
  else {
    console.error(usage)
    process.exitCode = 2
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

/** @param file which must not be there yet */
function makeKey(file: string): void {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' })
  console.log(`"publicKey": "${textOf(publicKey)}"`)
  console.log(`Keep ${file} where no build and no server can read it. Lost, it can't be had again.`)
}

async function signAll(keyFile: string, files: readonly string[]): Promise<void> {
  const key = createPrivateKey(readFileSync(keyFile))
  const manifest: { readonly updates?: { readonly publicKey?: string } | null } = JSON.parse(
    readFileSync('package.json', 'utf8'),
  )
  if (manifest.updates?.publicKey !== textOf(createPublicKey(key)))
    throw new Error(
      `${keyFile} is not the key that package.json has under "updates": no app would believe this signature.`,
    )
  // All before any is written: what is signed is published.
  const signed = await Promise.all(files.map(async file => ({ file, text: await withSignature(file, key) })))
  for (const { file, text } of signed) {
    writeFileSync(file, text)
    console.log(`signed ${file}`)
  }
}

async function withSignature(file: string, key: KeyObject): Promise<string> {
  const text = readFileSync(file, 'utf8').replace(/^# ed25519 .*\n/, '')
  const release = readRelease(parse(text))
  if (release === null) throw new Error(`${file} says nothing that the app could read.`)
  for (const each of release.files) {
    const beside = join(dirname(file), each.name)
    const isIt = await checkFile(beside, each).then(
      () => statSync(beside).size === each.size,
      () => false,
    )
    if (!isIt) throw new Error(`${beside} is not what ${file} says: build both anew.`)
  }
  const signature = sign(null, signedBytes(basename(file), Buffer.from(text)), key)
  return `# ed25519 ${signature.toString('base64')}\n${text}`
}

/** The 32 bytes, in base64. */
function textOf(publicKey: KeyObject): string {
  return publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64')
}
