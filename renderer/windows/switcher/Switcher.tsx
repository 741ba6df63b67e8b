import { Autocomplete } from '@base-ui/react/autocomplete'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { SessionId } from '../../../main/core/sessions/session.ts'
import type { Snapshot } from '../../../main/core/snapshot/snapshot.ts'
import { Button } from '../../components/Button.tsx'
import { Message } from '../../components/Message.tsx'
import { Unseen } from '../../components/Unseen.tsx'
import { findSessions, indexSessions } from '../../find-sessions.ts'
import { ActionsMenu } from './ActionsMenu.tsx'
import { actionsOf, isPressed, MENU_KEY, pressedAction } from './actions.ts'
import { Footer } from './Footer.tsx'
import { NoMatch } from './NoMatch.tsx'
import { keepOrder, orderOf } from './order.ts'
import { SearchField } from './SearchField.tsx'
import { SessionRows, type SessionRowsHandle } from './SessionRows.tsx'
import styles from './Switcher.module.css'
import { useAct } from './use-act.ts'
import { useKeys } from './use-keys.ts'

export function Switcher({ snapshot }: { readonly snapshot: Snapshot }) {
  const { run, platform } = window.understudy
  const [query, setQuery] = useState('')
  const [markedId, setMarkedId] = useState<SessionId | null>(null)
  const [hasMenu, setMenu] = useState(false)
  // The window may come up under a pointer that nobody uses: what it rests on is not to look chosen.
  const [isPointing, setPointing] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const rows = useRef<SessionRowsHandle>(null)
  const [firstOrder] = useState(() => orderOf(snapshot))

  const views = useMemo(
    () => new Map(snapshot.sessions.map(view => [view.session.id, view])),
    [snapshot.sessions],
  )
  const index = useMemo(() => indexSessions(snapshot), [snapshot])
  const order = useMemo(() => keepOrder(firstOrder, snapshot), [firstOrder, snapshot])
  const found = useMemo(() => findSessions(index, order, query), [index, order, query])
  const id = markedId !== null && found.includes(markedId) ? markedId : found[0]
  const marked = id === undefined ? undefined : views.get(id)

  const { act, busy, refused, dismiss } = useAct(snapshot.endpoint)
  const focus = () => input.current?.focus()
  const choose = useCallback(
    (which: SessionId) => {
      const view = views.get(which)
      if (view !== undefined) void act('switch', view)
    },
    [views, act],
  )
  const close = () => void run.closeSwitcher({})
  const openManager = () => {
    void run.openManager({ page: 'Sessions' })
    close()
  }
  const closeMenu = () => {
    setMenu(false)
    focus()
  }
  const type = (text: string) => {
    setQuery(text)
    dismiss()
  }

  useEffect(() => {
    // The message takes room from the list.
    if (refused !== null) document.querySelector('[data-highlighted]')?.scrollIntoView({ block: 'nearest' })
  }, [refused])

  useKeys(event => {
    setPointing(false)
    const isTyping = document.activeElement === input.current
    if (document.activeElement === document.body) focus()
    if (event.key === 'Escape') {
      if (hasMenu) closeMenu()
      else if (refused !== null) dismiss()
      else if (query !== '') type('')
      else close()
      return true
    }
    if (isPressed(MENU_KEY, event, platform)) {
      if (hasMenu) closeMenu()
      else setMenu(marked !== undefined)
      return true
    }
    const kind = pressedAction(event, platform)
    if (kind === null || marked === undefined) return false
    // Elsewhere it presses the button that has the focus.
    if (kind === 'switch' && !isTyping) return false
    if (kind === 'copy-lines' && isTextSelected(input.current)) return false
    if (hasMenu) closeMenu()
    void act(kind, marked)
    return true
  })

  const actions = marked === undefined ? [] : actionsOf(marked)
  return (
    <CSPProvider disableStyleElements>
      <main
        className={styles.window}
        data-pointing={isPointing}
        onPointerMove={({ movementX, movementY }) => {
          if (movementX !== 0 || movementY !== 0) setPointing(true)
        }}
      >
        {/* The field says it to all who see it. */}
        <h1>
          <Unseen>Switch Session</Unseen>
        </h1>
        <Autocomplete.Root
          inline
          open
          virtualized
          autoHighlight="always"
          keepHighlight
          highlightItemOnHover={false}
          items={order}
          filteredItems={found}
          value={query}
          onValueChange={(text, { reason }) => {
            // A row that was chosen is not to be typed in.
            if (reason !== 'item-press') type(text)
          }}
          onItemHighlighted={(id, { reason, index: at }) => {
            setMarkedId(id ?? null)
            if (id !== undefined && reason !== 'pointer') rows.current?.scrollTo(at)
          }}
        >
          <SearchField ref={input} query={query} found={found.length} all={order.length} />
          {found.length === 0 ? (
            <NoMatch
              query={query}
              onClear={() => {
                type('')
                focus()
              }}
              onOpen={openManager}
            />
          ) : null}
          <SessionRows
            ref={rows}
            snapshot={snapshot}
            found={found}
            views={views}
            query={query}
            onChoose={choose}
          />
        </Autocomplete.Root>
        {refused === null ? null : (
          <div className={styles.refused}>
            <Message what={refused}>
              <Button
                onClick={() => {
                  dismiss()
                  focus()
                }}
              >
                Dismiss
              </Button>
            </Message>
          </div>
        )}
        <Footer
          actions={actions}
          busy={busy}
          isMenuOpen={hasMenu}
          onAct={kind => marked && void act(kind, marked)}
          onMenu={() => (hasMenu ? closeMenu() : setMenu(true))}
        />
        {hasMenu && marked !== undefined ? (
          <ActionsMenu
            name={marked.session.name}
            actions={actions}
            onAct={kind => {
              closeMenu()
              void act(kind, marked)
            }}
            onClose={closeMenu}
          />
        ) : null}
      </main>
    </CSPProvider>
  )
}

/** Of what was typed, or of a message: then Ctrl+C copies that. */
function isTextSelected(input: HTMLInputElement | null): boolean {
  if (input !== null && input.selectionStart !== input.selectionEnd) return true
  return document.getSelection()?.isCollapsed === false
}
