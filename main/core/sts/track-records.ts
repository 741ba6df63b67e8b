import type { Sts, StsCall } from '../broker/acquire.ts'
import type { Issued } from '../broker/credentials.ts'
import type { Clock } from '../clock.ts'
import { type Failure, fail, type Result } from '../failures/failure.ts'

/** Remembers what went well, so that a refusal can be told from what never worked. */
export class TrackRecords implements Sts {
  readonly #sts: Sts
  readonly #clock: Clock
  /** By access key ID, on {@link Clock.now}'s scale. Temporary keys are not noted: there is no end of them. */
  readonly #keys = new Map<string, number>()
  /** By the role's ARN, in seconds. */
  readonly #durations = new Map<string, number>()

  constructor(sts: Sts, clock: Clock) {
    this.#sts = sts
    this.#clock = clock
  }

  async obtain(call: StsCall): Promise<Result<Issued>> {
    const result = await this.#sts.obtain(call)
    if (result.ok) this.#note(call)
    return result.ok ? result : fail(this.#withRecord(result.failure, call))
  }

  #note({ signer, request }: StsCall): void {
    if (signer !== null && signer.sessionToken === null) this.#keys.set(signer.accessKeyId, this.#clock.now())
    if (!('roleArn' in request) || request.durationSeconds === null) return
    const before = this.#durations.get(request.roleArn) ?? 0
    this.#durations.set(request.roleArn, Math.max(before, request.durationSeconds))
  }

  #withRecord(failure: Failure, { signer, request }: StsCall): Failure {
    if (failure.kind !== 'aws') return failure
    const workedAt = signer === null ? undefined : this.#keys.get(signer.accessKeyId)
    const record = {
      keyWorkedAgo: workedAt === undefined ? null : this.#clock.now() - workedAt,
      longestDuration: 'roleArn' in request ? (this.#durations.get(request.roleArn) ?? null) : null,
    }
    return { ...failure, call: { ...failure.call, record } }
  }
}
