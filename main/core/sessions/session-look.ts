import { type Problem, problem } from '../failures/problem.ts'

/**
 * The colors that the AWS Management Console offers for an account, under its own names, so that both can look alike.
 * Source: AWS Management Console, "Customizing the account color".
 */
export const SESSION_COLORS = [
  'pink',
  'purple',
  'darkBlue',
  'lightBlue',
  'teal',
  'green',
  'yellow',
  'orange',
  'red',
] as const
export type SessionColor = (typeof SESSION_COLORS)[number]

/** How a session is shown, and where: nothing of it goes to AWS. */
export interface SessionLook {
  readonly color: SessionColor | null
  /** Sessions of one group stand together; null for none. */
  readonly group: string | null
  /** Always in the tray's menu, before those that were used last. */
  readonly pinned: boolean
}

export const DEFAULT_LOOK: SessionLook = { color: null, group: null, pinned: false }

/** A group's name has to fit a line (characters). */
const LONGEST_GROUP = 64

export function checkLook({ group }: SessionLook): readonly Problem[] {
  if (group === null) return []
  if (group.trim() !== group || group === '')
    return problem('group', 'A group’s name has no space before or after it, and is not empty.')
  if ([...group].length > LONGEST_GROUP || /\p{Cc}/u.test(group))
    return problem('group', `A group’s name has at most ${LONGEST_GROUP} characters, on one line.`)
  return []
}
