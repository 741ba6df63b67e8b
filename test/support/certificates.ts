import { createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { isIPv4 } from 'node:net'

/** As TLS servers of Node take it; both in PEM. */
export interface Certificate {
  readonly key: string
  readonly cert: string
}

/** Made anew for each test, so that no key lies in the repository. */
export interface Authority {
  readonly cert: string
  /** A certificate for a server with these names. */
  issue(...names: readonly string[]): Certificate
}

/** One DER element. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const length = content.length
  const head =
    length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from(head), content])
}

const sequence = (...parts: readonly Buffer[]) => der(0x30, ...parts)
/** Its bytes as they are: the caller sees to the sign bit. */
const integer = (...bytes: readonly number[]) => der(0x02, Buffer.from(bytes))
const time = (text: string) => der(0x17, Buffer.from(text))
const octets = (...parts: readonly Buffer[]) => der(0x04, ...parts)
const bits = (content: Buffer) => der(0x03, Buffer.from([0]), content)
const id = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))
const yes = der(0x01, Buffer.from([0xff]))

// sha256WithRSAEncryption, commonName, subjectAltName, basicConstraints
const algorithm = sequence(id('2a864886f70d01010b'), der(0x05))
const commonName = id('550403')
const altName = id('551d11')
const basicConstraints = id('551d13')

const nameOf = (text: string) => sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from(text)))))
const pem = (what: string, content: Buffer) =>
  `-----BEGIN ${what}-----\n${content.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END ${what}-----\n`

/** Who vouches, and for whom. */
interface Contents {
  readonly issuer: string
  readonly issuerKey: KeyObject
  readonly subject: string
  readonly subjectKey: KeyObject
  readonly extension: Buffer
}

function certify({ issuer, issuerKey, subject, subjectKey, extension }: Contents): string {
  // The leading one keeps it positive. NSS takes no two certificates of one issuer with one number.
  const serial = integer(1, ...randomBytes(8))
  const body = sequence(
    der(0xa0, integer(2)),
    serial,
    algorithm,
    nameOf(issuer),
    sequence(time('200101000000Z'), time('491231235959Z')),
    nameOf(subject),
    subjectKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extension)),
  )
  const signature = createSign('sha256').update(body).sign(issuerKey)
  return pem('CERTIFICATE', sequence(body, algorithm, bits(signature)))
}

function serverNames(names: readonly string[]): Buffer {
  const each = names.map(name =>
    isIPv4(name) ? der(0x87, Buffer.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name)),
  )
  return sequence(altName, octets(sequence(...each)))
}

const newKeys = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
const exported = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString()

/** A certificate for 127.0.0.1 that nobody vouches for. */
export function selfSigned(): Certificate {
  const { publicKey, privateKey } = newKeys()
  const name = '127.0.0.1'
  const both = { issuer: name, issuerKey: privateKey, subject: name, subjectKey: publicKey }
  return { key: exported(privateKey), cert: certify({ ...both, extension: serverNames([name]) }) }
}

/** As a company has one, whose proxy inspects TLS. */
export function newAuthority(name: string): Authority {
  const own = newKeys()
  const by = { issuer: name, issuerKey: own.privateKey }
  const extension = sequence(basicConstraints, yes, octets(sequence(yes)))
  return {
    cert: certify({ ...by, subject: name, subjectKey: own.publicKey, extension }),
    issue(...names) {
      const { publicKey, privateKey } = newKeys()
      const subject = { subject: names[0] ?? '', subjectKey: publicKey }
      return {
        key: exported(privateKey),
        cert: certify({ ...by, ...subject, extension: serverNames(names) }),
      }
    },
  }
}
