import { useEffect, useState } from 'react'

const SECOND = 1_000

/**
 * The time (epoch ms) in whole seconds, told anew as each begins: two countdowns to the same end, wherever they are, say
 * the same.
 */
export function useNow(): number {
  const [now, setNow] = useState(wholeSecond)
  useEffect(() => {
    let timer: number
    const tick = () => {
      setNow(wholeSecond())
      timer = window.setTimeout(tick, SECOND - (Date.now() % SECOND))
    }
    tick()
    return () => window.clearTimeout(timer)
  }, [])
  return now
}

function wholeSecond(): number {
  return Math.floor(Date.now() / SECOND) * SECOND
}

/** "1 h 20 min", "4 min", and with seconds in the last two minutes: "1 min 45 s", "35 s". */
export function showLeft(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (seconds < 120 && seconds % 60 > 0) return `${minutes} min ${seconds % 60} s`
  if (minutes < 60) return `${minutes} min`
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' })
const dayAndClock = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
})

export function showClock(time: number): string {
  return clock.format(time)
}

/** "14:32" of today, and with its day of any other: "Nov 24, 14:32". */
export function showWhen(time: number): string {
  const isToday = time >= new Date().setHours(0, 0, 0, 0) && time <= Date.now()
  return (isToday ? clock : dayAndClock).format(time)
}

const day = new Intl.DateTimeFormat(undefined, { weekday: 'short', month: 'short', day: 'numeric' })

/** "Tue, Nov 24". */
export function showDay(time: number): string {
  return day.format(time)
}
