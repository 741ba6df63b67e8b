import type { Clock } from '../core/clock.ts'
import { Keychain } from './keychain.ts'
import { isKeyringLocked, type SessionBus } from './secret-service.ts'
import { keychainHost } from './start.ts'

/**
 * The keychain of this system.
 * @param bus where the keyring tells of its lock; null where the system has no such thing
 * @param onOpened called when the keychain, which could not be used, was unlocked
 */
export function openKeychain(
  platform: NodeJS.Platform,
  folder: string,
  clock: Clock,
  bus: { readonly session: Promise<SessionBus | null> } | null,
  onOpened: () => void,
): Keychain {
  const lock = bus && { isLocked: async () => isKeyringLocked(await bus.session), onOpened }
  return new Keychain(keychainHost(platform, folder), clock, lock)
}
