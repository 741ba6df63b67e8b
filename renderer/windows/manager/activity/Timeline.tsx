import { useMemo, useState } from 'react'
import { MINUTE } from '../../../../main/core/clock.ts'
import type { SessionId } from '../../../../main/core/sessions/session.ts'
import { Button } from '../../../components/Button.tsx'
import { Segments } from '../../../components/Segments.tsx'
import { Unseen } from '../../../components/Unseen.tsx'
import { showClock, showDay, showWhen, useNow } from '../../../time.ts'
import type { ActivityRow } from './activity-rows.ts'
import { type AxisMark, axisOf, type Lane, lanesOf, PLACES, SPANS, type Span } from './lanes.ts'
import styles from './Timeline.module.css'

const labels: Readonly<Record<Span, string>> = {
  hour: '1 h',
  hours: '6 h',
  day: '1 day',
  week: '7 days',
}
/** More lanes than these would push the table out of sight. */
const FEW = 5

interface Props {
  readonly rows: readonly ActivityRow[]
  /** The session that the table shows alone; null where it shows all. */
  readonly only: SessionId | null
  readonly onOnly: (session: SessionId | null) => void
}

/** When each session was used, with what was refused. The same is said in words beside each lane. */
export function Timeline({ rows, only, onOnly }: Props) {
  const [span, setSpan] = useState<Span>('hours')
  const [isWhole, setWhole] = useState(false)
  // Each second would be too often for two thousand entries, and nobody would see it.
  const now = Math.ceil(useNow() / MINUTE) * MINUTE
  const lanes = useMemo(() => lanesOf(rows, now, span), [rows, now, span])
  const marks = useMemo(() => axisOf(now, span), [now, span])
  const shown = isWhole ? lanes : lanes.slice(0, FEW)
  return (
    <section className={styles.timeline} aria-labelledby="timeline">
      <div className={styles.head}>
        <h2 id="timeline">Timeline</h2>
        <p className={styles.legend} aria-hidden="true">
          <svg width="6" height="12" aria-hidden="true">
            <path d="M3 1 V11" className={styles.given} />
          </svg>
          handed out
          <svg width="10" height="12" aria-hidden="true">
            <path d="M1 2 L9 10 M9 2 L1 10" className={styles.refused} />
          </svg>
          refused
        </p>
        <Segments
          label="How far back"
          isLabelUnseen
          value={span}
          choices={SPANS.map(value => ({ value, label: labels[value] }))}
          onChange={setSpan}
        />
      </div>
      {lanes.length === 0 ? (
        <p className={styles.none}>Nothing in this time.</p>
      ) : (
        <div className={styles.lanes}>
          {shown.map(lane => (
            <LaneRow key={lane.id ?? ''} lane={lane} marks={marks} only={only} onOnly={onOnly} />
          ))}
          <Axis marks={marks} span={span} />
        </div>
      )}
      {lanes.length > FEW ? (
        <div>
          <Button look="quiet" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
            {isWhole ? 'Show Fewer Sessions' : `Show ${lanes.length - FEW} More Sessions`}
          </Button>
        </div>
      ) : null}
    </section>
  )
}

interface LaneProps {
  readonly lane: Lane
  readonly marks: readonly AxisMark[]
  readonly only: SessionId | null
  readonly onOnly: (session: SessionId | null) => void
}

function LaneRow({ lane, marks, only, onOnly }: LaneProps) {
  const { id, name, givenCount, refusedCount, lastAt } = lane
  return (
    <div className={styles.lane}>
      {id === null ? (
        <span className={styles.name}>{name}</span>
      ) : (
        <button
          type="button"
          className={styles.name}
          title={only === id ? 'Show all sessions' : `Show only ${name}`}
          aria-pressed={only === id}
          onClick={() => onOnly(only === id ? null : id)}
        >
          {name}
        </button>
      )}
      <svg className={styles.track} aria-hidden="true">
        {marks.map(mark => (
          <line key={mark.time} {...at(mark.place)} y1="0" y2="100%" className={styles.grid} />
        ))}
        <line x1="0" x2="100%" y1="50%" y2="50%" className={styles.grid} />
        {lane.given.map(place => (
          <line key={place} {...at(place)} y1="25%" y2="75%" className={styles.given} />
        ))}
        {lane.refused.map(place => (
          <svg key={place} x={percent(place)} y="50%" overflow="visible" aria-hidden="true">
            <path d="M-4 -4 L4 4 M4 -4 L-4 4" className={styles.refused} />
          </svg>
        ))}
      </svg>
      <span className={styles.counts}>
        {givenCount}
        <Unseen> handed out</Unseen>
        {refusedCount === 0 ? null : (
          <span className={styles.bad}>
            {' '}
            · {refusedCount} <span className={styles.badWord}>refused</span>
          </span>
        )}
        <Unseen>, last {showWhen(lastAt)}</Unseen>
      </span>
    </div>
  )
}

function Axis({ marks, span }: { readonly marks: readonly AxisMark[]; readonly span: Span }) {
  const isByDay = span === 'week'
  return (
    <div className={styles.lane} aria-hidden="true">
      <span />
      <svg className={styles.axis} aria-hidden="true">
        {marks.map(({ place, time, isMidnight }) => (
          <text key={time} x={percent(place)} y="12" textAnchor={anchorOf(place)}>
            {isByDay || isMidnight ? showDay(time) : showClock(time)}
          </text>
        ))}
      </svg>
      <span />
    </div>
  )
}

/** So that no label is cut off at an end. */
function anchorOf(place: number): 'start' | 'middle' | 'end' {
  if (place < PLACES * 0.06) return 'start'
  return place > PLACES * 0.94 ? 'end' : 'middle'
}

function percent(place: number): string {
  return `${((place / PLACES) * 100).toFixed(2)}%`
}

function at(place: number): { readonly x1: string; readonly x2: string } {
  return { x1: percent(place), x2: percent(place) }
}
