import type { LeaseMinutes } from './consent/leases.ts'

/** What the user has chosen of how the app behaves. */
export interface Preferences {
  /** Whether session tokens that cost an MFA code are kept in the keychain, so that a restart costs none. */
  readonly keepSessionTokens: boolean
  /** Whether locking the screen forgets all credentials. */
  readonly forgetOnLock: boolean
  /** Minutes without keyboard and mouse after which all credentials are forgotten; null for never. */
  readonly forgetWhenIdle: number | null
  /** What a production session is confirmed for, unless the user picks another time. */
  readonly leaseMinutes: LeaseMinutes
  /** Brings the switcher up wherever the user is, as Electron writes keys: "Alt+Shift+U"; null for none. */
  readonly shortcut: string | null
  /** What the user wants to be notified of while no window shows it. */
  readonly notifications: NotificationChoices
  readonly appearance: Appearance
  /** Whether the app looks for newer versions of itself; without a feed it never does. */
  readonly lookForUpdates: boolean
  /** The version that the user does not want to hear of again. */
  readonly skippedUpdate: string | null
  /** Whether the first steps are still shown. */
  readonly gettingStarted: boolean
}

export interface NotificationChoices {
  /** That something waits for the user: an MFA code, a question, a company's sign-in. */
  readonly codes: boolean
  /** That the lease of a production session has ended. */
  readonly leases: boolean
  /** That credentials can't be renewed. */
  readonly renewals: boolean
}

export const APPEARANCES = ['system', 'light', 'dark'] as const
export type Appearance = (typeof APPEARANCES)[number]

export const defaultPreferences: Preferences = {
  keepSessionTokens: true,
  forgetOnLock: false,
  forgetWhenIdle: null,
  leaseMinutes: 30,
  shortcut: 'Alt+Shift+U',
  notifications: { codes: true, leases: true, renewals: true },
  appearance: 'system',
  lookForUpdates: true,
  skippedUpdate: null,
  gettingStarted: true,
}

/** In minutes: what a window offers and a settings file may hold. */
export const IDLE_CHOICES = [5, 15, 30, 60, 240] as const
