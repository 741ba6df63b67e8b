import { Broker } from '../../main/core/broker.ts'
import { type CatalogData, emptyCatalog } from '../../main/core/catalog-data.ts'
import { SECOND } from '../../main/core/clock.ts'
import type { CallFacts, Failure } from '../../main/core/failure.ts'
import type { Identity, IdentityId } from '../../main/core/identity.ts'
import { KeptTokens } from '../../main/core/kept-tokens.ts'
import { type Prompt, Prompts } from '../../main/core/mfa.ts'
import type {
  AssumeRoleSession,
  GetSessionTokenSession,
  Session,
  SessionId,
} from '../../main/core/session.ts'
import {
  countingIds,
  FakeClock,
  FakeKeySource,
  FakeSecretStore,
  FakeSts,
  FakeTokenIndex,
  flush,
} from '../support/fakes.ts'

export const ALICE_DEVICE = 'arn:aws:iam::111122223333:mfa/alice'
export const ALICE_ARN = 'arn:aws:iam::111122223333:user/team/alice'
export const ADMIN_ARN = 'arn:aws:iam::444455556666:role/team/Admin'

export const sessionId = (id: string) => id as SessionId
export const identityId = (id: string) => id as IdentityId

export const alice: Identity = {
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
    roleArn: ADMIN_ARN,
    roleSessionName: null,
    externalId: null,
    mfa: 'none',
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
  roleArn: ADMIN_ARN,
  mfa: false,
  externalId: false,
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

/** A broker among fakes, with a user who can click and type. */
export class World {
  readonly clock = new FakeClock()
  readonly sts = new FakeSts(this.clock)
  readonly keys = new FakeKeySource()
  changes = 0
  dice = 0.5
  data: CatalogData
  readonly prompts: Prompts
  readonly keychain = new FakeSecretStore()
  readonly tokenIndex = new FakeTokenIndex()
  /** What the user was told of tokens that are left in the keychain. */
  readonly left: Failure[] = []
  keepsTokens = false
  broker: Broker
  readonly #onChange: () => void
  #prompts = 0
  #codes = 0

  constructor(...sessions: readonly Session[]) {
    this.data = catalogOf(sessions)
    const onChange = () => {
      this.changes += 1
    }
    const newId = () => {
      this.#prompts += 1
      return `prompt-${this.#prompts}`
    }
    this.prompts = new Prompts(this.clock, newId, onChange)
    this.#onChange = onChange
    this.broker = this.#newBroker()
  }

  #newBroker(): Broker {
    const keptTokens = new KeptTokens({
      store: this.keychain,
      index: this.tokenIndex,
      clock: this.clock,
      newId: countingIds('token'),
      wanted: () => this.keepsTokens,
      onLeft: failure => this.left.push(failure),
    })
    return new Broker({
      clock: this.clock,
      dice: () => this.dice,
      sts: this.sts,
      keys: this.keys,
      prompts: this.prompts,
      keptTokens,
      catalog: () => this.data,
      onChange: this.#onChange,
    })
  }

  /** The app is quit, and started again. */
  async restart(): Promise<void> {
    this.broker.close()
    await flush()
    this.broker = this.#newBroker()
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

  state(name: string): ReturnType<Broker['state']> {
    return this.broker.state(sessionId(name))
  }

  async change(data: Partial<CatalogData>): Promise<void> {
    this.data = { ...this.data, ...data }
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
