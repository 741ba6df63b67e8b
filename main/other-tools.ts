import { homedir } from 'node:os'
import type { Clock } from './core/clock.ts'
import { type Result, succeed } from './core/failures/failure.ts'
import type { OtherTools } from './core/import/imports.ts'
import { leappOffer } from './core/import/leapp.ts'
import { AwsVault } from './keychain/aws-vault.ts'
import type { Keychain } from './keychain/keychain.ts'
import { LeappKeychain } from './keychain/leapp-keychain.ts'
import { readLeappFile } from './other-tools/leapp-file.ts'
import { machineIds, thisMachine } from './other-tools/machine-ids.ts'

/** What can be taken over from aws-vault and Leapp. Nothing is looked at before it is asked for, and nothing changed. */
export function otherTools(
  bus: ConstructorParameters<typeof AwsVault>[0],
  keychain: Keychain,
  clock: Clock,
): OtherTools {
  const vault = new AwsVault(bus, clock)
  const leapp = new LeappKeychain(keychain)
  return {
    vaultItems: () => namesIn(vault),
    leapp: async () => {
      const file = await readLeappFile(homedir(), () => machineIds(process.platform, thisMachine()))
      if (!file.ok) return file
      return succeed(file.value === null ? null : leappOffer(file.value))
    },
    readKey: place => (place.kind === 'leapp' ? leapp.read(place.session) : vault.read(place.item)),
  }
}

/** Whoever asks has just chosen it, and expects the keyring's own dialog if that is locked. */
async function namesIn(vault: AwsVault): Promise<Result<readonly string[]>> {
  const names = await vault.names()
  const isLocked = !names.ok && names.failure.kind === 'other-tool' && names.failure.reason === 'locked'
  if (!isLocked) return names
  const unlocked = await vault.unlock()
  return unlocked.ok ? vault.names() : unlocked
}
