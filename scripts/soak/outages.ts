import type { LocalAws } from '../../test/local-aws/server.ts'
import type { Keyring } from '../../test/support/keyring.ts'
import type { KeyringTrouble, Outage, StsTrouble } from './plan.ts'
import type { Road } from './road.ts'

export interface Troubled {
  readonly aws: LocalAws
  readonly road: Road
  readonly keyring: Keyring
}

/** Returns what ends it. */
export function begin(outage: Outage, { aws, road, keyring }: Troubled): Promise<() => unknown> {
  return outage.of === 'STS' ? troubleSts(outage.trouble, aws, road) : troubleKeyring(outage.trouble, keyring)
}

async function troubleSts(trouble: StsTrouble, aws: LocalAws, road: Road): Promise<() => unknown> {
  if (trouble === 'gone') {
    await road.cut()
    return () => road.mend()
  }
  // `aws` calls GetCallerIdentity there: what it meets must be the app's failing and not AWS's.
  const operations = ['AssumeRole', 'GetSessionToken']
  switch (trouble) {
    case 'throttles':
      await aws.fault({ kind: 'throttle', operations })
      break
    case 'hangs':
      await aws.fault({ kind: 'hang', operations })
      break
    case 'error 500':
      await aws.fault({ kind: 'error', status: 500, operations })
      break
    case 'error 503':
      await aws.fault({ kind: 'error', status: 503, operations })
      break
    case 'loses answers':
      await aws.fault({ kind: 'lost', operations })
      break
  }
  return () => aws.fault(null)
}

async function troubleKeyring(trouble: KeyringTrouble, keyring: Keyring): Promise<() => unknown> {
  switch (trouble) {
    case 'locked':
      await keyring.lock()
      return () => keyring.unlock()
    case 'killed':
      await keyring.kill()
      return () => keyring.restart()
    case 'restarted':
      await keyring.restart()
      // What the app had of the old one is of no use: that is the trouble, and it has no end.
      return () => undefined
    case 'frozen':
      keyring.freeze()
      return () => keyring.thaw()
  }
}
