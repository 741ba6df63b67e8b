import type { ReleaseFile } from '../core/updates/release.ts'

type Headers = Readonly<Record<string, readonly string[] | undefined>>

/** What is used of Electron's session that downloads. */
export interface DownloadSession {
  readonly webRequest: {
    onHeadersReceived(
      listener:
        | ((
            details: {
              readonly url: string
              readonly statusCode: number
              readonly responseHeaders?: Headers
            },
            callback: (response: { cancel?: boolean }) => void,
          ) => void)
        | null,
    ): void
  }
}

export interface Abortable {
  /** Does nothing to one that has ended. */
  abort(): void
}

/** `wrong-file`: it is not what was signed. `unreachable`: it can't be had in this way. */
export interface Objection {
  readonly reason: 'wrong-file' | 'unreachable'
  readonly detail: string
}

const MOST_REDIRECTS = 5

/**
 * Holds a download to what was signed. electron-updater looks at the checksum when all is there, and takes whatever
 * comes before: it follows redirects without end, and what was cancelled goes on in the background.
 */
export class DownloadGuard {
  readonly #session: DownloadSession
  readonly #requests = new Set<Abortable>()
  #objection: Objection | null = null

  constructor(session: DownloadSession) {
    this.#session = session
  }

  /** Why it has ended a download; null where it has not. */
  get objection(): Objection | null {
    return this.#objection
  }

  begin(file: Pick<ReleaseFile, 'size'>): void {
    let redirects = 0
    this.#objection = null
    this.#session.webRequest.onHeadersReceived((details, callback) => {
      const { url, statusCode, responseHeaders = {} } = details
      const isRedirect = statusCode >= 300 && statusCode < 400
      if (isRedirect) redirects += 1
      this.#objection ??=
        redirects > MOST_REDIRECTS
          ? unreachable('it leads from one address to the next')
          : isRedirect
            ? whyNotThere(url, headerOf(responseHeaders, 'location'))
            : statusCode === 200
              ? whyNotSize(headerOf(responseHeaders, 'content-length'), file.size)
              : null
      callback({ cancel: this.#objection !== null })
    })
  }

  /** A request that was made since. */
  add(request: Abortable): void {
    this.#requests.add(request)
  }

  /** Ends what is still under way. */
  end(): void {
    this.#session.webRequest.onHeadersReceived(null)
    for (const request of this.#requests) request.abort()
    this.#requests.clear()
  }
}

function headerOf(headers: Headers, name: string): string | null {
  const found = Object.entries(headers).find(([each]) => each.toLowerCase() === name)
  return found?.[1]?.[0] ?? null
}

/** What has begun over TLS goes on so. */
function whyNotThere(from: string, location: string | null): Objection | null {
  const to = location === null || !URL.canParse(location, from) ? null : new URL(location, from)
  const isSafe = to !== null && (to.protocol === 'https:' || to.protocol === new URL(from).protocol)
  return isSafe ? null : unreachable('it leads to where there is no TLS')
}

function whyNotSize(length: string | null, size: number): Objection | null {
  // Then nothing would say how far it is, nor end it where it goes on and on.
  if (length === null) return unreachable('its server does not tell how long it is')
  return Number(length) === size ? null : { reason: 'wrong-file', detail: `${length} bytes` }
}

function unreachable(detail: string): Objection {
  return { reason: 'unreachable', detail }
}
