import type { AwsFilesView } from '../aws-files/files-view.ts'
import type { Prompt } from '../broker/mfa.ts'
import type { Identity } from '../catalog/identity.ts'
import type { Question } from '../consent/consent.ts'
import type { Confirmation } from '../consent/leases.ts'
import type { Explanation } from '../failures/explanation.ts'
import type { Preferences } from '../preferences.ts'
import type { Session, SessionId } from '../sessions/session.ts'
import { targetOf } from '../sessions/session-target.ts'
import type { Grant, GrantId } from '../tools/grants.ts'
import type { UpdateView } from '../updates/update-view.ts'
import type { SignInView } from './sign-in-views.ts'
import type { StateView, Why } from './state-views.ts'
import type { StepView } from './steps.ts'

/** How a tool is pointed at a session. The token itself is only in its files. */
export interface Connection {
  readonly grant: GrantId
  readonly url: string
  readonly tokenFile: string
  /** A file for `AWS_CONFIG_FILE`: profiles that have a Region and no credentials. */
  readonly configFile: string
  /** The value of `credential_process`; null where there is no curl. */
  readonly credentialProcess: string | null
  /** What tools are told as their Region; null where it follows the tray. */
  readonly region: string | null
}

export interface SessionView {
  readonly session: Session
  readonly state: StateView
  readonly current: boolean
  readonly account: string
  /** Whom AWS takes its credentials for; null while it has none. */
  readonly arn: string | null
  /** Why nobody can sign in to the console with it; null where that works. */
  readonly noConsole: Explanation | null
  readonly connection: Connection | null
  /** Until when a production session may be used (epoch ms); null where no lease of it runs. */
  readonly lease: number | null
  /** The STS calls that lead to it, the first one first; none while it is off. */
  readonly steps: readonly StepView[]
  readonly lastUse: LastUse | null
}

/** When something was handed out last (epoch ms), and to which program, as far as the record goes back. */
export interface LastUse {
  readonly at: number
  readonly tool: string | null
  readonly pid: number | null
}

type Seen<Each> = Each extends Identity ? Omit<Each, 'keychainAccount'> : never

export type IdentityView = Seen<Identity>

export interface PromptView extends Omit<Prompt, 'nodes'> {
  /** The names of the sessions that wait for this code. */
  readonly sessions: readonly string[]
  /** The program that has asked, where it was one and the system tells which. */
  readonly tool: { readonly name: string; readonly pid: number } | null
}

/** A tool's right to fetch. */
export interface GrantView {
  readonly grant: Grant
  readonly connection: Connection | null
  readonly lastUse: LastUse | null
  /** Why a grant with session policies of its own gets nothing; null where it does, or was not tried. */
  readonly why: Why | null
}

export interface QuestionView extends Omit<Question, 'session'> {
  readonly session: Pick<Session, 'name' | 'production' | 'consent'> & { readonly account: string }
}

/** Whether the user really means a production session. */
export interface ConfirmationView extends Omit<Confirmation, 'session'> {
  readonly session: Pick<Session, 'id' | 'name' | 'look'> & {
    readonly account: string
    /** Which role, or whose session it is: see {@link targetOf}. */
    readonly target: string
  }
  /** Until when a lease of it runs already (epoch ms). */
  readonly lease: number | null
}

/** What the desktop gives to the app. */
export interface SystemView {
  readonly version: string
  /** Why there is no icon in the tray; null where there is one, as far as can be told. */
  readonly tray: Explanation | null
  readonly shortcut: {
    /** As people write it; null where none is chosen. */
    readonly keys: string | null
    /** Why it does nothing; null where it works. */
    readonly why: Explanation | null
  }
  /** Null where the app can't change it. */
  readonly startsAtLogin: boolean | null
}

/** A session that is served as the metadata service of an instance. */
export interface InstanceMetadataView {
  readonly session: SessionId
  readonly url: string
  readonly why: Explanation | null
}

export type EndpointView =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'down'; readonly why: Explanation }

/** All that may be seen, with no secret in it. Windows and tray are drawn from this and nothing else. */
export interface Snapshot {
  readonly identities: readonly IdentityView[]
  readonly sessions: readonly SessionView[]
  readonly prompts: readonly PromptView[]
  readonly endpoint: EndpointView
  /** How tools follow the tray. */
  readonly current: Connection | null
  /** The sessions that were current last, the latest first. */
  readonly recent: readonly SessionId[]
  readonly grants: readonly GrantView[]
  /** Whether a program may use a session. */
  readonly questions: readonly QuestionView[]
  readonly confirmations: readonly ConfirmationView[]
  readonly instanceMetadata: InstanceMetadataView | null
  readonly signIns: readonly SignInView[]
  /** Another one each time that the record of hand-outs has changed. */
  readonly activityVersion: number
  /** What the user must know, such as a settings file that could not be read. */
  readonly notices: readonly Explanation[]
  /** Why the keychain can't be used, where a session waits for it: said once, however many do. */
  readonly keychain: Explanation | null
  readonly preferences: Preferences
  readonly awsFiles: AwsFilesView
  readonly system: SystemView
  /** Of newer versions of the app; null where the build looks for none. */
  readonly updates: UpdateView | null
  /** Whether something fails for want of the network. */
  readonly offline: boolean
}
