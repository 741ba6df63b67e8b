import { type PointerEvent, type RefObject, useRef, useState } from 'react'
import type { SessionId } from '../../../../main/core/sessions/session.ts'
import type { Item } from './list-items.ts'
import { ROW_HEIGHT } from './SessionRow.tsx'

/** So far (px) a pointer goes in a click that was no more than that. */
const CLICK = 6

interface Parts {
  readonly scroller: RefObject<HTMLElement | null>
  readonly items: readonly Item[]
  /** Where a line of the list begins (px). */
  readonly tops: (index: number) => number
  readonly canMove: boolean
  readonly onDrop: (id: SessionId, before: SessionId | null) => void
}

interface Held {
  readonly id: SessionId
  readonly section: string
  readonly y: number
}

/** Lets a session be dragged to another place among those that it stands with. */
export function useDrag({ scroller, items, tops, canMove, onDrop }: Parts) {
  const held = useRef<Held | null>(null)
  /** The place where it would go: before which line of the list. */
  const [line, setLine] = useState<{ readonly top: number; readonly at: number } | null>(null)
  const isDropped = useRef(false)
  const lineAt = (y: number, { section }: Held) => {
    const box = scroller.current?.getBoundingClientRect()
    const within = y - (box?.top ?? 0) + (scroller.current?.scrollTop ?? 0)
    const places = items.flatMap((item, at) =>
      item.kind === 'session' && item.section.key === section ? [{ at, top: tops(at) }] : [],
    )
    const last = places.at(-1)
    if (last === undefined) return null
    const all = [...places, { at: last.at + 1, top: last.top + ROW_HEIGHT }]
    return all.reduce((best, each) =>
      Math.abs(each.top - within) < Math.abs(best.top - within) ? each : best,
    )
  }
  const end = () => {
    held.current = null
    setLine(null)
  }
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-session]') : null
    const item = items.find(each => each.kind === 'session' && each.row.id === row?.dataset['session'])
    isDropped.current = false
    if (!canMove || event.button !== 0 || item?.kind !== 'session') return
    held.current = { id: item.row.id, section: item.section.key, y: event.clientY }
  }
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const what = held.current
    if (what === null || (line === null && Math.abs(event.clientY - what.y) < CLICK)) return
    // From now on, so that a click goes to what is clicked on.
    if (line === null) event.currentTarget.setPointerCapture(event.pointerId)
    scrollAtEdge(event, scroller.current)
    setLine(lineAt(event.clientY, what))
  }
  const onPointerUp = () => {
    const what = held.current
    if (what !== null && line !== null) {
      isDropped.current = true
      const target = items[line.at]
      const last = items[line.at - 1]
      const isSame = (item: Item | undefined) => item?.kind === 'session' && item.row.id === what.id
      if (!isSame(target) && !isSame(last)) onDrop(what.id, beforeOf(items, line.at, what))
    }
    end()
  }
  // A row is not selected by being dropped.
  const onClickCapture = (event: { stopPropagation: () => void }) => {
    if (isDropped.current) event.stopPropagation()
    isDropped.current = false
  }
  return {
    line: line?.top ?? null,
    handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: end, onClickCapture },
  }
}

/** The session of its section that stands there; null for the section's end. */
function beforeOf(items: readonly Item[], at: number, { section }: Held): SessionId | null {
  const item = items[at]
  return item?.kind === 'session' && item.section.key === section ? item.row.id : null
}

function scrollAtEdge({ clientY }: PointerEvent, scroller: HTMLElement | null): void {
  if (scroller === null) return
  const { top, bottom } = scroller.getBoundingClientRect()
  if (clientY < top + 24) scroller.scrollTop -= 12
  if (clientY > bottom - 24) scroller.scrollTop += 12
}
