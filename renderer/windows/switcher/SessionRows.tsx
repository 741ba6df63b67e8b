import { Autocomplete } from '@base-ui/react/autocomplete'
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, type Ref, useImperativeHandle, useLayoutEffect, useMemo, useRef } from 'react'
import type { SessionId } from '../../../main/core/sessions/session.ts'
import type { SessionView, Snapshot } from '../../../main/core/snapshot/snapshot.ts'
import { wordsOf } from '../../fold.ts'
import { SessionOption } from './SessionOption.tsx'
import styles from './Switcher.module.css'

/** Of a row, as in the style sheet (px). */
const ROW = 48
const PADDING = 6

export interface SessionRowsHandle {
  /** Brings a row into sight. */
  readonly scrollTo: (index: number) => void
}

interface Props {
  readonly ref: Ref<SessionRowsHandle>
  readonly snapshot: Snapshot
  readonly found: readonly SessionId[]
  readonly views: ReadonlyMap<SessionId, SessionView>
  readonly query: string
  readonly onChoose: (id: SessionId) => void
}

/** The sessions that were found, of which only those in sight are in the page. Drawn anew for other ones, not for another mark. */
export const SessionRows = memo(function SessionRows(props: Props) {
  const { ref, snapshot, found, views, query, onChoose } = props
  const list = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: found.length,
    getScrollElement: () => list.current,
    estimateSize: () => ROW,
    overscan: 2,
    paddingStart: PADDING,
    paddingEnd: PADDING,
    scrollPaddingStart: PADDING,
    scrollPaddingEnd: PADDING,
    // So that the first paint has rows already.
    initialRect: { width: 640, height: 340 },
  })
  useImperativeHandle(ref, () => ({ scrollTo: at => rows.scrollToIndex(at) }), [rows])
  // What was found for other words begins at its top.
  useLayoutEffect(() => {
    if (list.current !== null && query !== null) list.current.scrollTop = 0
  }, [query])
  const words = useMemo(() => wordsOf(query), [query])
  const needCode = useMemo(
    () => new Set(snapshot.prompts.flatMap(prompt => prompt.sessions)),
    [snapshot.prompts],
  )
  return (
    <Autocomplete.List
      ref={list}
      className={styles.list}
      aria-label="Sessions"
      data-empty={found.length === 0}
    >
      <div role="presentation" className={styles.all} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start, key }) => {
          const id = found[index]
          const view = id === undefined ? undefined : views.get(id)
          if (view === undefined) return null
          return (
            <SessionOption
              key={key}
              view={view}
              index={index}
              count={found.length}
              top={start}
              words={words}
              keychain={snapshot.keychain}
              needsCode={needCode.has(view.session.name)}
              onChoose={onChoose}
            />
          )
        })}
      </div>
    </Autocomplete.List>
  )
})
