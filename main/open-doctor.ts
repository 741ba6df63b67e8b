import type { App } from 'electron'
import { stsUrl } from './aws/host.ts'
import { awsFilesFact } from './core/doctor/facts.ts'
import type { Snapshot } from './core/snapshot/snapshot.ts'
import { Doctor, type DoctorParts } from './doctor/doctor.ts'
import { lookAtOwnEndpoint } from './doctor/look-at-endpoint.ts'
import { thisPerson } from './doctor/this-person.ts'
import type { Curl } from './endpoint/curl.ts'
import type { Keychain } from './keychain/keychain.ts'
import { tryKeychain } from './keychain/try-out.ts'

interface Parts extends Pick<DoctorParts, 'clock' | 'folder' | 'log' | 'catalog' | 'network' | 'bus'> {
  readonly app: App
  readonly keychain: Keychain
  /** As it was when the app started: tools fetch by that one. */
  readonly curl: Curl | null
  readonly snapshot: () => Snapshot
}

/** The doctor of the running app. */
export function openDoctor({ app, keychain, curl, snapshot, ...parts }: Parts): Doctor {
  return new Doctor({
    ...parts,
    version: app.getVersion(),
    system: `${process.platform} ${process.arch}, Electron ${process.versions.electron}`,
    person: thisPerson(),
    stsUrl,
    tryKeychain: () => tryKeychain(keychain, parts.bus),
    lookAtEndpoint: () => lookAtOwnEndpoint(snapshot(), process.platform),
    findCurl: () => Promise.resolve(curl),
    awsFiles: () => Promise.resolve(awsFilesFact(snapshot().awsFiles)),
    shortcut: () => ({ ...snapshot().system.shortcut, isSeen: true }),
    unreadable: null,
  })
}
