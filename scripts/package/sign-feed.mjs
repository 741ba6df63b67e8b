// Signs what electron-builder says of a release, so that the app believes it: docs/updates.md.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'

const usage = `usage: node scripts/package/sign-feed.mjs --new-key KEY-FILE
       node scripts/package/sign-feed.mjs KEY-FILE dist/latest*.yml

  The first makes a key, and prints what package.json takes as "publicKey".
  The second puts a signature into each file's first line, or in the place of the one that is there.
`

const [first = '', second = '', ...more] = process.argv.slice(2)
try {
  if (first === '--new-key' && second !== '' && more.length === 0) makeKey(second)
  else if (first !== '' && !first.startsWith('-') && second !== '') signAll(first, [second, ...more])
  else {
    console.error(usage)
    process.exitCode = 2
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

/** @param {string} file which must not be there yet */
function makeKey(file) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' })
  console.log(`"publicKey": "${textOf(publicKey)}"`)
  console.log(`Keep ${file} where no build and no server can read it. Lost, it can't be had again.`)
}

/** @param {string} keyFile @param {readonly string[]} files */
function signAll(keyFile, files) {
  const key = createPrivateKey(readFileSync(keyFile))
  const known = JSON.parse(
    readFileSync(path.resolve(import.meta.dirname, '../../package.json'), 'utf8'),
  ).updates
  if (known?.publicKey !== textOf(createPublicKey(key)))
    throw new Error(
      `${keyFile} is not the key that package.json has under "updates": no app would believe this signature.`,
    )
  // All before any is written: what is signed is published.
  const signed = files.map(file => ({ file, text: withSignature(file, key) }))
  for (const { file, text } of signed) {
    writeFileSync(file, text)
    console.log(`signed ${file}`)
  }
}

/** @param {string} file @param {import('node:crypto').KeyObject} key */
function withSignature(file, key) {
  const text = readFileSync(file, 'utf8').replace(/^# ed25519 .*\n/, '')
  for (const { url, sha512 } of parse(text).files) {
    const beside = path.join(path.dirname(file), url)
    if (createHash('sha512').update(readFileSync(beside)).digest('base64') !== sha512)
      throw new Error(`${beside} is not what ${file} says: build both anew.`)
  }
  return `# ed25519 ${sign(null, Buffer.from(text), key).toString('base64')}\n${text}`
}

/** The 32 bytes, in base64. @param {import('node:crypto').KeyObject} publicKey */
function textOf(publicKey) {
  return publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64')
}
