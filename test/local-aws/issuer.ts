import type { PolicyDocument } from './policy.ts'
import { randomId, randomSecret, randomToken } from './random.ts'

/** Whose rights temporary credentials carry. Looked up in the world at each use. */
export type Holder =
  | { readonly kind: 'owner'; readonly arn: string }
  | { readonly kind: 'role'; readonly roleArn: string; readonly sessionName: string }
  /** The user or root user on whose behalf, and the name that the session was given. */
  | { readonly kind: 'federation'; readonly arn: string; readonly name: string }
  /** A member account's root user, for one task. */
  | { readonly kind: 'root-task'; readonly arn: string }

/** What a session carries besides its rights, for policies and for CloudTrail. */
export type SessionAttributes = {
  readonly tags: ReadonlyMap<string, string>
  /** Which of the tags go on to the sessions that this one opens. */
  readonly transitiveTagKeys: readonly string[]
  readonly sourceIdentity: string | null
}

export const NO_ATTRIBUTES: SessionAttributes = {
  tags: new Map(),
  transitiveTagKeys: [],
  sourceIdentity: null,
}

/** Temporary credentials and all that AWS keeps in mind about them. */
export type Temporary = {
  readonly operation: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  /** As GetCallerIdentity tells it. */
  readonly arn: string
  readonly holder: Holder
  readonly issuedAt: number
  readonly expiresAt: number
  /** When an MFA code was given for them, if one was. */
  readonly mfaAt: number | null
  readonly sessionPolicies: readonly PolicyDocument[]
  readonly attributes: SessionAttributes
  /** Of a role that a role has assumed, to which AWS grants less. */
  readonly chained: boolean
}

export type Issued = {
  readonly operation: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly arn: string
  readonly expiration: string
}

export type Grant = Pick<
  Temporary,
  'operation' | 'arn' | 'holder' | 'mfaAt' | 'sessionPolicies' | 'attributes'
> & {
  readonly chained?: boolean
  readonly seconds: number
  readonly leastTokenBytes: number
}

/** AWS writes times without a fraction. */
export const isoSeconds = (milliseconds: number) =>
  new Date(milliseconds).toISOString().replace(/\.\d{3}/, '')

/** Makes temporary credentials and knows them again. */
export class Issuer {
  readonly #issued = new Map<string, Temporary>()

  issue({ seconds, leastTokenBytes, chained = false, ...grant }: Grant, now: number): Temporary {
    let accessKeyId = randomId('ASIA')
    while (this.#issued.has(accessKeyId)) accessKeyId = randomId('ASIA')
    const temporary: Temporary = {
      ...grant,
      chained,
      accessKeyId,
      secretAccessKey: randomSecret(),
      sessionToken: randomToken(leastTokenBytes),
      issuedAt: now,
      expiresAt: Math.floor(now / 1000 + seconds) * 1000,
    }
    this.#issued.set(accessKeyId, temporary)
    return temporary
  }

  find(accessKeyId: string): Temporary | null {
    return this.#issued.get(accessKeyId) ?? null
  }

  all(): readonly Issued[] {
    return [...this.#issued.values()].map(
      ({ operation, accessKeyId, secretAccessKey, sessionToken, arn, expiresAt }) => ({
        operation,
        accessKeyId,
        secretAccessKey,
        sessionToken,
        arn,
        expiration: isoSeconds(expiresAt),
      }),
    )
  }
}
