import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright'

declare global {
  interface Window {
    readonly axe: { run(context: Document, options: RunOptions): Promise<AxeResults> }
  }
}

/** Until what fades in is there: it is faint before. What turns without end is as it will be. */
async function fadedIn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const underWay = () =>
      document
        .getAnimations()
        .filter(each => each.playState === 'running' && each.effect?.getComputedTiming().endTime !== Infinity)
    // One that is taken back rejects, and another may have begun by then.
    for (let now = underWay(); now.length > 0; now = underWay())
      await Promise.allSettled(now.map(each => each.finished))
  })
}

/** What axe finds in a window that keeps somebody from using it: "color-contrast: .soft (…)". */
export async function seriousFaults(page: Page): Promise<readonly string[]> {
  await fadedIn(page)
  // Over the DevTools protocol, which the page's CSP does not bind.
  if (!(await page.evaluate(() => 'axe' in window)))
    await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8'))
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, {
      resultTypes: ['violations'],
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }),
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} (${failureSummary ?? ''})`),
    )
}
