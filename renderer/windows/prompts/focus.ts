/** Whether the focus is in another form of the window. */
export function isBusyElsewhere(form: HTMLFormElement | null): boolean {
  const focused = document.activeElement?.closest('form') ?? null
  return focused !== null && focused !== form
}
