import { expect, vi } from 'vitest'
import { connectAws } from '../../../main/aws/aws.ts'
import type { Fetch } from '../../../main/aws/fetch-handler.ts'
import { readAssertion } from '../../../main/aws/saml.ts'
import type { SignIns } from '../../../main/core/broker/acquire.ts'
import { Broker } from '../../../main/core/broker/broker.ts'
import type { Held } from '../../../main/core/broker/credentials.ts'
import { KeptTokens } from '../../../main/core/broker/kept-tokens.ts'
import type { SessionState } from '../../../main/core/broker/live-node.ts'
import { Prompts } from '../../../main/core/broker/mfa.ts'
import { Catalog } from '../../../main/core/catalog/catalog.ts'
import { emptyCatalog } from '../../../main/core/catalog/catalog-data.ts'
import type { OidcProvider, SamlProvider } from '../../../main/core/catalog/identity.ts'
import { type KeySettings, Keys } from '../../../main/core/catalog/keys.ts'
import { Clicks } from '../../../main/core/consent/clicks.ts'
import { explain } from '../../../main/core/failures/explain.ts'
import type { Explanation } from '../../../main/core/failures/explanation.ts'
import { type Failure, type Result, succeed } from '../../../main/core/failures/failure.ts'
import { Inquiries } from '../../../main/core/inquiries.ts'

import { Secret } from '../../../main/core/secret.ts'
import type { Session } from '../../../main/core/sessions/session.ts'
import { sessionId } from '../../core/world.ts'
import type { Keys as PlainKeys } from '../../local-aws/client.ts'
import { type DemoUser, type DemoWorld, demoWorld } from '../../local-aws/demo-world.ts'
import { type LocalAws, startLocalAws } from '../../local-aws/server.ts'
import {
  countingIds,
  FakeCatalogStore,
  FakeClock,
  FakeSecretStore,
  FakeTokenIndex,
} from '../../support/fakes.ts'
import { failureOf, got, plainOf, REGION } from '../calling.ts'

/** A company's page that knows the user: what it asserts is for the test to say. */
class Asserted implements SignIns {
  response: () => string = () => {
    throw new Error('nobody has said what the sign-in page asserts')
  }

  async assertion(): Promise<Result<Secret>> {
    return succeed(new Secret(this.response()))
  }

  isOpen(): boolean {
    return false
  }

  raise(): void {}

  withdraw(): void {}

  keepOnly(): void {}

  async forget(): Promise<void> {}
}

/**
 * The app's core with its own adapter at a local AWS, and a user who types the codes of her device. The clock stands
 * at the real time until it is told to go on, and the keychain is in memory; keys, catalog, broker, token files and
 * commands are the app's own.
 */
export class LocalApp {
  readonly clock = new FakeClock()
  readonly signIns = new Asserted()
  readonly demo: DemoWorld
  readonly aws: LocalAws
  readonly catalog: Catalog
  readonly keys: Keys
  readonly prompts: Prompts
  readonly broker: Broker
  readonly inquiries: Inquiries
  /** What was sent to AWS, call by call. */
  readonly #sent: URLSearchParams[] = []
  /** What the user types at the next prompts, before what her device shows; null to dismiss one. */
  readonly codes: (string | null)[] = []
  /** What prompts have said of codes that were typed. */
  readonly notices = new Set<string>()
  #codesShown = 0
  /** How much of what was called belongs to the set-up. */
  #before = 0
  #id: string | null = null

  constructor(demo: DemoWorld, aws: LocalAws) {
    this.demo = demo
    this.aws = aws
    const { clock } = this
    clock.set(Date.now() - clock.wall())
    const count = countingIds()
    const newId = () => {
      const id = this.#id ?? count()
      this.#id = null
      return id
    }
    const recording: Fetch = (url, init) => {
      this.#sent.push(new URLSearchParams(init.body ?? ''))
      return fetch(url, init)
    }
    const { sts, tokens } = connectAws(recording, clock, () => 0.5)
    const keychain = new FakeSecretStore()
    const onChange = () => queueMicrotask(() => this.#typeCodes())
    this.catalog = new Catalog(emptyCatalog, new FakeCatalogStore(), newId, () =>
      this.broker.catalogChanged(),
    )
    this.keys = new Keys(keychain, this.catalog, sts, newId)
    this.prompts = new Prompts(clock, countingIds('prompt'), new Clicks(), onChange)
    const keptTokens = new KeptTokens({
      store: keychain,
      index: new FakeTokenIndex(),
      clock,
      newId: countingIds('token'),
      wanted: () => false,
      onLeft: () => {},
    })
    this.broker = new Broker({
      clock,
      dice: () => 0.5,
      sts,
      keys: this.keys,
      tokens,
      signIns: this.signIns,
      prompts: this.prompts,
      keptTokens,
      catalog: () => this.catalog.data,
      isFree: () => true,
      onChange,
    })
    this.inquiries = new Inquiries({
      catalog: () => this.catalog.data,
      broker: this.broker,
      keys: this.keys,
      lookups: sts,
      signIns: this.signIns,
      readAssertion: assertion => readAssertion(assertion.reveal()),
    })
  }

  async close(): Promise<void> {
    this.broker.close()
    await this.aws.close()
  }

  /** Settings of a key at this AWS. */
  settings(more: Partial<KeySettings> = {}): KeySettings {
    return {
      name: '',
      region: REGION,
      fallbackRegion: null,
      globalSts: false,
      stsUrl: this.aws.url,
      mfaSerial: null,
      ...more,
    }
  }

  /** @param id what sessions name as their source */
  async addKey(id: string, key: PlainKeys, more: Partial<KeySettings> = {}): Promise<void> {
    this.#id = id
    const { accessKeyId, secretAccessKey } = key
    got(
      await this.keys.add(this.settings(more), { accessKeyId, secretAccessKey: new Secret(secretAccessKey) }),
    )
    this.setUp()
  }

  async addProvider(provider: SamlProvider | OidcProvider): Promise<void> {
    this.#id = provider.id
    got(await this.catalog.addProvider({ ...provider, stsUrl: this.aws.url }))
  }

  /** Under the id that it has; what is wrong with it is refused. */
  add(session: Session): Promise<Result<void>> {
    this.#id = session.id
    return this.catalog.addSession(session)
  }

  /** All that was called so far belongs to the set-up. */
  setUp(): void {
    this.#before = this.aws.calls().length
    this.#sent.length = 0
  }

  calls(): readonly { readonly operation: string; readonly outcome: string; readonly region: string }[] {
    return this.aws.calls().slice(this.#before)
  }

  outcomes(): readonly string[] {
    return this.calls().map(({ operation, outcome }) => `${operation} ${outcome}`)
  }

  /** The form of the last call. */
  get form(): URLSearchParams {
    const last = this.#sent.at(-1)
    if (last === undefined) throw new Error('nothing was sent')
    return last
  }

  forms(): readonly URLSearchParams[] {
    return this.#sent
  }

  /** Tried anew where it has failed. */
  obtain(session: Session): Promise<Result<Held>> {
    return this.broker.obtain(session.id)
  }

  /** Lets the time come at which it is renewed, and the renewal end. */
  async renewal({ id }: Session): Promise<SessionState> {
    const state = this.broker.states.state(id)
    if (state.kind !== 'live') throw new Error(`not to be renewed while it is ${state.kind}`)
    await this.clock.advance(state.renewsAt - this.clock.now())
    await vi.waitFor(() => expect(this.broker.states.state(id).kind).toMatch(/^(live|failing)$/), {
      timeout: 10_000,
    })
    return this.broker.states.state(id)
  }

  /** Adds sessions, and gets the last one's credentials. */
  async get(...sessions: readonly Session[]): Promise<Result<Held>> {
    for (const session of sessions) {
      const added = await this.add(session)
      if (!added.ok) return added
    }
    return this.broker.obtain(sessionId(sessions.at(-1)?.name ?? ''))
  }

  /** The same, for credentials that must come. */
  async keysOf(...sessions: readonly Session[]): Promise<PlainKeys> {
    return plainOf(got(await this.get(...sessions)).credentials)
  }

  /** The same, for a refusal. */
  async refusal(...sessions: readonly Session[]): Promise<Failure> {
    return failureOf(await this.get(...sessions))
  }

  async told(...sessions: readonly Session[]): Promise<Explanation> {
    return explain(await this.refusal(...sessions))
  }

  /** A code for each question. */
  #typeCodes(): void {
    for (const { id, device, status, notice } of this.prompts.list()) {
      if (notice !== null) this.notices.add(notice.kind)
      if (status !== 'open') continue
      const code = this.codes.length === 0 ? this.#shown(device.serial) : (this.codes.shift() ?? null)
      if (code === null) this.prompts.cancel(id)
      else this.prompts.answer(id, code)
    }
  }

  /** A device shows three codes that AWS takes at one time, and each of them once. */
  #shown(serial: string): string | null {
    const step = [0, 1, -1][this.#codesShown]
    this.#codesShown += 1
    return step === undefined ? null : this.aws.totp(serial, step)
  }
}

/**
 * The app at a local AWS with the demo world, and alice's key in it as `alice`, with her device.
 * @param edit changes the world before anybody calls
 */
export async function startApp(edit: (demo: DemoWorld) => void = () => {}): Promise<LocalApp> {
  const demo = demoWorld()
  edit(demo)
  const app = new LocalApp(demo, await startLocalAws({ world: demo.world }))
  await app.addKey('alice', demo.alice, { mfaSerial: demo.alice.mfaSerial })
  return app
}

export type { DemoUser }
