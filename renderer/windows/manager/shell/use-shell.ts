import { type RefObject, useEffect, useRef, useState } from 'react'
import { type PageName, pageNames } from '../../../../preload/contract.ts'
import { shellActOf } from './shell-keys.ts'

interface Shell {
  readonly page: PageName
  readonly show: (page: PageName) => void
  readonly nav: RefObject<HTMLDivElement | null>
  readonly main: RefObject<HTMLElement | null>
}

/** Which page is shown, by click, by key and by the main process; and where the keyboard is then. */
export function useShell(): Shell {
  const [page, setPage] = useState<PageName>(wantedAtFirst)
  const nav = useRef<HTMLDivElement>(null)
  const main = useRef<HTMLElement>(null)
  useEffect(() => window.understudy.onPage(setPage), [])
  const shown = useRef(page)
  useEffect(() => {
    if (shown.current === page) return
    shown.current = page
    toPage(main.current)
  }, [page])
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const act = shellActOf(event, window.understudy.platform)
      // What is over the window comes first.
      if (act === null || event.defaultPrevented || document.querySelector('dialog[open]') !== null) return
      event.preventDefault()
      if (act.kind === 'page') setPage(act.page)
      else if (main.current?.contains(document.activeElement) === true) toNav(nav.current)
      else toPage(main.current)
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
  return { page, show: setPage, nav, main }
}

/** The page that the window was opened for. */
function wantedAtFirst(): PageName {
  const wanted = decodeURIComponent(window.location.hash.slice(1))
  return pageNames.find(name => name === wanted) ?? 'Sessions'
}

/** To the heading, so that a screen reader says where one is and Tab goes on from there. */
function toPage(main: HTMLElement | null): void {
  const heading = main?.querySelector('h1')
  if (heading === null || heading === undefined) return
  heading.tabIndex = -1
  heading.focus()
}

function toNav(nav: HTMLElement | null): void {
  nav?.querySelector<HTMLElement>('[aria-current="page"]')?.focus()
}
