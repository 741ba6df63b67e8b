import { Refusal } from '../refusal.ts'
import type { SignedCall } from './operation.ts'

/** Throws in a Region where the caller's account has STS switched off: it gives no credentials there. */
export function checkRegion({ sts, caller, region }: SignedCall) {
  const account = sts.world.accounts.find(({ id }) => id === caller.account)
  if (account?.disabledRegions?.includes(region) !== true) return
  throw new Refusal(
    'RegionDisabledException',
    403,
    `STS is not activated in this region for account:${caller.account}. Your account administrator can activate STS in this region using the IAM Console.`,
  )
}
