import type { StsCall } from '../../main/core/broker/acquire.ts'
import { Broker } from '../../main/core/broker/broker.ts'
import { KeptTokens } from '../../main/core/broker/kept-tokens.ts'
import { type Prompt, Prompts } from '../../main/core/broker/mfa.ts'
import type { SessionStates } from '../../main/core/broker/session-states.ts'
import { Surroundings } from '../../main/core/broker/surroundings.ts'
import { type CatalogData, emptyCatalog } from '../../main/core/catalog/catalog-data.ts'
import type { IamUser, Identity, IdentityId } from '../../main/core/catalog/identity.ts'
import { SECOND } from '../../main/core/clock.ts'
import { Clicks } from '../../main/core/consent/clicks.ts'
import { Consents } from '../../main/core/consent/consent.ts'
import { Leases } from '../../main/core/consent/leases.ts'
import type { Failure } from '../../main/core/failures/failure.ts'
import { defaultPreferences, type Preferences } from '../../main/core/preferences.ts'
import { Secret } from '../../main/core/secret.ts'
import { DEFAULT_CONSOLE } from '../../main/core/sessions/console-settings.ts'
import type {
  AssumeRoleSession,
  GetSessionTokenSession,
  Session,
  SessionId,
} from '../../main/core/sessions/session.ts'
import { DEFAULT_LOOK } from '../../main/core/sessions/session-look.ts'
import type { CallFacts } from '../../main/core/sts/call-facts.ts'
import { FallbackRegion } from '../../main/core/sts/fallback-region.ts'
import { StsQuota } from '../../main/core/sts/sts-quota.ts'
import { FakeSignIns, FakeTokens } from '../support/fake-proofs.ts'
import { FakeSts } from '../support/fake-sts.ts'
import {
  countingIds,
  FakeClock,
  FakeKeySource,
  FakeLookups,
  FakeSecretStore,
  FakeTokenIndex,
  flush,
  TYPED_SECRET,
} from '../support/fakes.ts'
import { assumeRole, SESSION_TOKEN } from '../support/requests.ts'

export const ALICE_DEVICE = 'arn:aws:iam::111122223333:mfa/alice'
export const ALICE_ARN = 'arn:aws:iam::111122223333:user/team/alice'
export const ADMIN_ARN = 'arn:aws:iam::444455556666:role/team/Admin'

export const sessionId = (id: string) => id as SessionId
export const identityId = (id: string) => id as IdentityId

export const alice: IamUser = {
  kind: 'iam-user',
  id: identityId('alice'),
  name: 'alice',
  arn: ALICE_ARN,
  account: '111122223333',
  accessKeyHint: 'AKIA…WXYZ',
  keychainAccount: 'key-1',
  mfaSerial: ALICE_DEVICE,
  region: 'eu-central-1',
  fallbackRegion: null,
  globalSts: false,
  stsUrl: null,
}

/** A role that a key assumes with no MFA: one call. */
export function role(name: string, changes: Partial<AssumeRoleSession> = {}): AssumeRoleSession {
  return {
    id: sessionId(name),
    name,
    operation: 'AssumeRole',
    source: { kind: 'identity', id: alice.id },
    durationSeconds: null,
    minimumSessionTokenSize: null,
    roleArn: ADMIN_ARN,
    roleSessionName: null,
    externalId: null,
    production: false,
    consent: 'off',
    console: DEFAULT_CONSOLE,
    look: DEFAULT_LOOK,
    mfa: 'none',
    sessionPolicies: null,
    tags: [],
    transitiveTagKeys: [],
    sourceIdentity: null,
    providedContexts: [],
    ...changes,
  }
}

export function token(name: string, changes: Partial<GetSessionTokenSession> = {}): GetSessionTokenSession {
  return {
    id: sessionId(name),
    name,
    operation: 'GetSessionToken',
    source: { kind: 'identity', id: alice.id },
    durationSeconds: null,
    minimumSessionTokenSize: null,
    production: false,
    consent: 'off',
    console: DEFAULT_CONSOLE,
    look: DEFAULT_LOOK,
    mfa: true,
    ...changes,
  }
}

export const fromSession = (name: string) => ({ kind: 'session', id: sessionId(name) }) as const

export function catalogOf(
  sessions: readonly Session[],
  identities: readonly Identity[] = [alice],
): CatalogData {
  return { ...emptyCatalog, identities, sessions }
}

export const facts: CallFacts = {
  operation: 'AssumeRole',
  host: 'sts.eu-central-1.amazonaws.com',
  region: 'eu-central-1',
  caller: ALICE_ARN,
  accessKeyHint: 'AKIA…WXYZ',
  request: assumeRole(ADMIN_ARN),
  mfa: false,
  temporary: false,
  proof: null,
  record: null,
}

export function awsFailure(
  code: string,
  message = 'As AWS says it.',
  call: Partial<CallFacts> = {},
  more: { readonly status?: number; readonly skew?: number } = {},
): Extract<Failure, { kind: 'aws' }> {
  const { status = 403, skew = null } = more
  return { kind: 'aws', code, message, status, skew, requestId: 'request-1', call: { ...facts, ...call } }
}

export const wrongCode = awsFailure(
  'AccessDenied',
  'MultiFactorAuthentication failed with invalid MFA one time pass code.',
  { operation: 'GetSessionToken', mfa: true },
)
export const denied = awsFailure('AccessDenied', 'User is not authorized to perform: sts:AssumeRole')
export const expiredToken = awsFailure(
  'ExpiredToken',
  'The security token included in the request is expired',
)
export const offline: Failure = { kind: 'network', reason: 'unreachable', detail: 'ENOTFOUND', call: facts }

export const throttled = awsFailure('Throttling', 'Rate exceeded', {}, { status: 400 })

/** A call with a key, of which the key's ID is all that matters. */
export function stsCall(accessKeyId: string, changes: Partial<StsCall> = {}): StsCall {
  return {
    request: SESSION_TOKEN,
    signer: { accessKeyId, secretAccessKey: new Secret(TYPED_SECRET), sessionToken: null },
    caller: ALICE_ARN,
    proofs: [],
    endpoint: { region: 'eu-central-1', url: null, fallbackRegion: null },
    mfa: null,
    ...changes,
  }
}

/** What one run of the app consists of; the next one knows nothing of it. */
interface App {
  readonly prompts: Prompts
  readonly broker: Broker
  readonly consents: Consents
  readonly leases: Leases
  readonly surroundings: Surroundings
}

/** The app's core among fakes, put together as main/core/open-core.ts does it, with a user who can click and type. */
export class World {
  readonly clock = new FakeClock()
  readonly sts = new FakeSts(this.clock)
  readonly keys = new FakeKeySource()
  readonly tokens = new FakeTokens()
  readonly signIns = new FakeSignIns()
  changes = 0
  /** 0 ≤ dice() < 1 */
  dice = () => 0.5
  data: CatalogData
  readonly keychain = new FakeSecretStore()
  readonly tokenIndex = new FakeTokenIndex()
  /** What the user was told of tokens that are left in the keychain. */
  readonly left: Failure[] = []
  keepsTokens = false
  preferences: Preferences = defaultPreferences
  /** How often the user's absence made everything be forgotten. */
  forgotten = 0
  readonly #newPromptId = countingIds('prompt')
  readonly #newQuestionId = countingIds('question')
  readonly #newConfirmationId = countingIds('confirmation')
  /** Goes on over a restart: an item of before must not be written over by chance. */
  readonly #newTokenId = countingIds('token')
  #app: App
  #codes = 0

  constructor(...sessions: readonly Session[]) {
    this.data = catalogOf(sessions)
    this.#app = this.#newApp()
  }

  get prompts(): Prompts {
    return this.#app.prompts
  }

  get broker(): Broker {
    return this.#app.broker
  }

  get consents(): Consents {
    return this.#app.consents
  }

  get leases(): Leases {
    return this.#app.leases
  }

  get surroundings(): Surroundings {
    return this.#app.surroundings
  }

  #newApp(): App {
    const { clock } = this
    const dice = () => this.dice()
    const onChange = () => {
      this.changes += 1
    }
    const keptTokens = new KeptTokens({
      store: this.keychain,
      index: this.tokenIndex,
      clock,
      newId: this.#newTokenId,
      wanted: () => this.keepsTokens,
      onLeft: failure => this.left.push(failure),
    })
    const clicks = new Clicks()
    const prompts = new Prompts(clock, this.#newPromptId, clicks, onChange)
    const leases = new Leases({
      clock,
      newId: this.#newConfirmationId,
      clicks,
      sessions: this.data.sessions,
      onChange,
      onEnd: id => broker.stop(id, 'lease'),
    })
    const broker = new Broker({
      clock,
      dice,
      sts: this.sts.counted(
        new FallbackRegion(new StsQuota(this.sts, clock, dice), new FakeLookups(), clock),
      ),
      keys: this.keys,
      tokens: this.tokens,
      signIns: this.signIns,
      prompts,
      keptTokens,
      catalog: () => this.data,
      isFree: session => leases.isFree(session),
      onChange,
    })
    const consents = new Consents({ clock, newId: this.#newQuestionId, clicks, leases, onChange })
    const surroundings = new Surroundings({
      broker,
      prompts,
      consents,
      leases,
      keptTokens,
      preferences: () => this.preferences,
      onForgotten: () => {
        this.forgotten += 1
      },
    })
    return { prompts, broker, consents, leases, surroundings }
  }

  /** The app is quit, and started again. */
  async restart(): Promise<void> {
    await this.quit()
    this.launch()
  }

  /** What was under way when the process ended goes no further. */
  async quit(): Promise<void> {
    this.broker.close()
    await flush()
    this.clock.forgetTimers()
    for (const { gate } of [this.keys, this.keychain]) gate.forget()
    this.sts.hangUp()
  }

  launch(): void {
    this.#app = this.#newApp()
  }

  async start(name: string): Promise<void> {
    this.broker.start(sessionId(name))
    await flush()
  }

  async stop(name: string): Promise<void> {
    this.broker.stop(sessionId(name))
    await flush()
  }

  request(name: string): ReturnType<Broker['request']> {
    return this.broker.request(sessionId(name))
  }

  state(name: string): ReturnType<SessionStates['state']> {
    return this.broker.states.state(sessionId(name))
  }

  async change(data: Partial<CatalogData>): Promise<void> {
    this.data = { ...this.data, ...data }
    const { sessions } = this.data
    this.leases.catalogChanged(sessions, id => this.broker.isOn(id), this.preferences.leaseMinutes)
    this.consents.keepOnly(sessions)
    this.broker.catalogChanged()
    await flush()
  }

  /** The access key ID that a tool gets, or the kind of what it is told. */
  handed(name: string): string {
    const handout = this.request(name)
    if (handout.kind === 'ready') return handout.held.credentials.accessKeyId
    if (handout.kind === 'pending') return 'pending'
    const { failure } = handout
    return failure.kind === 'mfa' ? failure.reason : failure.kind
  }

  get prompt(): Prompt {
    const [prompt] = this.prompts.list()
    if (prompt === undefined) throw new Error('No prompt is open.')
    return prompt
  }

  async type(code: string): Promise<void> {
    this.prompts.answer(this.prompt.id, code)
    await flush()
  }

  /** Six digits that were never typed before. */
  newCode(): string {
    this.#codes += 1
    return String(100_000 + this.#codes)
  }

  async cancel(): Promise<void> {
    this.prompts.cancel(this.prompt.id)
    await flush()
  }

  /** Each second of a span, for what must hold all the time. */
  async eachSecond(ms: number, check: () => void): Promise<void> {
    for (let passed = 0; passed < ms; passed += SECOND) {
      await this.clock.advance(SECOND)
      check()
    }
  }
}
