/** To the heading, so that a screen reader says where one is and Tab goes on from there. */
export function focusHeading(main: HTMLElement | null): void {
  const heading = main?.querySelector('h1')
  if (heading === null || heading === undefined) return
  heading.tabIndex = -1
  heading.focus()
}
