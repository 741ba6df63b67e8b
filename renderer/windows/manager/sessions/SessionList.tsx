import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react'
import type { SessionId } from '../../../../main/core/sessions/session.ts'
import { Clock } from './clock.tsx'
import { type Item, idAfterKey, idByTyping, itemsOf } from './list-items.ts'
import styles from './SessionList.module.css'
import { ROW_HEIGHT, type RowActions, SessionRow } from './SessionRow.tsx'
import type { Section } from './session-rows.ts'
import { useDrag } from './use-drag.ts'

const HEADING_HEIGHT = 32
/** Letters that come after each other within this (ms) are one word. */
const TYPING_PAUSE = 700

interface Props {
  readonly sections: readonly Section[]
  readonly collapsed: readonly string[]
  readonly selected: SessionId | null
  /** What was searched for: with it the list begins anew. */
  readonly query: string
  /** Whether the order can be changed: not while some are hidden by a search. */
  readonly canMove: boolean
  readonly actions: RowActions
  /** Changes each time that the keyboard is to go to the selected row. */
  readonly focusWish: number
  readonly onToggle: (key: string) => void
  /** Selects it; the keyboard stays in the list. */
  readonly onStep: (id: SessionId) => void
  /** Brings the keyboard to what is shown of the selected one. */
  readonly onOpen: (id: SessionId) => void
  readonly onMove: (id: SessionId, direction: 'up' | 'down') => void
  readonly onDrop: (id: SessionId, before: SessionId | null) => void
}

export function SessionList(props: Props) {
  const { sections, collapsed, selected, query, canMove, actions, focusWish } = props
  const scroller = useRef<HTMLDivElement>(null)
  const items = useMemo(() => itemsOf(sections, collapsed), [sections, collapsed])
  const rows = useMemo(() => items.flatMap(each => (each.kind === 'session' ? [each.row] : [])), [items])
  const selectedAt = items.findIndex(each => each.kind === 'session' && each.row.id === selected)
  // Where none of those that are seen is selected, the first one is where the Tab key comes to.
  const stop = selectedAt < 0 ? (rows[0]?.id ?? null) : selected
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: index => (items[index]?.kind === 'heading' ? HEADING_HEIGHT : ROW_HEIGHT),
    getItemKey: index => keyOf(items[index], index),
    overscan: 6,
    rangeExtractor: range => {
      // A row that has the keyboard has to stay, wherever the list is scrolled to.
      const seen = defaultRangeExtractor(range)
      const kept = [items.findIndex(each => each.kind === 'session' && each.row.id === stop)]
      return [...new Set([...seen, ...kept.filter(each => each >= 0)])].sort((one, two) => one - two)
    },
  })
  // The sizes of the lines are known, and change places with them.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => virtualizer.measure(), [items, virtualizer])

  const isWished = useRef(false)
  const lastWish = useRef(focusWish)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another one may be at the same place
  useEffect(() => {
    // With the first one of the list its heading comes into view too.
    if (selectedAt >= 0) virtualizer.scrollToIndex(selectedAt === 1 ? 0 : selectedAt, { align: 'auto' })
  }, [selected, selectedAt, query, virtualizer])
  useEffect(() => {
    if (lastWish.current !== focusWish) isWished.current = true
    lastWish.current = focusWish
    if (!isWished.current) return
    const row = scroller.current?.querySelector<HTMLElement>(`[data-session="${CSS.escape(stop ?? '')}"]`)
    if (!row) return
    isWished.current = false
    row.focus({ preventScroll: true })
  })

  const typing = useRef({ text: '', at: 0 })
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const isRow = event.target instanceof HTMLElement && event.target.dataset['session'] !== undefined
    if (!isRow || event.ctrlKey || event.metaKey || stop === null) return
    if (event.altKey) {
      const direction = event.key === 'ArrowUp' ? 'up' : event.key === 'ArrowDown' ? 'down' : null
      if (direction === null) return
      event.preventDefault()
      isWished.current = true
      return props.onMove(stop, direction)
    }
    if (event.key === 'Enter') {
      event.preventDefault()
      return props.onOpen(stop)
    }
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1)
    const to = idAfterKey(
      event.key,
      rows.map(each => each.id),
      stop,
      page,
    )
    const typed = to === null ? byTyping(event) : null
    const next = to ?? typed
    if (next === null) return
    event.preventDefault()
    isWished.current = true
    props.onStep(next)
  }
  const byTyping = (event: KeyboardEvent): SessionId | null => {
    if ([...event.key].length !== 1 || event.key === ' ') return null
    const before = event.timeStamp - typing.current.at < TYPING_PAUSE ? typing.current.text : ''
    typing.current = { text: before + event.key, at: event.timeStamp }
    return idByTyping(typing.current.text, rows, stop)
  }

  const seen = virtualizer.getVirtualItems()
  const drag = useDrag({
    scroller,
    items,
    tops: index => virtualizer.measurementsCache[index]?.start ?? 0,
    canMove,
    onDrop: props.onDrop,
  })
  return (
    <Clock>
      {/* The keys are those of the rows within. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: see above */}
      <div ref={scroller} className={styles.scroller} onKeyDown={onKeyDown} {...drag.handlers}>
        <div className={styles.lines} style={{ height: virtualizer.getTotalSize() }}>
          {bySection(items, seen).map(({ section, lines }) => (
            <div key={section.key}>
              {lines.map(({ item, start }) =>
                item.kind === 'heading' ? (
                  <Heading key="heading" item={item} top={start} onToggle={props.onToggle} />
                ) : null,
              )}
              <ul aria-label={section.title ?? 'Sessions'}>
                {lines.map(({ item, start }) =>
                  item.kind === 'session' ? (
                    <SessionRow
                      key={item.row.id}
                      row={item.row}
                      isSelected={item.row.id === selected}
                      isStop={item.row.id === stop}
                      at={item.at}
                      of={section.rows.length}
                      top={start}
                      actions={actions}
                    />
                  ) : null,
                )}
              </ul>
            </div>
          ))}
          {drag.line === null ? null : (
            <div className={styles.drop} style={{ transform: `translateY(${drag.line - 1}px)` }} />
          )}
        </div>
      </div>
    </Clock>
  )
}

function keyOf(item: Item | undefined, index: number): string | number {
  if (item === undefined) return index
  return item.kind === 'heading' ? `heading ${item.section.key}` : item.row.id
}

interface Lines {
  readonly section: Section
  readonly lines: { readonly item: Item; readonly start: number }[]
}

function bySection(
  items: readonly Item[],
  seen: readonly { readonly index: number; readonly start: number }[],
): readonly Lines[] {
  const sections = new Map<string, Lines>()
  for (const { index, start } of seen) {
    const item = items[index]
    if (item === undefined) continue
    const { section } = item
    const lines = sections.get(section.key)?.lines
    if (lines === undefined) sections.set(section.key, { section, lines: [{ item, start }] })
    else lines.push({ item, start })
  }
  return [...sections.values()]
}

interface HeadingProps {
  readonly item: Extract<Item, { kind: 'heading' }>
  readonly top: number
  readonly onToggle: (key: string) => void
}

function Heading({ item: { section, title, isOpen }, top, onToggle }: HeadingProps) {
  const Icon = isOpen ? ChevronDown : ChevronRight
  return (
    <h2 className={styles.heading} style={{ height: HEADING_HEIGHT, transform: `translateY(${top}px)` }}>
      <button type="button" aria-expanded={isOpen} onClick={() => onToggle(section.key)}>
        <Icon size={14} aria-hidden="true" />
        <span className={styles.title}>{title}</span>
        <span className={styles.count}>{section.rows.length}</span>
      </button>
    </h2>
  )
}
