import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import type { SessionId } from '../../../../main/core/sessions/session.ts'
import { type PageName, pageNames, type WantedPage } from '../../../../preload/contract.ts'
import { focusHeading } from './focus-heading.ts'
import { shellActOf } from './shell-keys.ts'

export interface WantedSession {
  readonly id: SessionId
}

interface Shell {
  readonly page: PageName
  /** The session that the main process wants to be selected: another object each time. */
  readonly wanted: WantedSession | null
  readonly show: (page: PageName) => void
  readonly nav: RefObject<HTMLDivElement | null>
  readonly main: RefObject<HTMLElement | null>
}

/** Which page is shown, by click, by key and by the main process; and where the keyboard is then. */
export function useShell(): Shell {
  const [first] = useState(wantedAtFirst)
  const [page, setPage] = useState(first.page)
  const [wanted, setWanted] = useState(sessionOf(first))
  // Whoever comes back to the page later finds it as they left it.
  const show = useCallback((next: PageName) => {
    setPage(next)
    setWanted(null)
  }, [])
  const nav = useRef<HTMLDivElement>(null)
  const main = useRef<HTMLElement>(null)
  useEffect(
    () =>
      window.understudy.onPage(now => {
        setPage(now.page)
        setWanted(sessionOf(now))
      }),
    [],
  )
  const shown = useRef(page)
  useEffect(() => {
    if (shown.current === page) return
    shown.current = page
    focusHeading(main.current)
  }, [page])
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const act = shellActOf(event, window.understudy.platform)
      // What is over the window comes first.
      if (act === null || event.defaultPrevented || document.querySelector('dialog[open]') !== null) return
      event.preventDefault()
      if (act.kind === 'page') show(act.page)
      else if (main.current?.contains(document.activeElement) === true) toNav(nav.current)
      else focusHeading(main.current)
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [show])
  return { page, wanted, show, nav, main }
}

/** What the window was opened for. */
function wantedAtFirst(): WantedPage {
  const [page, session] = window.location.hash.slice(1).split('/').map(decodeURIComponent)
  return {
    page: pageNames.find(name => name === page) ?? 'Sessions',
    session: session === undefined ? null : (session as SessionId),
  }
}

function sessionOf({ session }: WantedPage): WantedSession | null {
  return session === null ? null : { id: session }
}

function toNav(nav: HTMLElement | null): void {
  nav?.querySelector<HTMLElement>('[aria-current="page"]')?.focus()
}
