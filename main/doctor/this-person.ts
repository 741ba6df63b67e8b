import { homedir, userInfo } from 'node:os'
import type { Person } from '../core/doctor/mask.ts'

export function thisPerson(): Person {
  return { home: homedir(), userName: userName() }
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // The system knows no name for this user, as in some containers: then there is none to hide.
    return ''
  }
}
