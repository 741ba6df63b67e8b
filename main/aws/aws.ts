import type { TokenReader } from '../core/catalog/token-source.ts'
import type { Clock } from '../core/clock.ts'
import type { ConsoleSignIn } from '../core/console.ts'
import { FallbackRegion } from '../core/sts/fallback-region.ts'
import { StsQuota } from '../core/sts/sts-quota.ts'
import { TrackRecords } from '../core/sts/track-records.ts'
import type { Fetch } from './fetch-handler.ts'
import { AwsLookups } from './lookups.ts'
import { AwsSignIn } from './sign-in.ts'
import { AwsSts } from './sts.ts'
import { FilesAndCommands } from './token-source.ts'

export interface Aws {
  /** STS and what else can be asked, in whichever Region answers. */
  readonly sts: FallbackRegion
  readonly signIn: ConsoleSignIn
  readonly tokens: TokenReader
}

/**
 * All of AWS, over one `fetch`.
 * @param dice 0 ≤ dice() < 1
 */
export function connectAws(fetch: Fetch, clock: Clock, dice: () => number): Aws {
  const sts = new TrackRecords(new StsQuota(new AwsSts(fetch, clock), clock, dice), clock)
  return {
    sts: new FallbackRegion(sts, new AwsLookups(fetch, clock), clock),
    signIn: new AwsSignIn(fetch, clock),
    tokens: new FilesAndCommands(),
  }
}
