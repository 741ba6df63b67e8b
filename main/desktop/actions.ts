import { clipboard, shell } from 'electron'
import type { PageName, TypedKey } from '../../preload/contract.ts'
import type { ProfileFiles } from '../core/aws-files/profile-files.ts'
import type { Broker } from '../core/broker/broker.ts'
import type { Prompts } from '../core/broker/mfa.ts'
import type { Catalog } from '../core/catalog/catalog.ts'
import type { Keys } from '../core/catalog/keys.ts'
import type { Configurations } from '../core/configuration/configurations.ts'
import type { Consents } from '../core/consent/consent.ts'
import type { Leases } from '../core/consent/leases.ts'
import type { DoctorReport } from '../core/doctor/report.ts'
import { done, fail, isKeychainFault, type Result, succeed } from '../core/failures/failure.ts'
import type { Notices } from '../core/failures/notices.ts'
import type { Imports } from '../core/import/imports.ts'
import type { Inquiries } from '../core/inquiries.ts'
import type { License } from '../core/license.ts'
import type { Preferences } from '../core/preferences.ts'
import type { Removal } from '../core/removal.ts'
import { Secret } from '../core/secret.ts'
import type { SessionId } from '../core/sessions/session.ts'
import type { Snapshot } from '../core/snapshot/snapshot.ts'
import type { Activity } from '../core/tools/activity.ts'
import { type ConnectKind, connectLines } from '../core/tools/connect.ts'
import { surroundingsOf } from '../core/tools/connect-grant.ts'
import type { GrantId } from '../core/tools/grants.ts'
import type { Entrance } from './entrance.ts'
import type { Files } from './files.ts'
import type { Handlers, LookUpHandlers } from './ipc.ts'
import type { TrayAction } from './tray-entry.ts'

export interface ActionParts {
  readonly catalog: Catalog
  readonly broker: Broker
  readonly prompts: Prompts
  readonly keys: Keys
  readonly consents: Consents
  readonly inquiries: Inquiries
  readonly entrance: Entrance
  readonly leases: Leases
  readonly activity: Activity
  readonly snapshot: () => Snapshot
  readonly endpoint: {
    readonly tryAgain: () => Promise<Result<void>>
    readonly move: () => Promise<Result<void>>
  }
  readonly notices: Notices
  /** On one of its pages, or where it was. */
  readonly openManager: (page: PageName | null) => void
  readonly showSession: (id: SessionId) => void
  readonly openSwitcher: () => void
  readonly closeSwitcher: () => void
  /** Shows the open prompts, if there are any. */
  readonly openPrompts: () => void
  /** @param height of the content of their window (px), as it is drawn */
  readonly fitPrompts: (height: number) => void
  readonly setPreferences: (chosen: Preferences) => Result<void>
  readonly profileFiles: ProfileFiles
  readonly imports: Imports
  readonly files: Files
  readonly configurations: Configurations
  readonly removal: Removal
  readonly updates: {
    readonly look: () => void
    readonly download: () => void
    readonly cancel: () => void
    readonly skip: () => Result<void>
    readonly install: () => void
  }
  readonly licenses: () => Promise<Result<readonly License[]>>
  readonly doctor: {
    readonly logFile: string
    examine(): Promise<DoctorReport>
    diagnostics(): Promise<string>
  }
  readonly setStartAtLogin: (on: boolean) => Result<void>
  readonly quit: () => void
}

/** What each command of a window does. */
export function windowHandlers(parts: ActionParts): Handlers {
  const { catalog, prompts, keys, entrance } = parts
  return {
    addKey: ({ settings, key }) => keys.add(settings, toKey(key)),
    editKey: ({ id, settings, key }) => keys.edit(id, settings, key === null ? null : toKey(key)),
    removeKey: ({ id }) => keys.remove(id),
    addProvider: ({ provider }) => catalog.addProvider(provider),
    editProvider: ({ provider }) => catalog.replaceProvider(provider),
    removeProvider: ({ id }) => catalog.removeProvider(id),
    addSession: ({ session }) => catalog.addSession(session),
    editSession: ({ session }) => catalog.replaceSession(session),
    removeSession: ({ id }) => catalog.removeSession(id),
    pinSession: ({ id, pinned }) => catalog.pin(id, pinned),
    moveSession: ({ id, before }) => catalog.move(id, before),
    startSession: ({ id }) => entrance.enter(id, 'start'),
    stopSession: ({ id }) => entrance.leave(id),
    switchTo: ({ id }) => entrance.enter(id, 'switch'),
    extendLease: ({ id }) => entrance.enter(id, 'extend'),
    answerConfirmation: ({ id, minutes }) => entrance.answer(id, minutes),
    shortenSession: ({ id, seconds }) => catalog.shorten(id, seconds),
    switchRegion: ({ id, region }) => catalog.switchRegion(id, region),
    giveNewerCode: ({ id }) => entrance.enter(id, 'newer-code'),
    openConsole: ({ id }) => entrance.enter(id, 'console'),
    copyConsoleLink: ({ id }) => entrance.enter(id, 'console-link'),
    copyText: ({ text }) => {
      clipboard.writeText(text)
      return done
    },
    answerPrompt: ({ id, code }) => prompts.answer(id, code),
    cancelPrompt: ({ id }) => prompts.cancel(id),
    addGrant: ({ grant }) => catalog.addGrant(grant),
    revokeGrant: ({ id }) => catalog.revokeGrant(id),
    copyLines: ({ grant, kind }) => copyLines(parts.snapshot(), grant, kind),
    serveInstanceMetadata: ({ id }) => catalog.serveInstanceMetadata(id),
    answerQuestion: ({ id, allow, lease }) => entrance.answerQuestion(id, allow, lease),
    exportActivity: () => parts.files.exportActivity(),
    exportConfiguration: () => parts.files.exportConfiguration(),
    importConfiguration: ({ id }) => parts.configurations.import(id),
    removeEverything: ({ confirmed }) => parts.removal.run(confirmed),
    applyPlan: ({ id, confirmed }) => parts.profileFiles.apply(id, confirmed),
    lookAtAwsFiles: async () => {
      await parts.profileFiles.look()
      return done
    },
    setStartAtLogin: ({ on }) => parts.setStartAtLogin(on),
    copyDiagnostics: async () => {
      clipboard.writeText(await parts.doctor.diagnostics())
      return done
    },
    showLog: () => {
      shell.showItemInFolder(parts.doctor.logFile)
      return done
    },
    openManager: ({ page }) => {
      parts.openManager(page)
      return done
    },
    showSession: ({ id }) => {
      parts.showSession(id)
      return done
    },
    openSwitcher: () => {
      parts.openSwitcher()
      return done
    },
    closeSwitcher: () => {
      parts.closeSwitcher()
      return done
    },
    fitPrompts: ({ height }) => {
      parts.fitPrompts(height)
      return done
    },
    setPreferences: ({ preferences }) => parts.setPreferences(preferences),
    retryKeychain: () => {
      parts.broker.tryAgain(isKeychainFault, 'you')
      return done
    },
    retryEndpoint: () => parts.endpoint.tryAgain(),
    moveEndpoint: () => parts.endpoint.move(),
    lookForUpdate: () => {
      parts.updates.look()
      return done
    },
    downloadUpdate: () => {
      parts.updates.download()
      return done
    },
    cancelUpdate: () => {
      parts.updates.cancel()
      return done
    },
    installUpdate: () => {
      parts.updates.install()
      return done
    },
    skipUpdate: () => parts.updates.skip(),
    dismissNotices: () => {
      parts.notices.dismiss()
      return done
    },
  }
}

/** What each look-up of a window asks. */
export function windowLookUps({
  doctor,
  inquiries,
  profileFiles,
  imports,
  files,
  removal,
  licenses,
}: ActionParts): LookUpHandlers {
  return {
    examine: async () => succeed(await doctor.examine()),
    licenses,
    previewConfiguration: () => files.previewConfiguration(),
    whatToRemove: () => Promise.resolve(succeed(removal.list())),
    previewChange: ({ change }) => profileFiles.preview(change),
    findImports: ({ place, endpoint }) => imports.find(place, endpoint),
    previewImport: ({ ask }) => imports.preview(ask),
    whoAmI: ({ id }) => inquiries.whoAmI(id),
    samlRoles: ({ id }) => inquiries.samlRoles(id),
    decodeMessage: ({ id, message }) => inquiries.decode(id, message),
    findMfaDevices: ({ settings, key, id }) =>
      inquiries.mfaDevices(settings, key === null ? null : toKey(key), id),
  }
}

/** What each entry of the tray's menu does. */
export function trayActions(parts: ActionParts): (action: TrayAction) => void {
  return action => {
    switch (action.kind) {
      case 'open-manager':
        return parts.openManager(action.page)
      case 'show-session':
        return parts.showSession(action.id)
      case 'open-switcher':
        return parts.openSwitcher()
      case 'open-confirmation':
        parts.leases.noteClick(action.session)
        return parts.openPrompts()
      case 'open-prompt':
        parts.prompts.noteClick(action.device)
        // That one may have ended since the menu was drawn, and others be open.
        return parts.openPrompts()
      case 'open-question':
        parts.consents.noteClick(action.id)
        return parts.openPrompts()
      case 'switch-to':
        return tellFailure(parts, parts.entrance.enter(action.id, 'switch'))
      case 'open-console':
        return tellFailure(parts, parts.entrance.enter(action.id, 'console'))
      case 'start':
        return tellFailure(parts, parts.entrance.enter(action.id, 'start'))
      case 'stop':
        return tellFailure(parts, parts.entrance.leave(action.id))
      case 'retry-keychain':
        return parts.broker.tryAgain(isKeychainFault, 'you')
      case 'forget-all':
        return parts.entrance.leaveAll()
      case 'quit':
        return parts.quit()
    }
  }
}

/** There is no window to answer to, so a failure is kept for the next one. */
export function tellFailure(
  { notices, openManager }: Pick<ActionParts, 'notices' | 'openManager'>,
  outcome: Promise<Result<void>>,
): void {
  void outcome.then(result => {
    if (result.ok) return
    notices.add(result.failure)
    openManager(null)
  })
}

function copyLines(snapshot: Snapshot, id: GrantId, kind: ConnectKind): Result<void> {
  const view = snapshot.grants.find(each => each.grant.id === id)
  if (!view?.connection) return fail({ kind: 'not-found', what: 'grant' })
  const lines = connectLines(kind, view.connection, surroundingsOf(view, snapshot, process.platform))
  // A window offers no button for what has no lines.
  if (!lines.possible) return fail({ kind: 'fault', detail: lines.why })
  clipboard.writeText(lines.lines)
  return done
}

function toKey(typed: TypedKey): { accessKeyId: string; secretAccessKey: Secret } {
  return {
    accessKeyId: typed.accessKeyId.trim(),
    secretAccessKey: new Secret(typed.secretAccessKey.trim()),
  }
}
