/**
 * A whole number as it was typed; null where nothing was. What is no number is sent as one that is not whole, so that
 * the sentence comes from where the limits are.
 */
export function toWhole(typed: string): number | null {
  const text = typed.trim()
  return text === '' ? null : /^\d+$/.test(text) ? Number(text) : 0.5
}
