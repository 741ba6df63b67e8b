import { Check, Pin } from 'lucide-react'
import { memo } from 'react'
import type { SessionId } from '../../../../main/core/sessions/session.ts'
import { Production } from '../../../components/Production.tsx'
import { SessionMark } from '../../../components/SessionMark.tsx'
import { StateShape } from '../../../components/StateMark.tsx'
import tones from '../../../components/tones.module.css'
import { Unseen } from '../../../components/Unseen.tsx'
import { showClock, showLeft } from '../../../time.ts'
import { useClock } from './clock.tsx'
import { LifeBar } from './LifeBar.tsx'
import styles from './SessionRow.module.css'
import type { RowFacts } from './session-rows.ts'

/** Its height (px), whatever the session's state: starting one moves no other. */
export const ROW_HEIGHT = 72

export interface RowActions {
  readonly select: (id: SessionId) => void
  readonly start: (id: SessionId) => void
  readonly stop: (id: SessionId) => void
  readonly makeCurrent: (id: SessionId) => void
}

interface Props {
  readonly row: RowFacts
  readonly isSelected: boolean
  /** Whether the Tab key comes to it: to one row of the list. */
  readonly isStop: boolean
  /** Its place among those that it stands with, from 1 on, and how many they are. */
  readonly at: number
  readonly of: number
  /** Where the list has it (px). */
  readonly top: number
  readonly actions: RowActions
}

export const SessionRow = memo(function SessionRow({ row, isSelected, isStop, at, of, top, actions }: Props) {
  const { id, name, on } = row
  const tabIndex = isStop ? 0 : -1
  return (
    <li
      className={styles.row}
      style={{ height: ROW_HEIGHT, transform: `translateY(${top}px)` }}
      data-selected={isSelected}
      data-production={row.production}
      aria-label={name}
      aria-setsize={of}
      aria-posinset={at}
    >
      <button
        type="button"
        className={styles.session}
        data-session={id}
        tabIndex={tabIndex}
        aria-current={isSelected}
        aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
        onClick={() => actions.select(id)}
        onDoubleClick={() => actions.makeCurrent(id)}
      >
        <span className={styles.title}>
          <SessionMark color={row.color} />
          <span className={styles.name} title={name}>
            {name}
          </span>
          {row.current ? (
            <span className={styles.current}>
              <Check size={12} strokeWidth={2.5} aria-hidden="true" />
              Current
            </span>
          ) : null}
          {row.pinned ? (
            <>
              <Pin size={12} className={styles.pin} aria-hidden="true" />
              <Unseen>Pinned</Unseen>
            </>
          ) : null}
        </span>
        <span className={styles.about}>
          {row.production ? <Production /> : null}
          <span className={styles.target} title={row.target}>
            {row.target}
          </span>
          {row.account === '' ? null : <span className={styles.account}>· {row.account}</span>}
        </span>
        <State row={row} />
      </button>
      <button
        type="button"
        className={styles.toggle}
        tabIndex={tabIndex}
        aria-label={`${on ? 'Stop' : 'Start'} ${name}`}
        onClick={() => (on ? actions.stop(id) : actions.start(id))}
      >
        {on ? 'Stop' : 'Start'}
      </button>
      {row.until === null ? null : (
        <span className={styles.bar}>
          <LifeBar until={row.until} life={row.life} tone={row.isLease ? 'lease' : row.tone} />
        </span>
      )}
    </li>
  )
}, isSame)

/** A row's facts are made anew of each snapshot. */
function isSame(before: Props, after: Props): boolean {
  const { row: rowBefore, ...othersBefore } = before
  const { row, ...others } = after
  return isShallowlyEqual(rowBefore, row) && isShallowlyEqual(othersBefore, others)
}

function isShallowlyEqual<T extends object>(before: T, after: T): boolean {
  const keys = Object.keys(after) as (keyof T)[]
  return keys.length === Object.keys(before).length && keys.every(key => Object.is(before[key], after[key]))
}

function State({ row }: { readonly row: RowFacts }) {
  const { tone, until, word, usedBy } = row
  const used = usedBy === null ? '' : ` · Used by ${usedBy}`
  return (
    <span className={`${styles.state} ${tones[tone]}`}>
      <StateShape tone={tone} />
      <span className={styles.words}>
        {until === null ? word : <Time row={row} until={until} />}
        {used}
      </span>
    </span>
  )
}

/** The one thing in a row that changes each second. */
function Time({ row: { word, isLease }, until }: { readonly row: RowFacts; readonly until: number }) {
  const left = showLeft(until - useClock())
  const behind = word === '' ? '' : `, ${word}`
  return `${isLease ? 'Lease ends' : 'Expires'} ${showClock(until)} · ${left}${behind}`
}
