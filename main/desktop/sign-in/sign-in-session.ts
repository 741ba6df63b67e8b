import type { Session } from 'electron'
import { browserOnly } from './page-words.ts'
import { isForAws, samlResponseIn } from './saml-post.ts'

/** Schemes that stay within a page, or go where only the holder of the host's certificate answers. */
const ALLOWED = new Set(['https:', 'wss:', 'blob:', 'data:'])

export interface SignInEvents {
  readonly assertion: (assertion: string) => void
  /** The page in the window was about to go where it may not, or to post something else to AWS. */
  readonly refused: (reason: 'not-allowed' | 'unreadable', detail: string) => void
}

/**
 * Lets the pages of a company's sign-in reach what they need over https, and nothing of this computer. What one of
 * them would post to AWS is told here and never sent.
 */
export function fenceSignIn(session: Session, on: SignInEvents): void {
  session.webRequest.onBeforeRequest(({ method, url, uploadData, resourceType }, answer) => {
    const isWhole = resourceType === 'mainFrame'
    if (!isForAws(method, url)) {
      const isAllowed = URL.canParse(url) && ALLOWED.has(new URL(url).protocol)
      answer({ cancel: !isAllowed })
      if (!isAllowed && isWhole) on.refused('not-allowed', placeOf(url))
      return
    }
    answer({ cancel: true })
    const assertion = samlResponseIn(uploadData ?? [])
    if (assertion !== null) on.assertion(assertion)
    else if (isWhole) on.refused('unreadable', '')
  })
  // Some companies refuse what names itself as anything but a browser.
  session.setUserAgent(browserOnly(session.getUserAgent()))
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', event => event.preventDefault())
}

/** Without its path, which may hold what is nobody's business. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'no address'
  const { origin, protocol } = new URL(url)
  return origin === 'null' ? protocol : origin
}
