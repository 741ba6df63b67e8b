import { readFile } from 'node:fs/promises'
import type { App } from './app.ts'
import { until } from './desktop-wait.ts'
import { familyOf } from './processes.ts'

/**
 * Has the process of each window crash. By Chromium's own means: in its sandbox it is the first process of a space of its
 * own, and the kernel keeps other signals than SIGKILL from it.
 */
export async function crashWindows(app: App): Promise<void> {
  const before = await renderersOf(app.pid)
  if (before.length === 0) throw new Error('No window is open.')
  for (const page of app.windows()) {
    const devTools = await page.context().newCDPSession(page)
    // It never answers.
    devTools.send('Page.crash').catch(() => undefined)
  }
  await until('the windows’ processes are gone', async () => {
    const left = await familyOf(app.pid)
    return !before.some(pid => left.includes(pid))
  })
}

async function renderersOf(root: number): Promise<readonly number[]> {
  const pids = await familyOf(root)
  const lines = await Promise.all(pids.map(pid => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return pids.filter((_, index) => lines[index]?.includes('--type=renderer'))
}
