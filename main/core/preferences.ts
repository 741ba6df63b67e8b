/** What the user has chosen of how the app behaves. */
export interface Preferences {
  /** Whether session tokens that cost an MFA code are kept in the keychain, so that a restart costs none. */
  readonly keepSessionTokens: boolean
  /** Whether locking the screen forgets all credentials. */
  readonly forgetOnLock: boolean
  /** Minutes without keyboard and mouse after which all credentials are forgotten; null for never. */
  readonly forgetWhenIdle: number | null
}

export const defaultPreferences: Preferences = {
  keepSessionTokens: true,
  forgetOnLock: false,
  forgetWhenIdle: null,
}

/** In minutes: what a window offers and a settings file may hold. */
export const IDLE_CHOICES = [5, 15, 30, 60, 240] as const
