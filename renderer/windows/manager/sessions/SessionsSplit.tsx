import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { SessionId } from '../../../../main/core/sessions/session.ts'
import type { Snapshot } from '../../../../main/core/snapshot/snapshot.ts'
import { catalogOf } from '../../../catalog.ts'
import { Unseen } from '../../../components/Unseen.tsx'
import { findSessions, indexSessions } from '../../../find-sessions.ts'
import { NothingFound, nothingMatches } from '../NothingFound.tsx'
import type { WantedSession } from '../shell/use-shell.ts'
import { SearchField } from './SearchField.tsx'
import { SessionList } from './SessionList.tsx'
import { type PaneProps, SessionPane } from './SessionPane.tsx'
import type { RowActions } from './SessionRow.tsx'
import styles from './SessionsSplit.module.css'
import { selectionAfter } from './selection.ts'
import { placeAfterMove, rowsOf, sectionsOf } from './session-rows.ts'
import { useListView } from './use-list-view.ts'
import { useNarrow } from './use-narrow.ts'

interface Props extends Pick<PaneProps, 'open'> {
  readonly snapshot: Snapshot
  readonly wanted: WantedSession | null
}

/** The list, and beside it the session that is selected in it. */
export function SessionsSplit({ snapshot, wanted: asked, open }: Props) {
  const { run } = window.understudy
  const [view, changeView] = useListView()
  const [filter, setFilter] = useState('')
  const [said, say] = useState('')
  const [isOpened, setOpened] = useState(false)
  const [listWish, setListWish] = useState(0)
  const split = useRef<HTMLDivElement>(null)
  const wantsPane = useRef(false)
  const isNarrow = useNarrow()
  const catalog = useMemo(() => catalogOf(snapshot), [snapshot])
  const rows = useMemo(() => rowsOf(snapshot), [snapshot])
  const isFiltered = filter.trim() !== ''
  const index = useMemo(() => indexSessions(snapshot), [snapshot])
  const found = useMemo(() => {
    const ids = rows.map(each => each.id)
    // In the order of the list: the switcher has the best one first, and here each keeps its place.
    const those = new Set(findSessions(index, ids, filter))
    return rows.filter(each => those.has(each.id))
  }, [rows, index, filter])
  const sections = useMemo(() => sectionsOf(found), [found])

  const order = snapshot.sessions.map(each => each.session.id)
  const usual = snapshot.sessions.find(each => each.current)?.session.id ?? sections[0]?.rows[0]?.id ?? null
  const wanted = view.selected !== null && order.includes(view.selected) ? view.selected : usual
  // What is searched for is shown as it is found.
  const isHidden = isFiltered && !found.some(each => each.id === wanted)
  const selected = isHidden ? (sections[0]?.rows[0]?.id ?? null) : wanted
  const shown = snapshot.sessions.find(each => each.session.id === selected) ?? null

  const select = (id: SessionId) => changeView({ selected: id })
  const before = useRef(order)
  useLayoutEffect(() => {
    const next = selectionAfter(before.current, order, view.selected)
    before.current = order
    if (next !== view.selected) changeView({ selected: next })
  })
  const openPane = (id: SessionId) => {
    select(id)
    setOpened(true)
    wantsPane.current = true
  }
  const answered = useRef<WantedSession | null>(null)
  useEffect(() => {
    if (asked === null || asked === answered.current) return
    answered.current = asked
    setFilter('')
    openPane(asked.id)
  })
  const close = () => {
    setOpened(false)
    setListWish(before => before + 1)
  }
  const move = (id: SessionId, direction: 'up' | 'down') => {
    const section = sectionsOf(rows).find(each => each.rows.some(row => row.id === id))
    const place = section === undefined ? null : placeAfterMove(id, direction, section, order)
    if (section === undefined || place === null) return
    void run.moveSession({ id, before: place.before })
    const at = section.rows.findIndex(each => each.id === id) + (direction === 'up' ? 0 : 2)
    say(`${section.rows.find(each => each.id === id)?.name}: ${at} of ${section.rows.length}`)
  }
  const drop = (id: SessionId, before: SessionId | null) => {
    const last = sections.find(each => each.rows.some(row => row.id === id))?.rows.at(-1)?.id
    const behind = last === undefined ? null : (order[order.indexOf(last) + 1] ?? null)
    void run.moveSession({ id, before: before ?? behind })
  }
  const toggle = (key: string) =>
    changeView({
      collapsed: view.collapsed.includes(key)
        ? view.collapsed.filter(each => each !== key)
        : [...view.collapsed, key],
    })
  const actions = useStable<RowActions>({
    // Where the list goes for it, the keyboard goes along.
    select: id => (isNarrow ? openPane(id) : select(id)),
    start: id => void run.startSession({ id }),
    stop: id => void run.stopSession({ id }),
    makeCurrent: id => void run.switchTo({ id }),
  })

  useEffect(() => {
    const first = wantsPane.current
      ? split.current?.querySelector<HTMLElement>('[data-actions] button')
      : null
    if (!first) return
    wantsPane.current = false
    first.focus()
  })

  const isListSeen = !isNarrow || !isOpened || shown === null
  const isPaneSeen = shown !== null && (!isNarrow || isOpened)
  return (
    <div ref={split} className={styles.split} data-covers={isNarrow && isPaneSeen}>
      <div className={styles.list} hidden={!isListSeen}>
        <SearchField
          value={filter}
          found={isFiltered ? `${found.length} of ${rows.length}` : ''}
          onChange={setFilter}
          onDown={() => setListWish(before => before + 1)}
          onEnter={() => (selected === null ? undefined : openPane(selected))}
        />
        {found.length === 0 ? (
          <div className={styles.none}>
            <NothingFound said={nothingMatches(filter)} onClear={() => setFilter('')} />
          </div>
        ) : (
          <SessionList
            sections={sections}
            collapsed={isFiltered ? NONE : view.collapsed}
            selected={selected}
            query={filter.trim()}
            canMove={!isFiltered}
            actions={actions}
            focusWish={listWish}
            onToggle={toggle}
            onStep={select}
            onOpen={openPane}
            onMove={(id, direction) => (isFiltered ? undefined : move(id, direction))}
            onDrop={drop}
          />
        )}
        <Unseen>
          <span role="status">{said}</span>
        </Unseen>
      </div>
      {isPaneSeen ? (
        <SessionPane
          key={shown.session.id}
          view={shown}
          snapshot={snapshot}
          catalog={catalog}
          open={open}
          onShow={openPane}
          onMove={direction => move(shown.session.id, direction)}
          onBack={isNarrow ? close : null}
        />
      ) : null}
    </div>
  )
}

const NONE: readonly string[] = []

/** The same object for as long as the component is there, with what it was given last: so that no row is drawn anew. */
function useStable<T extends RowActions>(actions: T): RowActions {
  const latest = useRef(actions)
  useEffect(() => {
    latest.current = actions
  })
  const [stable] = useState<RowActions>(() => ({
    select: id => latest.current.select(id),
    start: id => latest.current.start(id),
    stop: id => latest.current.stop(id),
    makeCurrent: id => latest.current.makeCurrent(id),
  }))
  return stable
}
