import type { Result } from './failures/failure.ts'
import type { Secret } from './secret.ts'

/** The OS keychain. `null` from `get` means that it was reached, is unlocked, and has no such item. */
export interface SecretStore {
  get(account: string): Promise<Result<Secret | null>>
  set(account: string, value: Secret): Promise<Result<void>>
  remove(account: string): Promise<Result<void>>
}
