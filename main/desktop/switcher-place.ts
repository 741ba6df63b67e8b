/** Where a window of this size goes on a screen: in the middle, a little above it, where eyes rest (px). */
export function switcherPlace(
  size: { readonly width: number; readonly height: number },
  screen: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): { readonly x: number; readonly y: number } {
  return {
    x: Math.round(screen.x + (screen.width - size.width) / 2),
    y: Math.round(screen.y + Math.max(0, screen.height - size.height) / 3),
  }
}
