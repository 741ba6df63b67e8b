import type { IamUser, IdentityId, OidcProvider, SamlProvider } from '../catalog/identity.ts'
import type { TokenReader } from '../catalog/token-source.ts'
import type { Clock } from '../clock.ts'
import {
  assertNever,
  type Failure,
  fail,
  isExpiredToken,
  isWrongCode,
  type Result,
  succeed,
} from '../failures/failure.ts'
import { remedyOf } from '../failures/failure-remedy.ts'
import { actionsPassedOn } from '../failures/policy-offers.ts'
import type { Secret } from '../secret.ts'
import { checkProofs } from '../sts/proof-rules.ts'
import type { StsRequest } from '../sts/sts-request.ts'
import { type ChainNode, type MfaDevice, type StsEndpoint, stepsTo } from './chain.ts'
import { type AccessKey, type Held, hold, type Issued, type Signer } from './credentials.ts'
import type { KeptTokens } from './kept-tokens.ts'
import { type LiveNode, servable } from './live-node.ts'
import type { Asker, Prompts } from './mfa.ts'

export interface StsCall {
  readonly request: StsRequest
  /** Null where a provider vouches for the caller in the place of a signature. */
  readonly signer: Signer | null
  /** The ARN behind the signer, for explanations; null where there is none. */
  readonly caller: string | null
  /** What others vouch for: a web identity token, a SAML assertion, or an assertion for each provided context. */
  readonly proofs: readonly Secret[]
  readonly endpoint: StsEndpoint
  readonly mfa: { readonly serial: string; readonly code: string } | null
}

export interface Sts {
  /**
   * One attempt where the call carries a code; else a passing fault may be tried again. An attempt with its repetitions
   * ends within 10 s; a call may wait for its turn before, and may be made in two Regions.
   */
  obtain(call: StsCall): Promise<Result<Issued>>
}

export interface KeySource {
  read(identity: IamUser): Promise<Result<AccessKey>>
}

export interface SignIns {
  /**
   * Signs in at the company's page, with nobody's help where the page still knows the user. Only after a click a
   * person is asked to; else it fails with `sign-in`.
   */
  assertion(provider: SamlProvider, asker: Asker): Promise<Result<Secret>>
  /** A person has clicked for what waits for its page: if that is being tried, they want to see it. */
  raise(id: IdentityId): void
  /** Whether its page is before the user's eyes. */
  isOpen(id: IdentityId): boolean
  /** Nobody waits for it any more. */
  withdraw(id: IdentityId): void
  /** Of a provider that is gone, or has its page at another address, nothing goes on and nothing is kept. */
  keepOnly(providers: readonly SamlProvider[]): void
  /** No page knows its user any more. */
  forget(): Promise<void>
}

export interface AcquireParts {
  readonly clock: Clock
  readonly sts: Sts
  readonly keys: KeySource
  readonly tokens: TokenReader
  readonly signIns: SignIns
  readonly prompts: Prompts
  readonly keptTokens: KeptTokens
}

/** What getting one node's credentials may ask of the others. */
export interface OtherNodes {
  get(key: ChainNode['key']): LiveNode | undefined
  obtain(node: ChainNode, asker: Asker): Promise<Result<Held>>
  isWanted(live: LiveNode): boolean
}

/** All that a call needs besides a code. */
type Means = Pick<StsCall, 'signer' | 'caller' | 'proofs'>

/** Gets one node's credentials: from the keychain, or from STS with what the call needs. */
export class Acquire {
  readonly #parts: AcquireParts
  readonly #nodes: OtherNodes

  constructor(parts: AcquireParts, nodes: OtherNodes) {
    this.#parts = parts
    this.#nodes = nodes
  }

  async run(live: LiveNode): Promise<Result<Held>> {
    if (live.held === null) {
      const kept = await this.#parts.keptTokens.find(live.node.key)
      // A keychain that can't be read has no key to sign with either: nobody is asked for a code in vain.
      if (!kept.ok) return kept
      if (kept.value !== null) return succeed(kept.value)
    }
    const means = await this.#meansIfWanted(live)
    if (!means.ok) return means
    if (live.node.device !== null) return this.#withCode(live, live.node.device)
    const first = await this.#call(live.node, means.value, null)
    if (first.ok || !isExpiredToken(first.failure) || live.node.source.kind !== 'node') return first
    // AWS knows better than our clock: renew the source, then this one, and trouble nobody while that works.
    this.#dropSource(live.node.source.node, means.value.signer)
    const renewed = await this.#meansIfWanted(live)
    return renewed.ok ? this.#call(live.node, renewed.value, null) : renewed
  }

  async #withCode(live: LiveNode, device: MfaDevice): Promise<Result<Held>> {
    const asked = this.#parts.prompts.ask(device, live.node.key, live.asker)
    if (!asked.ok) return asked
    const ticket = asked.value
    live.ticket = ticket
    try {
      let last: 'wrong' | 'not-delivered' | null = null
      for (;;) {
        const code = await ticket.next(last)
        if (!code.ok) return code
        // Read anew: a person may have taken two minutes, and the secret was not held meanwhile.
        const means = await this.#meansIfWanted(live)
        if (!means.ok) return means
        const result = await this.#call(live.node, means.value, { serial: device.serial, code: code.value })
        if (result.ok) {
          this.#keep(live, result.value)
          return result
        }
        if (isWrongCode(result.failure)) last = 'wrong'
        else if (remedyOf(result.failure) === 'retry') last = 'not-delivered'
        else return result
      }
    } finally {
      live.ticket = null
      ticket.close()
    }
  }

  async #call(node: ChainNode, by: Means, mfa: StsCall['mfa']): Promise<Result<Held>> {
    const { request, endpoint } = node
    const result = await this.#parts.sts.obtain({ request, endpoint, mfa, ...by })
    if (!result.ok) return fail(withPassedOn(result.failure, node))
    const held = hold(result.value, this.#parts.clock)
    const late = held.obtainedAt - held.endsAt
    // Where AWS's answer has no date and our clock is ahead. To get them again at once would be a storm.
    if (late >= 0) return fail({ kind: 'clock-ahead', late })
    return succeed(held)
  }

  #keep(live: LiveNode, held: Held): void {
    // Where all was forgotten, or the key removed, while the call was in flight, nothing of it may stay behind.
    if (live.node.request.operation !== 'GetSessionToken' || !this.#nodes.isWanted(live)) return
    // Not awaited: the session need not wait for the keychain, and without it the token is in memory all the same.
    void this.#parts.keptTokens.keep(live.node, held)
  }

  /** The keychain or the source may take its time, and what is wanted no more must raise no prompt and no call. */
  async #meansIfWanted(live: LiveNode): Promise<Result<Means>> {
    const means = await this.#means(live)
    return means.ok && !this.#nodes.isWanted(live) ? withdrawn(live) : means
  }

  async #means({ node, asker }: LiveNode): Promise<Result<Means>> {
    const { source } = node
    switch (source.kind) {
      case 'key': {
        const { identity } = source
        const key = await this.#parts.keys.read(identity)
        if (!key.ok) return key
        return this.#withProofs(node, { ...key.value, sessionToken: null }, identity.arn)
      }
      case 'node': {
        const held = await this.#heldOf(source.node, asker)
        if (!held.ok) return held
        const { credentials } = held.value
        return this.#withProofs(node, credentials, credentials.arn)
      }
      case 'provider': {
        const proof = await this.#proofOf(source.identity, asker)
        return proof.ok ? checked(node, { signer: null, caller: null, proofs: [proof.value] }) : proof
      }
      default:
        return assertNever(source)
    }
  }

  #proofOf(provider: SamlProvider | OidcProvider, asker: Asker): Promise<Result<Secret>> {
    return provider.kind === 'oidc-provider'
      ? this.#parts.tokens.read(provider.token)
      : this.#parts.signIns.assertion(provider, asker)
  }

  /** Read last, since an assertion lives for some minutes only. */
  async #withProofs({ request }: ChainNode, signer: Signer, caller: string): Promise<Result<Means>> {
    const contexts = request.operation === 'AssumeRole' ? request.providedContexts : []
    const proofs: Secret[] = []
    for (const { assertion } of contexts) {
      const read = await this.#parts.tokens.read(assertion)
      if (!read.ok) return read
      proofs.push(read.value)
    }
    return checked({ request }, { signer, caller, proofs })
  }

  #heldOf(source: ChainNode, asker: Asker): Result<Held> | Promise<Result<Held>> {
    const now = this.#parts.clock.now()
    const live = this.#nodes.get(source.key)
    if (live !== undefined && servable(live, now)) return succeed(live.held)
    // It is tried again after its own pause, and then wakes those that start from it. Else each of fifty roles would
    // try it at each of theirs.
    const pausing = live?.flight === null && asker !== 'you' ? live.trouble : null
    if (pausing?.retryAt && now < pausing.retryAt) return fail(pausing.failure)
    return this.#nodes.obtain(source, asker)
  }

  /** Unless that was done already, for another node that starts from the same source. */
  #dropSource(node: ChainNode, signer: Signer | null): void {
    const source = this.#nodes.get(node.key)
    if (source?.held?.credentials !== signer) return
    source.held = null
    // Not awaited: it is found no more from now on, and deleting it may wait for a locked keychain.
    void this.#parts.keptTokens.forget(token => token.node === node.key)
  }
}

function withPassedOn(failure: Failure, node: ChainNode): Failure {
  const passedOn = actionsPassedOn(
    stepsTo(node)
      .map(step => step.request)
      .slice(0, -1),
  )
  if (failure.kind !== 'aws' || passedOn.length === 0) return failure
  return { ...failure, call: { ...failure.call, passedOn } }
}

/** What AWS could only refuse is not sent. */
function checked({ request }: Pick<ChainNode, 'request'>, means: Means): Result<Means> {
  const problems = checkProofs(request, means.proofs)
  if (problems.length === 0) return succeed(means)
  return fail({
    kind: 'invalid',
    problems,
    ...(request.operation === 'AssumeRoleWithSAML' ? {} : { mayPass: true }),
  })
}

function withdrawn(live: LiveNode): Result<never> {
  return fail({ kind: 'mfa', reason: 'withdrawn', device: live.node.device?.owner ?? '' })
}
