import { type CatalogData, emptyCatalog } from '../main/core/catalog/catalog-data.ts'
import type { Snapshot } from '../main/core/snapshot/snapshot.ts'

/** What the rules of the core look at, made of what a window may see: forms ask them rather than have their own. */
export function catalogOf({
  identities,
  sessions,
  awsFiles,
}: Pick<Snapshot, 'identities' | 'sessions' | 'awsFiles'>): CatalogData {
  return {
    ...emptyCatalog,
    identities: identities.map(each =>
      // No rule asks for the keychain item's name, which no window is told.
      each.kind === 'iam-user' ? { ...each, keychainAccount: '' } : each,
    ),
    sessions: sessions.map(each => each.session),
    profiles: awsFiles.profiles.map(each => each.profile),
  }
}
