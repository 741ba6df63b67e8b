import type { Broker } from './broker/broker.ts'
import { endpointOf, type StsEndpoint } from './broker/chain.ts'
import type { Credentials } from './broker/credentials.ts'
import { type CatalogData, findSession, identityAtStart } from './catalog/catalog-data.ts'
import { type Clock, SECOND } from './clock.ts'
import type { Leases } from './consent/leases.ts'
import { type Failure, fail, type Result, succeed } from './failures/failure.ts'
import type { Secret } from './secret.ts'
import { CONSOLE_DURATION, takesDuration, whyNoConsole } from './sessions/console-rules.ts'
import type { Browser } from './sessions/console-settings.ts'
import type { Session, SessionId } from './sessions/session.ts'

export interface SignInRequest {
  readonly credentials: Credentials
  readonly endpoint: StsEndpoint
  /** Null where AWS takes none. */
  readonly durationSeconds: number | null
  /** Whether it is asked for without a duration where AWS refuses this one. */
  readonly mayBeShorter: boolean
  /** Of the console. */
  readonly region: string
  readonly service: string | null
}

export interface ConsoleSignIn {
  /** A link that signs in whoever opens it, for 15 minutes. */
  link(request: SignInRequest): Promise<Result<Secret>>
}

/** A link, and the browser that it is for. */
export interface ConsoleLink {
  readonly link: Secret
  readonly browser: Browser | null
}

export interface ConsoleParts {
  readonly catalog: () => CatalogData
  readonly broker: Broker
  readonly clock: Pick<Clock, 'now'>
  readonly leases: Pick<Leases, 'until'>
  readonly signIn: ConsoleSignIn
}

/** Makes links that sign in to the console with a session's credentials. */
export class Consoles {
  readonly #parts: ConsoleParts

  constructor(parts: ConsoleParts) {
    this.#parts = parts
  }

  /** Starts the session where it is not on. */
  async link(id: SessionId): Promise<Result<ConsoleLink>> {
    const { catalog, broker, signIn } = this.#parts
    const found = findSession(catalog(), id)
    if (!found.ok) return found
    const session = found.value
    const identity = identityAtStart(catalog(), session.source)
    const reason = whyNoConsole(session, identity)
    if (reason !== null) return fail({ kind: 'no-console', session: session.name, reason })
    if (identity === null) return fail({ kind: 'not-found', what: 'identity' })
    const held = await broker.obtain(id)
    if (!held.ok) return held
    const { browser, durationSeconds, region, service } = session.console
    const takes = takesDuration(session, catalog())
    const link = await signIn.link({
      credentials: held.value.credentials,
      endpoint: endpointOf(identity),
      durationSeconds: takes ? Math.min(durationSeconds ?? CONSOLE_DURATION.max, this.#longest(id)) : null,
      mayBeShorter: durationSeconds === null,
      region: region ?? identity.region,
      service,
    })
    if (!link.ok) return fail(withReason(link.failure, session))
    // Stopped, removed or forgotten meanwhile: a browser that is signed in with it would come as a surprise.
    const off = broker.whyOff(id)
    return off === null ? succeed({ link: link.value, browser }) : fail(off)
  }

  /**
   * In seconds. AWS signs nobody out at the end of a lease, so a production session asks for no longer than that; but
   * 15 minutes are the least that AWS gives. Where AWS takes no duration, the console lasts as long as the credentials.
   */
  #longest(id: SessionId): number {
    const { clock, leases } = this.#parts
    const until = leases.until(id)
    if (until === null) return CONSOLE_DURATION.max
    return Math.max(CONSOLE_DURATION.min, Math.floor((until - clock.now()) / SECOND))
  }
}

/** Source: "Enable custom identity broker access to the AWS console" in the IAM User Guide. */
function withReason(failure: Failure, session: Session): Failure {
  if (failure.kind !== 'console-refused' || session.operation !== 'AssumeRole') return failure
  const isTemporary = session.source.kind === 'session' || session.mfa === 'session-token'
  return isTemporary && session.durationSeconds !== null ? { ...failure, hasOwnLife: true } : failure
}
