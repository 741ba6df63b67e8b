import type { Session } from 'electron'
import { browserOnly } from './page-words.ts'
import { isForAws, samlResponseIn } from './saml-post.ts'

/** Schemes that stay within a page, or go where only the holder of the host's certificate answers. */
const ALLOWED = new Set(['https:', 'wss:', 'blob:', 'data:'])

/**
 * Lets the pages of a company's sign-in reach what they need over https, and nothing of this computer. What one of
 * them would post to AWS is told here and never sent.
 */
export function fenceSignIn(session: Session, onAssertion: (assertion: string) => void): void {
  session.webRequest.onBeforeRequest((details, answer) => {
    const { method, url, uploadData } = details
    if (!isForAws(method, url))
      return answer({ cancel: !URL.canParse(url) || !ALLOWED.has(new URL(url).protocol) })
    answer({ cancel: true })
    const assertion = samlResponseIn(uploadData ?? [])
    if (assertion !== null) onAssertion(assertion)
  })
  // Some companies refuse what names itself as anything but a browser.
  session.setUserAgent(browserOnly(session.getUserAgent()))
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', event => event.preventDefault())
}
