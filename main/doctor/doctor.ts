import type { StsEndpoint } from '../core/broker/chain.ts'
import type { CatalogData } from '../core/catalog/catalog-data.ts'
import type { Clock } from '../core/clock.ts'
import { checksOf } from '../core/doctor/checks.ts'
import { diagnosticsText } from '../core/doctor/diagnostics.ts'
import type {
  AwsFilesFact,
  EndpointFact,
  Facts,
  KeychainFact,
  SettingsFact,
  ShortcutFact,
  UnreadableSettings,
} from '../core/doctor/facts.ts'
import { LATE } from '../core/doctor/facts.ts'
import type { Person } from '../core/doctor/mask.ts'
import type { DoctorReport } from '../core/doctor/report.ts'
import { stsTargets } from '../core/doctor/targets.ts'
import { askSts, type Fetch } from './ask-sts.ts'
import { type DoctorBus, lookAtBus } from './look-at-bus.ts'
import { whyUnwritable } from './look-at-files.ts'
import { inTime } from './time-limit.ts'

export interface DoctorParts {
  readonly clock: Clock
  readonly version: string
  /** The system and the runtime: "linux x64, Electron 45.4.1". */
  readonly system: string
  readonly person: Person
  /** Of the settings. */
  readonly folder: string
  readonly log: { readonly path: string; tail(most: number): readonly string[] }
  readonly catalog: () => CatalogData
  readonly stsUrl: (endpoint: StsEndpoint) => string
  /** The network as the app's own calls of AWS find it. */
  readonly network: { fetch: Fetch; resolveProxy(url: string): Promise<string> }
  /** Of the session; null where the system has no such thing. */
  readonly bus: Promise<DoctorBus | null> | null
  readonly tryKeychain: () => Promise<KeychainFact>
  readonly lookAtEndpoint: () => Promise<EndpointFact>
  readonly findCurl: () => Promise<{ readonly path: string } | null>
  readonly awsFiles: () => Promise<AwsFilesFact>
  readonly shortcut: () => ShortcutFact
  /** What is wrong with the settings file; null where nothing is. */
  readonly unreadable: UnreadableSettings | null
}

/** Each look is given up after this (ms); they run side by side. */
const TIME_LIMIT = 8_000
/** What was found is as good as new for so long (ms): the report that is copied is the one that is seen. */
const FRESH = 60_000
const LINES = 200

/** Looks whether all that the app needs is there. */
export class Doctor {
  readonly #parts: DoctorParts
  #last: { readonly facts: Facts; readonly at: number } | null = null
  #looking: Promise<Facts> | null = null

  constructor(parts: DoctorParts) {
    this.#parts = parts
  }

  get logFile(): string {
    return this.#parts.log.path
  }

  /** Within 10 s, whatever hangs. Whoever asks meanwhile gets the same. */
  async examine(): Promise<DoctorReport> {
    const facts = await this.#look()
    return { checks: checksOf(facts), logFile: this.logFile }
  }

  /** What a report of a fault should have with it: no secret, no account, no name. */
  async diagnostics(): Promise<string> {
    const { clock, version, system, person, catalog, log } = this.#parts
    const isFresh = this.#last !== null && clock.now() - this.#last.at < FRESH
    const facts = isFresh && this.#last !== null ? this.#last.facts : await this.#look()
    return diagnosticsText({ version, system, facts, catalog: catalog(), person, log: log.tail(LINES) })
  }

  #look(): Promise<Facts> {
    this.#looking ??= this.#gather().finally(() => {
      this.#looking = null
    })
    return this.#looking
  }

  async #gather(): Promise<Facts> {
    const { clock, bus, network, catalog, stsUrl, shortcut } = this.#parts
    const targets = stsTargets(catalog().identities, stsUrl)
    const limited = <Fact>(fact: Promise<Fact>) => inTime(clock, TIME_LIMIT, fact)
    const [keychain, busFacts, endpoint, proxies, curl, awsFiles, settings, sts] = await Promise.all([
      limited(this.#parts.tryKeychain()),
      bus === null ? null : limited(bus.then(each => lookAtBus(each, clock))),
      limited(this.#parts.lookAtEndpoint()),
      limited(this.#waysTo(targets.map(each => each.url))),
      limited(this.#parts.findCurl()),
      limited(this.#parts.awsFiles()),
      limited(this.#lookAtSettings()),
      Promise.all(
        targets.map(async target => ({
          target,
          answer: await limited(
            askSts(
              (url, init) => network.fetch(url, init),
              () => clock.wall(),
              target,
            ),
          ),
        })),
      ),
    ])
    const facts: Facts = {
      // Whatever the keychain waits for, the user must answer it.
      keychain: keychain === LATE ? { kind: 'timed-out' } : keychain,
      bus: busFacts,
      endpoint,
      sts,
      proxies,
      curl: curl === LATE ? LATE : (curl?.path ?? null),
      awsFiles,
      shortcut: shortcut(),
      settings,
    }
    this.#last = { facts, at: clock.now() }
    return facts
  }

  async #waysTo(urls: readonly string[]): Promise<readonly string[]> {
    const asked = urls.length > 0 ? urls : ['https://sts.us-east-1.amazonaws.com']
    const ways = await Promise.all(asked.map(url => this.#parts.network.resolveProxy(url)))
    return [...new Set(ways)]
  }

  async #lookAtSettings(): Promise<SettingsFact> {
    const { folder, unreadable } = this.#parts
    return { folder, unwritable: whyUnwritable(folder), unreadable }
  }
}
