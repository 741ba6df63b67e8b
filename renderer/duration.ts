import { showLeft } from './time.ts'

const PARTS = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/

/**
 * A time as people write it: "1h", "90m", "1 h 30 min", and a bare number as seconds. Null where nothing was typed; what
 * is no time is sent as one that is not whole, so that the sentence comes from where the limits are.
 */
export function toSeconds(typed: string): number | null {
  const text = typed.toLowerCase().replace(/\s+/g, '')
  if (text === '') return null
  if (/^\d+$/.test(text)) return Number(text)
  const short = text
    .replace(/hours?|hrs?/g, 'h')
    .replace(/minutes?|mins?/g, 'm')
    .replace(/seconds?|secs?/g, 's')
  const match = PARTS.exec(short)
  if (match === null) return 0.5
  const [, hours = '0', minutes = '0', seconds = '0'] = match
  return Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)
}

/** "= 1 h 30 min", behind what was typed; empty where that says as much, or is no time. */
export function echoOf(typed: string): string {
  const seconds = toSeconds(typed)
  if (seconds === null || !Number.isInteger(seconds)) return ''
  const rest = seconds % 60
  if (seconds < 120 || rest === 0) return `= ${showLeft(seconds * 1_000)}`
  return `= ${showLeft((seconds - rest) * 1_000)} ${rest} s`
}
