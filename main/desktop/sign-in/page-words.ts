/** A browser's user agent as Chromium says it, without what Electron and the app add. */
export function browserOnly(userAgent: string): string {
  return userAgent.replace(/ (?:Electron|understudy)\/\S+/gi, '')
}

/**
 * What stands above a sign-in page: its host first, whatever the page calls itself, since whoever types a password
 * must see where it goes.
 */
export function pageTitle(url: string, provider: string): string {
  return `${hostOf(url) ?? 'A page without a host'} – ${provider}`
}

/** That of a `blob:` page is its maker's. */
function hostOf(url: string): string | null {
  if (!URL.canParse(url)) return null
  const { origin } = new URL(url)
  return origin === 'null' ? null : new URL(origin).host
}
