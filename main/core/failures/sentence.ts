/** Some of AWS's texts end without a full stop, and another sentence comes after them. */
export function asSentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`
}
