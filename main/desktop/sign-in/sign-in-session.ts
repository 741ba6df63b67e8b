import type { Session } from 'electron'
import { browserOnly } from './page-words.ts'
import { isForAws, samlResponseIn } from './saml-post.ts'

/**
 * Added to every page: all that a page is used to, but for boxes. Printing is one of those, and nothing else keeps the
 * system's dialog for it from coming up out of a page that nobody sees.
 */
const POLICY =
  'sandbox allow-forms allow-popups allow-same-origin allow-scripts allow-storage-access-by-user-activation allow-top-navigation'

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
    // Not what a frame of somebody else's, or a script, would have AWS believe: it is the page that goes there.
    if (!isWhole) return
    const assertion = samlResponseIn(uploadData ?? [])
    if (assertion !== null) on.assertion(assertion)
    else on.refused('unreadable', '')
  })
  session.webRequest.onBeforeSendHeaders(({ requestHeaders }, answer) =>
    // It would go on without its page, and could give pages of its own making, without our policy.
    answer({ cancel: requestHeaders['Service-Worker'] === 'script' }),
  )
  session.webRequest.onHeadersReceived(({ responseHeaders, resourceType }, answer) =>
    answer(
      resourceType === 'mainFrame' || resourceType === 'subFrame'
        ? { responseHeaders: withPolicy(responseHeaders ?? {}) }
        : {},
    ),
  )
  // Some companies refuse what names itself as anything but a browser.
  session.setUserAgent(browserOnly(session.getUserAgent()))
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', event => event.preventDefault())
}

/** Beside those that the page brings: all of them hold. */
function withPolicy(headers: Record<string, string[]>): Record<string, string[]> {
  const name =
    Object.keys(headers).find(each => each.toLowerCase() === 'content-security-policy') ??
    'Content-Security-Policy'
  return { ...headers, [name]: [...(headers[name] ?? []), POLICY] }
}

/** Without its path, which may hold what is nobody's business. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'no address'
  const { origin, protocol } = new URL(url)
  return origin === 'null' ? protocol : origin
}
