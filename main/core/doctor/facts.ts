import type { AwsFilesView } from '../aws-files/files-view.ts'
import type { Explanation } from '../failures/explanation.ts'

/** What was not told within its time. */
export const LATE = 'late'
export type Told<Fact> = Fact | typeof LATE

export type KeychainFact =
  | { readonly kind: 'works' }
  /** Linux alone: the keyring is reached over the session bus. */
  | { readonly kind: 'no-bus' }
  | { readonly kind: 'no-service' }
  /** There is a service, and no keyring in it yet: the first key makes one. */
  | { readonly kind: 'no-keyring' }
  | { readonly kind: 'locked' }
  | { readonly kind: 'timed-out' }
  /** `detail` is the system's word. */
  | { readonly kind: 'failed'; readonly detail: string }

/** Of the files that hold tokens. */
export interface TokenFilesFact {
  readonly total: number
  readonly missing: number
  /** How many somebody else may read. */
  readonly open: number
}

export type EndpointFact =
  | { readonly kind: 'serving'; readonly port: number; readonly files: TokenFilesFact }
  /** It is open, and yet nothing answered. */
  | { readonly kind: 'silent'; readonly port: number }
  | { readonly kind: 'down'; readonly why: Explanation }
  /** Seen from outside: nobody has the port, which is null before the first start. */
  | { readonly kind: 'not-running'; readonly port: number | null }
  /** Seen from outside: who answers is not Understudy. */
  | { readonly kind: 'stranger'; readonly port: number }

/** An STS that identities use. */
export interface StsTarget {
  readonly region: string
  readonly url: string
  /** Whether it is AWS's own for the Region. */
  readonly isAws: boolean
  /** Whether it is asked only while another one can't be reached. */
  readonly isFallback: boolean
}

export type StsAnswer =
  /** `skew`: ms by which AWS's clock is ahead of this computer's; null where the answer had no date. */
  | { readonly kind: 'answered'; readonly skew: number | null }
  | { readonly kind: 'stranger'; readonly status: number }
  | {
      readonly kind: 'failed'
      readonly reason: 'dns' | 'tls' | 'proxy' | 'timed-out' | 'offline' | 'unreachable'
      /** The system's word: ERR_NAME_NOT_RESOLVED. */
      readonly detail: string
    }

export interface StsFact {
  readonly target: StsTarget
  readonly answer: Told<StsAnswer>
}

/** Of a Linux desktop. */
export interface BusFacts {
  readonly session: boolean
  readonly tray: Told<boolean>
  readonly notifications: Told<boolean>
}

export interface ShortcutFact {
  /** As people write it; null where none is chosen. */
  readonly keys: string | null
  readonly why: Explanation | null
  /** False where only the running app can tell. */
  readonly isSeen: boolean
}

/** `newer`: a later Understudy has written them, and this one does not start. `broken`: `reason` says what is wrong. */
export type UnreadableSettings =
  | { readonly kind: 'newer' }
  | { readonly kind: 'broken'; readonly reason: string }

export interface SettingsFact {
  readonly folder: string
  /** Why nothing can be written there, in the system's word; null where that works. */
  readonly unwritable: string | null
  /** Null where the file can be read, or is not there. */
  readonly unreadable: UnreadableSettings | null
}

export type AwsFilesFact = Pick<AwsFilesView, 'why' | 'warnings'> & {
  readonly profiles: readonly { readonly name: string; readonly why: Explanation | null }[]
}

/** All that was found out. */
export interface Facts {
  readonly keychain: Told<KeychainFact>
  /** Null where the system has no such thing. */
  readonly bus: Told<BusFacts> | null
  readonly endpoint: Told<EndpointFact>
  readonly sts: readonly StsFact[]
  /** How STS is reached, each way once: DIRECT, or `PROXY host:port`. */
  readonly proxies: Told<readonly string[]>
  /** Its path; null where there is none. */
  readonly curl: Told<string | null>
  readonly awsFiles: Told<AwsFilesFact>
  readonly shortcut: ShortcutFact
  readonly settings: Told<SettingsFact>
}

export function awsFilesFact({ why, warnings, profiles }: AwsFilesView): AwsFilesFact {
  return { why, warnings, profiles: profiles.map(each => ({ name: each.profile.name, why: each.why })) }
}
