import { HOUR, MINUTE } from '../../../../main/core/clock.ts'
import type { SessionId } from '../../../../main/core/sessions/session.ts'
import type { ActivityRow } from './activity-rows.ts'

export const SPANS = ['hour', 'hours', 'day', 'week'] as const
/** How far back the timeline goes. */
export type Span = (typeof SPANS)[number]

/** Both in ms; the steps between the marks of the axis are such that no more than eight are there. */
const spans: Readonly<Record<Span, { readonly length: number; readonly step: number }>> = {
  hour: { length: HOUR, step: 15 * MINUTE },
  hours: { length: 6 * HOUR, step: HOUR },
  day: { length: 24 * HOUR, step: 4 * HOUR },
  week: { length: 7 * 24 * HOUR, step: 24 * HOUR },
}

/** So many places a lane has: what falls into the same one is drawn once. */
export const PLACES = 400

/** What became of one session in the span. */
export interface Lane {
  readonly id: SessionId | null
  readonly name: string
  /** Places from 0 to {@link PLACES} where something was handed out, each once. */
  readonly given: readonly number[]
  readonly refused: readonly number[]
  readonly givenCount: number
  readonly refusedCount: number
  /** Epoch ms. */
  readonly lastAt: number
}

/**
 * The lane with the latest entry first. What is asked for again and again is one row of the record: it is drawn where
 * it began and where it ended.
 *
 * @param now epoch ms, the right end of all lanes
 */
export function lanesOf(
  rows: readonly Pick<ActivityRow, 'sessionId' | 'session' | 'at' | 'lastAt' | 'times' | 'isRefused'>[],
  now: number,
  span: Span,
): readonly Lane[] {
  const { length } = spans[span]
  const from = now - length
  const placeOf = (time: number) => Math.round(((time - from) / length) * PLACES)
  const lanes = new Map<string, Growing>()
  for (const row of rows) {
    if (row.lastAt < from || row.lastAt > now + MINUTE) continue
    const key = row.sessionId ?? ''
    const lane = lanes.get(key) ?? begin(row)
    lanes.set(key, lane)
    const places = row.isRefused ? lane.refused : lane.given
    for (const time of [row.at, row.lastAt]) if (time >= from) places.add(Math.min(placeOf(time), PLACES))
    if (row.isRefused) lane.refusedCount += row.times
    else lane.givenCount += row.times
    lane.lastAt = Math.max(lane.lastAt, row.lastAt)
  }
  return [...lanes.values()]
    .map(lane => ({ ...lane, given: [...lane.given], refused: [...lane.refused] }))
    .sort((a, b) => b.lastAt - a.lastAt)
}

interface Growing {
  readonly id: SessionId | null
  readonly name: string
  readonly given: Set<number>
  readonly refused: Set<number>
  givenCount: number
  refusedCount: number
  lastAt: number
}

function begin({ sessionId, session }: Pick<ActivityRow, 'sessionId' | 'session'>): Growing {
  return {
    id: sessionId,
    name: sessionId === null ? 'No session' : session,
    given: new Set(),
    refused: new Set(),
    givenCount: 0,
    refusedCount: 0,
    lastAt: 0,
  }
}

export interface AxisMark {
  /** From 0 to {@link PLACES}. */
  readonly place: number
  /** Epoch ms. */
  readonly time: number
  /** Whether a day begins there. */
  readonly isMidnight: boolean
}

/** At round times of the user's clock. */
export function axisOf(now: number, span: Span): readonly AxisMark[] {
  const { length, step } = spans[span]
  const from = now - length
  const marks: AxisMark[] = []
  // By the calendar and not by adding up: a day of a clock change has 23 hours, or 25.
  const day = new Date(from)
  day.setHours(0, 0, 0, 0)
  for (; day.getTime() <= now; day.setDate(day.getDate() + 1)) {
    for (let within = 0; within < 24 * HOUR; within += step) {
      const time = new Date(day)
      time.setMinutes(within / MINUTE)
      if (time.getTime() < from || time.getTime() > now || time.getDate() !== day.getDate()) continue
      marks.push({
        place: ((time.getTime() - from) / length) * PLACES,
        time: time.getTime(),
        isMidnight: within === 0,
      })
    }
  }
  return marks
}
