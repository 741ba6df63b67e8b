/** Whether each word of what was typed is somewhere in the text, which is in lower case. */
export function matches(typed: string, text: string): boolean {
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every(word => text.includes(word))
}
