import type { ConfirmationKind } from '../main/core/aws-files/confirmations.ts'
import type { PlanId, PlanView, ProfileChange } from '../main/core/aws-files/plan.ts'
import type { PromptId } from '../main/core/broker/mfa.ts'
import type {
  EndpointSettings,
  IdentityId,
  NewProvider,
  OidcProvider,
  SamlProvider,
} from '../main/core/catalog/identity.ts'
import type { KeySettings } from '../main/core/catalog/keys.ts'
import type { ConfigurationId, ConfigurationView } from '../main/core/configuration/configurations.ts'
import type { QuestionId } from '../main/core/consent/consent.ts'
import type { ConfirmationId, LeaseMinutes } from '../main/core/consent/leases.ts'
import type { DoctorReport } from '../main/core/doctor/report.ts'
import type { Explanation } from '../main/core/failures/explanation.ts'
import type { Problem } from '../main/core/failures/problem.ts'
import type { ImportView } from '../main/core/import/import-view.ts'
import type { ImportAsk, ImportPlace } from '../main/core/import/imports.ts'
import type { License } from '../main/core/license.ts'
import type { Preferences } from '../main/core/preferences.ts'
import type { RemovalGroup, RemovalView } from '../main/core/removal.ts'
import type { NewSession, Session, SessionId } from '../main/core/sessions/session.ts'
import type { Snapshot } from '../main/core/snapshot/snapshot.ts'
import type { Caller } from '../main/core/sts/lookups.ts'
import type { SamlRole } from '../main/core/sts/saml.ts'
import type { ActivityEntry } from '../main/core/tools/activity.ts'
import type { ConnectKind } from '../main/core/tools/connect.ts'
import type { GrantId, NewGrant } from '../main/core/tools/grants.ts'

/** A key as it was typed: it goes inward, to the keychain, and never comes back. */
export interface TypedKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** What a window may ask of the main process, with what it must give. Nothing comes back but an outcome. */
export interface Commands {
  readonly addKey: { readonly settings: KeySettings; readonly key: TypedKey }
  /** A null key leaves the one in the keychain as it is. */
  readonly editKey: {
    readonly id: IdentityId
    readonly settings: KeySettings
    readonly key: TypedKey | null
  }
  readonly removeKey: { readonly id: IdentityId }
  /** Where a company's people, or machines, are vouched for: no key of it is kept. */
  readonly addProvider: { readonly provider: NewProvider }
  readonly editProvider: { readonly provider: SamlProvider | OidcProvider }
  readonly removeProvider: { readonly id: IdentityId }
  readonly addSession: { readonly session: NewSession }
  readonly editSession: { readonly session: Session }
  readonly removeSession: { readonly id: SessionId }
  readonly pinSession: { readonly id: SessionId; readonly pinned: boolean }
  /** Before which other one it stands in the list; null for its end. */
  readonly moveSession: { readonly id: SessionId; readonly before: SessionId | null }
  /** Like `switchTo`, `openConsole` and what else uses a session: one marked as production asks first. */
  readonly startSession: { readonly id: SessionId }
  readonly stopSession: { readonly id: SessionId }
  /** Starts the session and makes it the current one. */
  readonly switchTo: { readonly id: SessionId }
  /** Asks for how much longer a production session is to be used. */
  readonly extendLease: { readonly id: SessionId }
  /** Null is a no. */
  readonly answerConfirmation: { readonly id: ConfirmationId; readonly minutes: LeaseMinutes | null }
  /** Asks STS for a shorter life from now on (seconds). */
  readonly shortenSession: { readonly id: SessionId; readonly seconds: number }
  /** Asks STS in another Region for all that starts where the session starts. */
  readonly switchRegion: { readonly id: SessionId; readonly region: string }
  /** Asks for a code anew, though an older one is good still. */
  readonly giveNewerCode: { readonly id: SessionId }
  /** Signs in to the console in the session's browser. */
  readonly openConsole: { readonly id: SessionId }
  /** Puts a link into the clipboard that signs in whoever has it; for a minute. */
  readonly copyConsoleLink: { readonly id: SessionId }
  /** Puts what the window shows into the clipboard: an ARN, a policy. */
  readonly copyText: { readonly text: string }
  readonly answerPrompt: { readonly id: PromptId; readonly code: string }
  readonly cancelPrompt: { readonly id: PromptId }
  readonly addGrant: { readonly grant: NewGrant }
  readonly revokeGrant: { readonly id: GrantId }
  /** Puts the lines that connect a tool into the clipboard; no secret is in them. */
  readonly copyLines: { readonly grant: GrantId; readonly kind: ConnectKind }
  /** Serves a session as instance metadata, or none. */
  readonly serveInstanceMetadata: { readonly id: SessionId | null }
  readonly answerQuestion: {
    readonly id: QuestionId
    readonly allow: boolean
    /** For how long, where to allow it begins the lease of a production session. */
    readonly lease: LeaseMinutes | null
  }
  /** Writes the record of hand-outs into the folder for downloads, and shows it there. */
  readonly exportActivity: Record<string, never>
  /** Writes the whole configuration, without secrets, to a file that the user names in a dialog, and shows it there. */
  readonly exportConfiguration: Record<string, never>
  /** Adds what a look-up has shown of a configuration's file, and nothing else. */
  readonly importConfiguration: { readonly id: ConfigurationId }
  /** Takes away all that Understudy has put on this computer, and quits. */
  readonly removeEverything: { readonly confirmed: readonly RemovalGroup[] }
  /** Does to the user's AWS files what a look-up has shown, and nothing else. */
  readonly applyPlan: { readonly id: PlanId; readonly confirmed: readonly ConfirmationKind[] }
  /** Reads the user's AWS files anew. */
  readonly lookAtAwsFiles: Record<string, never>
  readonly setStartAtLogin: { readonly on: boolean }
  /** Puts what the checks found and the latest of the log into the clipboard: no secret, no account, no name. */
  readonly copyDiagnostics: Record<string, never>
  /** Shows the log's file in its folder. */
  readonly showLog: Record<string, never>
  /** Brings the manager up, on one of its pages or where it was. */
  readonly openManager: { readonly page: PageName | null }
  /** Brings the manager up with this session selected. */
  readonly showSession: { readonly id: SessionId }
  readonly openSwitcher: Record<string, never>
  /** Out of sight, and kept for the next time. */
  readonly closeSwitcher: Record<string, never>
  /** How high (px) the content of the window that asks is drawn. */
  readonly fitPrompts: { readonly height: number }
  readonly setPreferences: { readonly preferences: Preferences }
  /** Starts anew what waits for the keychain; the system may ask for its password. */
  readonly retryKeychain: Record<string, never>
  readonly retryEndpoint: Record<string, never>
  readonly moveEndpoint: Record<string, never>
  readonly dismissNotices: Record<string, never>
  /** Looks for a newer version now; what comes of it is in the snapshot, as for the next four. */
  readonly lookForUpdate: Record<string, never>
  readonly downloadUpdate: Record<string, never>
  readonly cancelUpdate: Record<string, never>
  /** Speaks of the offered version no more. */
  readonly skipUpdate: Record<string, never>
  /** Puts the downloaded version in place, and starts it. */
  readonly installUpdate: Record<string, never>
}

export type CommandName = keyof Commands

// An object, so that it does not compile while a command is missing from it.
const everyCommand: Record<CommandName, true> = {
  addKey: true,
  editKey: true,
  removeKey: true,
  addProvider: true,
  editProvider: true,
  removeProvider: true,
  addSession: true,
  editSession: true,
  removeSession: true,
  pinSession: true,
  moveSession: true,
  startSession: true,
  stopSession: true,
  switchTo: true,
  extendLease: true,
  answerConfirmation: true,
  shortenSession: true,
  switchRegion: true,
  giveNewerCode: true,
  openConsole: true,
  copyConsoleLink: true,
  copyText: true,
  answerPrompt: true,
  cancelPrompt: true,
  addGrant: true,
  revokeGrant: true,
  copyLines: true,
  serveInstanceMetadata: true,
  answerQuestion: true,
  exportActivity: true,
  exportConfiguration: true,
  importConfiguration: true,
  removeEverything: true,
  applyPlan: true,
  lookAtAwsFiles: true,
  setStartAtLogin: true,
  copyDiagnostics: true,
  showLog: true,
  openManager: true,
  showSession: true,
  openSwitcher: true,
  closeSwitcher: true,
  fitPrompts: true,
  setPreferences: true,
  retryKeychain: true,
  retryEndpoint: true,
  moveEndpoint: true,
  dismissNotices: true,
  lookForUpdate: true,
  downloadUpdate: true,
  cancelUpdate: true,
  skipUpdate: true,
  installUpdate: true,
}

/** Every command, once: channels, the preload and the main process's handlers are made from this list. */
export const commandNames = Object.keys(everyCommand) as readonly CommandName[]

export type Outcome =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly explanation: Explanation
      /** Where single fields of a form are to blame. */
      readonly problems: readonly Problem[]
    }

/** What a window may look up, at AWS or on this machine, with what it must give and what it is told: nothing secret. */
export interface LookUps {
  /** Whom AWS takes a session's credentials for. */
  readonly whoAmI: { readonly input: { readonly id: SessionId }; readonly answer: Caller }
  /** What a service has refused to a session, as JSON. */
  readonly decodeMessage: {
    readonly input: { readonly id: SessionId; readonly message: string }
    readonly answer: string
  }
  /** The serial numbers of a user's MFA devices. A null key means the one that is kept of the identity. */
  readonly findMfaDevices: {
    readonly input: {
      readonly settings: EndpointSettings
      readonly key: TypedKey | null
      readonly id: IdentityId | null
    }
    readonly answer: readonly string[]
  }
  /** What a change of the user's AWS files would do to them; nothing is changed yet. */
  readonly previewChange: { readonly input: { readonly change: ProfileChange }; readonly answer: PlanView }
  /** What could be taken over from somewhere else on this machine. */
  readonly findImports: {
    readonly input: { readonly place: ImportPlace; readonly endpoint: EndpointSettings }
    readonly answer: ImportView
  }
  /** What taking it over would do; nothing is done yet. */
  readonly previewImport: { readonly input: { readonly ask: ImportAsk }; readonly answer: PlanView }
  /** What taking over a file would do that the user picks in a dialog; null where he picks none. Nothing is done yet. */
  readonly previewConfiguration: {
    readonly input: Record<string, never>
    readonly answer: ConfigurationView | null
  }
  /** What removing everything would remove, and what not; nothing is done yet. */
  readonly whatToRemove: { readonly input: Record<string, never>; readonly answer: RemovalView }
  /** Whether all that the app needs is there, and what to do about what is not. */
  readonly examine: { readonly input: Record<string, never>; readonly answer: DoctorReport }
  /** Whose work the app is made of, and under which terms. */
  readonly licenses: { readonly input: Record<string, never>; readonly answer: readonly License[] }
  /** The roles that a company's sign-in gives; its window may come up. */
  readonly samlRoles: { readonly input: { readonly id: IdentityId }; readonly answer: readonly SamlRole[] }
}

export type LookUpName = keyof LookUps

const everyLookUp: Record<LookUpName, true> = {
  whoAmI: true,
  decodeMessage: true,
  findMfaDevices: true,
  samlRoles: true,
  examine: true,
  licenses: true,
  previewChange: true,
  findImports: true,
  previewImport: true,
  previewConfiguration: true,
  whatToRemove: true,
}

export const lookUpNames = Object.keys(everyLookUp) as readonly LookUpName[]

export type Answer<T> = { readonly ok: true; readonly value: T } | Extract<Outcome, { ok: false }>

export const channels = {
  command: (name: CommandName) => `understudy:command:${name}` as const,
  lookUp: (name: LookUpName) => `understudy:look-up:${name}` as const,
  /** A window asks for the state as it is. */
  getSnapshot: 'understudy:get-snapshot',
  /** A window asks for the record of hand-outs, which is too long to be told at each change. */
  getActivity: 'understudy:get-activity',
  /** The main process says that the state is now this. */
  snapshot: 'understudy:snapshot',
  /** The main process wants the manager to show this page. */
  page: 'understudy:page',
  /** The main process has a window shown that is kept, or put out of sight. */
  shown: 'understudy:shown',
} as const

/** What a window finds as `window.understudy`. */
export interface Understudy {
  /** As `process.platform`. */
  readonly platform: string
  readonly run: { readonly [Name in CommandName]: (input: Commands[Name]) => Promise<Outcome> }
  readonly lookUp: {
    readonly [Name in LookUpName]: (input: LookUps[Name]['input']) => Promise<Answer<LookUps[Name]['answer']>>
  }
  readonly getSnapshot: () => Promise<Snapshot>
  /** The newest first. */
  readonly getActivity: () => Promise<readonly ActivityEntry[]>
  /** Told when a page is wanted while the window is open; a new window has it as its address's fragment. */
  readonly onPage: (listener: (wanted: WantedPage) => void) => () => void
  /** Told when a window that is kept comes into sight again, and when it goes; a new one is shown as soon as it is drawn. */
  readonly onShown: (listener: (isShown: boolean) => void) => () => void
  /** Returns what ends it, as the others do. */
  readonly onSnapshot: (listener: (snapshot: Snapshot) => void) => () => void
}

/** @property session the one to select; null where none is meant, and on any page but that of the sessions */
export interface WantedPage {
  readonly page: PageName
  readonly session: SessionId | null
}

export type WindowName = 'manager' | 'prompts' | 'switcher'

export const pageNames = [
  'Sessions',
  'Identities',
  'Connect a Tool',
  'Profiles',
  'Activity',
  'Doctor',
  'Settings',
] as const
export type PageName = (typeof pageNames)[number]
