import type { Check } from './report.ts'

export function ok(name: string, says: string): Check {
  return { name, level: 'ok', says, advice: '' }
}

export function warn(name: string, says: string, advice: string): Check {
  return { name, level: 'warn', says, advice }
}

export function bad(name: string, says: string, advice: string): Check {
  return { name, level: 'bad', says, advice }
}

export function unknown(name: string, says: string, advice = ''): Check {
  return { name, level: 'unknown', says, advice }
}

/** For what has not answered within its time. */
export function late(name: string): Check {
  return unknown(name, 'This could not be told in time.', 'Look again; the computer may be busy.')
}
