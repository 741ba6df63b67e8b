import type { Clock } from './core/clock.ts'
import { EventLog, type LogSink } from './core/log/log.ts'

/** The log of this start. */
export function openLog(sink: LogSink, clock: Clock, version: string): EventLog {
  const log = new EventLog({ clock, sink, isoOf: wall => new Date(wall).toISOString() })
  const { electron = '' } = process.versions
  log.note({ kind: 'started', version, platform: `${process.platform}-${process.arch}`, electron })
  return log
}
