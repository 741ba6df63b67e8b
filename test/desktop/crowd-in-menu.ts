import { trayIcon } from '../../main/desktop/tray-icon.ts'
import { trayMenu, trayTooltip } from '../../main/desktop/tray-menu.ts'
import { STATES, showTime, snapshotOf, view } from './snapshots.ts'

/*
 * Prints how long (ms, the median) the tray's menu takes to be made and compared, with few sessions and with many.
 * A program of its own, so that it can run in the app's own engine.
 */

const states = Object.values(STATES)

function snapshotWith(count: number) {
  const sessions = Array.from({ length: count }, (_, index) =>
    view(`payments-${index}`, states[index % states.length] ?? STATES.off, index === count - 1),
  )
  return snapshotOf({ sessions, recent: sessions.slice(0, 10).map(each => each.session.id) })
}

function median(count: number): number {
  const snapshot = snapshotWith(count)
  const took = Array.from({ length: 200 }, () => {
    const start = performance.now()
    const menu = trayMenu(snapshot, { showTime, shortcut: null })
    JSON.stringify([menu, trayTooltip(snapshot, showTime), trayIcon(snapshot)])
    return performance.now() - start
  })
  return took.sort((a, b) => a - b)[took.length / 2] ?? Number.NaN
}

process.stdout.write(JSON.stringify({ ten: median(10), thousand: median(1_000) }))
