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
  /** The worst first. */
  readonly checks: readonly Check[]
  /** Where the log is. */
  readonly logFile: string
}

const order: Readonly<Record<CheckLevel, number>> = { bad: 0, warn: 1, unknown: 2, ok: 3 }

/** Those of one level stay as they are. */
export function worstFirst(checks: readonly Check[]): readonly Check[] {
  return [...checks].sort((a, b) => order[a.level] - order[b.level])
}

export function isAnyBad(checks: readonly Check[]): boolean {
  return checks.some(each => each.level === 'bad')
}

const marks: Readonly<Record<CheckLevel, string>> = {
  bad: '[problem]',
  warn: '[warning]',
  unknown: '[unknown]',
  ok: '[ok]     ',
}

/** For a terminal or a mail: a line for each, and below it what to do. */
export function textOf(checks: readonly Check[]): string {
  const line = ({ name, level, says, advice }: Check): string =>
    `${marks[level]} ${name}: ${says}\n${advice === '' ? '' : `          ${advice}\n`}`
  return checks.map(line).join('')
}
