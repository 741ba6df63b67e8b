import type { KeychainFact } from '../core/doctor/facts.ts'
import type { Keychain } from './keychain.ts'
import { keyringState, type SessionBus } from './secret-service.ts'

/**
 * Whether keys can be kept. On Linux nothing is written unless the keyring says that it is open, so no dialog comes.
 * @param bus null where the system has no such thing
 */
export async function tryKeychain(
  keychain: Pick<Keychain, 'tryOut'>,
  bus: Promise<SessionBus | null> | null,
): Promise<KeychainFact> {
  if (bus === null) return tryOut(keychain)
  const session = await bus
  if (session === null) return { kind: 'no-bus' }
  const state = await keyringState(session)
  switch (state) {
    case 'no-service':
    case 'no-keyring':
    case 'locked':
      return { kind: state }
    case 'silent':
      return { kind: 'timed-out' }
    case 'open':
      return tryOut(keychain)
  }
}

async function tryOut(keychain: Pick<Keychain, 'tryOut'>): Promise<KeychainFact> {
  const tried = await keychain.tryOut()
  if (tried.ok) return { kind: 'works' }
  const { failure } = tried
  if (failure.kind !== 'keychain') return { kind: 'failed', detail: failure.kind }
  if (failure.reason === 'locked' || failure.reason === 'timed-out') return { kind: failure.reason }
  return { kind: 'failed', detail: failure.detail }
}
