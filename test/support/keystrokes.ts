import type { Page } from 'playwright'
import { until } from './desktop-wait.ts'

/** From each key's own event until what it changed has been painted (ms), in the page. */
export async function keystrokes(page: Page, text: string): Promise<readonly number[]> {
  await page.evaluate(() => {
    const before: number[] | undefined = Reflect.get(window, 'keystrokes')
    if (before !== undefined) {
      before.length = 0
      return
    }
    const times: number[] = []
    Reflect.set(window, 'keystrokes', times)
    window.addEventListener(
      'keydown',
      event => {
        const start = event.timeStamp
        // The change is in the page before the next frame is begun; a message that is sent in it comes after its paint.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel()
          port1.onmessage = () => times.push(performance.now() - start)
          port2.postMessage(null)
        })
      },
      { capture: true },
    )
  })
  for (const letter of text) await page.keyboard.press(letter === '<' ? 'Backspace' : letter, { delay: 0 })
  return until('all keys are painted', () =>
    page.evaluate(count => {
      const times: number[] = Reflect.get(window, 'keystrokes')
      return times.length >= count ? times : null
    }, text.length),
  )
}
