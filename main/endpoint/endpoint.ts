import type { Clock } from '../core/clock.ts'
import { type Failure, fail, type Result } from '../core/failures/failure.ts'
import type { Connection } from '../core/snapshot/snapshot.ts'
import type { Access } from '../core/tools/access.ts'
import type { GrantId } from '../core/tools/grants.ts'
import { ContainerRoute } from './container.ts'
import type { Curl } from './curl.ts'
import { credentialDoors, metadataDoors } from './doors.ts'
import { containerUrl, credentialProcess, type GrantFacts } from './grant-files.ts'
import { InstanceMetadata } from './instance-metadata.ts'
import type { Peers } from './peer/peer.ts'
import { PortKeeper, type PortMemory } from './port-keeper.ts'
import { ProcessRoute } from './process.ts'
import { LoopbackServer } from './server.ts'
import { digest, Tokens } from './tokens.ts'
import { WrongTokens } from './wrong-tokens.ts'

export interface EndpointParts {
  readonly clock: Clock
  /** 0 ≤ dice() < 1 */
  readonly dice: () => number
  readonly access: Access
  readonly peers: Peers
  /** Where the files for tools are. */
  readonly folder: string
  /** By which tools fetch through `credential_process`; null where there is none. */
  readonly curl: Curl | null
  readonly ports: { readonly credentials: PortMemory; readonly instanceMetadata: PortMemory }
  /** As the catalog has them at the moment of the call. */
  readonly grants: () => readonly GrantFacts[]
  /** Of the session that is served as instance metadata; null where none is. */
  readonly metadataSession: () => { readonly region: string | null } | null
  readonly onWrongTokens: (count: number) => void
}

/** All that tools reach: the two ports, and the files that say where they are and with what token. */
export class Endpoint {
  readonly #parts: EndpointParts
  readonly #tokens: Tokens
  readonly #process: ProcessRoute
  readonly #credentials: PortKeeper
  readonly #metadata: PortKeeper
  #metadataIsOn = false
  #isClosed = false

  constructor(parts: EndpointParts) {
    const { clock, dice, access, peers, ports } = parts
    this.#parts = parts
    this.#tokens = new Tokens(parts.folder)
    this.#process = new ProcessRoute(clock, access)
    const doors = credentialDoors({
      rules: { digest, digestOf: grant => this.#tokens.digestOf(grant) },
      access,
      container: new ContainerRoute(clock, access),
      process: this.#process,
      wrongTokens: new WrongTokens(clock, parts.onWrongTokens),
    })
    const metadata = new InstanceMetadata({
      clock,
      access,
      region: () => parts.metadataSession()?.region ?? null,
    })
    this.#credentials = new PortKeeper(new LoopbackServer(doors, peers), ports.credentials, dice)
    this.#metadata = new PortKeeper(
      new LoopbackServer(metadataDoors(access, metadata), peers),
      ports.instanceMetadata,
      dice,
    )
  }

  get port(): number {
    return this.#credentials.port
  }

  get failure(): Failure | null {
    return this.#credentials.failure ?? this.#tokens.failure
  }

  /** Where instance metadata is served; null while that is off. */
  get instanceMetadata(): { readonly url: string; readonly failure: Failure | null } | null {
    if (!this.#metadataIsOn) return null
    // awscli 2.9 needs the slash.
    return { url: `http://127.0.0.1:${this.#metadata.port}/`, failure: this.#metadata.failure }
  }

  connectionOf(grant: GrantId): Omit<Connection, 'region'> {
    const { curl } = this.#parts
    const file = (name: 'token' | 'curl' | 'config'): string => this.#tokens.fileOf(grant, name)
    return {
      grant,
      url: containerUrl(this.port, grant),
      tokenFile: file('token'),
      configFile: file('config'),
      credentialProcess: curl === null ? null : credentialProcess(curl, file('curl')),
    }
  }

  /** The files are there as soon as this is called. */
  async start(): Promise<Result<void>> {
    if (this.#isClosed) return this.#closed()
    this.#writeFiles()
    const hadFailed = this.#credentials.failure !== null
    const started = await this.#credentials.start()
    // Whoever had the port may have been sent the tokens meanwhile.
    if (started.ok && hadFailed) this.renewTokens()
    await this.catalogChanged()
    return started
  }

  /** To another port; then tools need the new address. */
  async move(): Promise<Result<void>> {
    if (this.#isClosed) return this.#closed()
    const moved = await this.#credentials.move()
    this.#writeFiles()
    return moved
  }

  /** To be called after each change of the catalog. */
  async catalogChanged(): Promise<void> {
    this.#writeFiles()
    if (this.#isClosed) return
    const isOn = this.#parts.metadataSession() !== null
    if (isOn === this.#metadataIsOn && this.#metadata.failure === null) return
    this.#metadataIsOn = isOn
    if (isOn) await this.#metadata.start()
    else this.#metadata.stop()
  }

  renewTokens(): void {
    if (!this.#isClosed) this.#tokens.renewAll(this.#parts.grants())
  }

  /** Answers all who wait, and revokes the tokens. */
  async close(): Promise<void> {
    // Windows are still there, and the computer may fall asleep: what they set off must leave no token behind.
    this.#isClosed = true
    this.#process.close()
    await Promise.all([this.#credentials.drain(), this.#metadata.drain()])
    this.#tokens.revokeAll()
  }

  #closed(): Result<void> {
    return fail({ kind: 'port', port: this.port, code: 'closed' })
  }

  #writeFiles(): void {
    if (!this.#isClosed) this.#tokens.sync(this.#parts.grants(), { port: this.port, curl: this.#parts.curl })
  }
}
