import type { Sts, StsCall } from '../../main/core/broker/acquire.ts'
import { type Issued, keyHint } from '../../main/core/broker/credentials.ts'
import { type Clock, HOUR, MINUTE, SECOND } from '../../main/core/clock.ts'
import { assertNever, type Failure, fail, type Result, succeed } from '../../main/core/failures/failure.ts'
import { Secret } from '../../main/core/secret.ts'
import type { StsOperation } from '../../main/core/sessions/session.ts'
import { Gate } from './fakes.ts'

/** How long AWS lets credentials live where nothing else was asked for (ms). */
const USUAL: Readonly<Record<StsOperation, number>> = {
  AssumeRole: HOUR,
  AssumeRoleWithSAML: HOUR,
  AssumeRoleWithWebIdentity: HOUR,
  AssumeRoot: 15 * MINUTE,
  GetFederationToken: 12 * HOUR,
  GetSessionToken: 12 * HOUR,
}

/** What is known of credentials that were given out. */
export interface Given {
  readonly call: StsCall
  /** How many calls the app had made before this one. */
  order: number
  readonly at: number
  readonly expiration: number
  /** How far the computer's clock was from AWS's as the answer came (ms), and whether the answer told. */
  readonly wallBy: number
  readonly told: boolean
}

/** An STS that gives what is asked, until it is told otherwise. */
export class FakeSts implements Sts {
  readonly calls: StsCall[] = []
  /** Each code, with its device and the moment when it was sent. */
  readonly sent: { readonly serial: string; readonly code: string; readonly at: number }[] = []
  readonly gate = new Gate()
  /** The most calls that the app ever had open at once for one request along one way from one key. */
  mostAtOnce = 0
  /** The most calls of all kinds that were ever here at once. */
  mostOfAll = 0
  /** In the place of what was asked for, as AWS may do (ms). */
  life: number | null = null
  /** How long an answer takes (ms). */
  latency = 0
  /** AWS's clock is right, whatever the computer's says; it may keep that to itself. */
  tellsTime = true
  readonly #clock: Clock
  readonly #next: Failure[] = []
  readonly #once = new Map<StsCall, Failure>()
  #made = 0
  #flying = new Map<string, number>()
  #allFlying = 0
  readonly #given = new Map<string, Given>()
  /** From the ID of a key that was given out to all that led to it. */
  readonly #origin = new Map<string, string>()
  #always: Failure | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get codes(): readonly string[] {
    return this.sent.map(each => each.code)
  }

  get operations(): readonly string[] {
    return this.calls.map(call => call.request.operation)
  }

  /** How many calls the app has made; those that still wait for their turn are among them. */
  get made(): number {
    return this.#made
  }

  /** What is known of credentials by their access key ID, where they were given out here. */
  given(accessKeyId: string): Given | undefined {
    return this.#given.get(accessKeyId)
  }

  failNext(...failures: readonly Failure[]): void {
    this.#next.push(...failures)
  }

  /** Fails one call that waits at the gate. */
  failThat(call: StsCall | undefined, failure: Failure): void {
    if (call === undefined) throw new Error('No such call was made.')
    this.#once.set(call, failure)
  }

  /** @param failure null to work again, what was still to fail next included */
  failAlways(failure: Failure | null): void {
    this.#always = failure
    if (failure === null) this.#next.length = 0
  }

  /** What is open is wanted by nobody any more, and may come again beside it: {@link mostAtOnce}. */
  countAnew(): void {
    this.#flying = new Map()
  }

  /** Who has called is gone, and gets no answer any more. */
  hangUp(): void {
    this.gate.forget()
    this.countAnew()
    this.#allFlying = 0
  }

  /** Counts the calls as the app makes them, before they wait for their turn. */
  counted(before: Sts): Sts {
    return {
      obtain: async call => {
        const order = this.#made
        this.#made += 1
        const way = this.#way(call)
        const flying = this.#flying
        const atOnce = (flying.get(way) ?? 0) + 1
        flying.set(way, atOnce)
        this.mostAtOnce = Math.max(this.mostAtOnce, atOnce)
        const result = await before.obtain(call)
        flying.set(way, (flying.get(way) ?? 0) - 1)
        const given = result.ok && this.#given.get(result.value.credentials.accessKeyId)
        if (given) given.order = order
        return result
      },
    }
  }

  async obtain(call: StsCall): Promise<Result<Issued>> {
    this.calls.push(call)
    if (call.mfa !== null) this.sent.push({ ...call.mfa, at: this.#clock.now() })
    this.#allFlying += 1
    this.mostOfAll = Math.max(this.mostOfAll, this.#allFlying)
    if (this.latency > 0) await new Promise<void>(resolve => this.#clock.after(this.latency, resolve))
    await this.gate.pass()
    this.#allFlying -= 1
    const failure = this.#once.get(call) ?? this.#next.shift()
    if (failure !== undefined) return fail(failure)
    const signer = call.signer === null ? undefined : this.#given.get(call.signer.accessKeyId)
    if (signer !== undefined && signer.expiration <= this.#clock.now()) return fail(ended(call))
    return this.#always === null ? succeed(this.#give(call)) : fail(this.#always)
  }

  #way({ request, endpoint, mfa, signer }: StsCall): string {
    const origin = signer === null ? null : (this.#origin.get(signer.accessKeyId) ?? signer.accessKeyId)
    return JSON.stringify([request, endpoint, mfa?.serial, origin])
  }

  #give(call: StsCall): Issued {
    const { request } = call
    const accessKeyId = `ASIA${String(this.#origin.size).padStart(16, '0')}`
    this.#origin.set(accessKeyId, this.#way(call))
    const asked =
      request.durationSeconds === null ? USUAL[request.operation] : request.durationSeconds * SECOND
    const arn = arnOf(call)
    const at = this.#clock.now()
    const credentials = {
      accessKeyId,
      secretAccessKey: new Secret(`hidden-secret-${accessKeyId}`),
      sessionToken: new Secret(`hidden-token-${accessKeyId}`),
      expiration: at + (this.life ?? asked),
      arn,
      account: arn.split(':')[4] ?? '',
    }
    const wallBy = this.#clock.wall() - at
    const { expiration } = credentials
    this.#given.set(accessKeyId, { call, order: 0, at, expiration, wallBy, told: this.tellsTime })
    return { credentials, skew: this.tellsTime ? -wallBy : null }
  }
}

/** Whom AWS takes the credentials of a call for. */
function arnOf({ request, caller }: StsCall): string {
  switch (request.operation) {
    case 'AssumeRole':
    case 'AssumeRoleWithWebIdentity':
      return assumed(request.roleArn, request.roleSessionName)
    case 'AssumeRoleWithSAML':
      return assumed(request.roleArn, 'alice@corp.example')
    case 'AssumeRoot':
      return `arn:aws:iam::${request.targetPrincipal}:root`
    case 'GetFederationToken':
      return `${caller?.split(':').slice(0, 5).join(':')}:federated-user/${request.name}`
    case 'GetSessionToken':
      return caller ?? ''
    default:
      return assertNever(request)
  }
}

function assumed(roleArn: string, name: string): string {
  return `${roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/${name}`
}

/** As AWS refuses what is signed with credentials that have ended. */
function ended({ request, endpoint, caller, mfa, signer }: StsCall): Failure {
  return {
    kind: 'aws',
    code: 'ExpiredToken',
    message: 'The security token included in the request is expired',
    status: 403,
    requestId: 'request-1',
    skew: null,
    call: {
      operation: request.operation,
      host: `sts.${endpoint.region}.amazonaws.com`,
      region: endpoint.region,
      caller,
      accessKeyHint: signer === null ? null : keyHint(signer.accessKeyId),
      request,
      proof: null,
      record: null,
      mfa: mfa !== null,
      temporary: signer !== null && signer.sessionToken !== null,
    },
  }
}
