/** Whether a part of what the app needs is there. `unknown` where this system does not tell. */
export type CheckLevel = 'ok' | 'warn' | 'bad' | 'unknown'

export interface Check {
  /** What is looked at: "Keychain". */
  readonly name: string
  readonly level: CheckLevel
  /** What was found, in a sentence. */
  readonly says: string
  /** What to do about it; empty where nothing is to be done. */
  readonly advice: string
}

export interface DoctorReport {
  readonly checks: readonly Check[]
}
