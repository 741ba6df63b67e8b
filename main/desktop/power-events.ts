export interface PowerEvents {
  /** The computer was asleep. */
  readonly resumed: () => void
  /** Told each time that it is locked, also when it was said to be before. */
  readonly screenLocked: (locked: boolean) => void
}
