import { join, normalize, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { App, Net, Protocol, Session, WebContents } from 'electron'

const SCHEME = 'app'
export const ORIGIN = `${SCHEME}://understudy`

const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** To be called before the app is ready: pages come from a scheme of their own and never from file://. */
export function registerScheme(protocol: Protocol): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: false } },
  ])
}

/** The file that an app:// address means, or null if that is not inside the folder. */
export function fileFor(url: string, folder: string): string | null {
  const { host, pathname } = new URL(url)
  if (host !== 'understudy') return null
  let path: string
  try {
    path = decodeURIComponent(pathname)
  } catch {
    return null
  }
  const file = normalize(join(folder, path))
  return file.startsWith(folder + sep) && !file.includes('\0') ? file : null
}

/** Serves the renderer's files to a session, and lets it reach nothing else. */
export function fence(session: Session, net: Net, folder: string): void {
  session.protocol.handle(SCHEME, async request => {
    const file = request.method === 'GET' ? fileFor(request.url, folder) : null
    if (file === null) return new Response('Not found', { status: 404 })
    try {
      const response = await net.fetch(pathToFileURL(file).href, { bypassCustomProtocolHandlers: true })
      const headers = new Headers(response.headers)
      headers.set('Content-Security-Policy', CSP)
      headers.set('X-Content-Type-Options', 'nosniff')
      return new Response(response.body, { status: response.status, headers })
    } catch {
      return new Response('Not found', { status: 404 })
    }
  })
  session.webRequest.onBeforeRequest((details, callback) => {
    const inside = details.url.startsWith(`${ORIGIN}/`)
    // What our own handler reads has no page behind it.
    const ours = details.url.startsWith('file:') && details.webContentsId === undefined
    callback({ cancel: !inside && !ours })
  })
  // What is no request, as WebRTC's connections over TCP are none, is led to a port that nobody can have.
  void session.setProxy({ proxyRules: 'socks5://127.0.0.1:0', proxyBypassRules: '<-loopback>' })
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', event => event.preventDefault())
}

/**
 * To be called before the app is ready. Each session would fetch a dictionary from Google as soon as it is made,
 * whatever the windows ask for, and `setSpellCheckerEnabled` comes too late:
 * https://github.com/electron/electron/issues/22995
 */
export function fetchNoDictionaries(app: App): void {
  app.on('session-created', session => session.setSpellCheckerLanguages([]))
}

/**
 * No page may go anywhere, open anything or hold another page.
 * @param outside the sessions of a company's sign-in, whose pages lead from one to the next; what they reach is
 *   bounded by their session
 */
export function confineContents(app: App, outside: WeakSet<Session>): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-attach-webview', event => event.preventDefault())
    if (outside.has(contents.session)) return
    contents.on('will-navigate', event => event.preventDefault())
    contents.on('will-frame-navigate', event => event.preventDefault())
    contents.on('will-redirect', event => event.preventDefault())
  })
}
