import type { Caller } from '../caller.ts'
import type { EncodedDenials } from '../encoded-denials.ts'
import { type Issuer, isoSeconds, type Temporary } from '../issuer.ts'
import type { Form } from '../parameters.ts'
import type { Refusal } from '../refusal.ts'
import type { UsedCodes } from '../totp.ts'
import type { World } from '../world.ts'
import { type Xml, xml } from '../xml.ts'

/** Of the services that look at policies alone, and not at what kind of credentials it is. */
export const ANY_CREDENTIALS: readonly Caller['credentials'][] = [
  'long-term',
  'session',
  'role',
  'federation',
  'root-task',
]

/** Upper bounds on what is granted, whatever was asked: AWS may shorten a life without an error. */
export type Lives = { roleLifeSeconds?: number; sessionTokenLifeSeconds?: number }

/** What an operation works with. */
export type Sts = {
  readonly world: World
  readonly issuer: Issuer
  readonly usedCodes: UsedCodes
  readonly lives: Readonly<Lives>
  readonly denials: EncodedDenials
}

export type OpenCall = { readonly sts: Sts; readonly form: Form; readonly now: number }
/** The Region is the one that the call was signed for. */
export type SignedCall = OpenCall & { readonly caller: Caller; readonly region: string }

type Result = readonly Xml[]

/** One operation, in a file of its own. `open` ones bring their own proof instead of a signature. */
export type Operation =
  | {
      readonly name: string
      readonly kind: 'open'
      readonly run: (call: OpenCall) => Result | Promise<Result>
    }
  | {
      readonly name: string
      readonly kind: 'signed'
      /** The credentials that may call it. */
      readonly callers: readonly Caller['credentials'][]
      readonly run: (call: SignedCall) => readonly Xml[]
    }

/** One of AWS's services over the Query protocol. */
export type Service = {
  /** As signatures name it. */
  readonly name: string
  readonly version: string
  /** Of its answers. */
  readonly namespace: string
  /** How it says no, where not as most do. */
  readonly refusalXml?: (refusal: Refusal, requestId: string) => string
  readonly operations: ReadonlyMap<string, Operation>
}

export const credentialsXml = (temporary: Temporary): Xml =>
  xml('Credentials', [
    xml('AccessKeyId', temporary.accessKeyId),
    xml('SecretAccessKey', temporary.secretAccessKey),
    xml('SessionToken', temporary.sessionToken),
    xml('Expiration', isoSeconds(temporary.expiresAt)),
  ])
