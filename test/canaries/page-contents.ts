import type { Page } from 'playwright'
import type { Evidence } from './evidence.ts'

/** What somebody reads of a window, or finds with its tools: texts, attributes, what is typed, what is stored. */
export async function readPage(evidence: Evidence, page: Page): Promise<void> {
  const name = nameOf(page)
  const found = await page
    .evaluate(() => {
      const fields = [...document.querySelectorAll('input, textarea, select')]
      return {
        markup: document.documentElement.outerHTML,
        title: document.title,
        address: location.href,
        typed: fields.map(each => String(Reflect.get(each, 'value'))),
        local: Object.entries(localStorage),
        session: Object.entries(sessionStorage),
        cookies: document.cookie,
      }
    })
    // It may go as soon as what it was for is done.
    .catch((error: unknown) => {
      if (!page.isClosed()) throw error
    })
  if (found === undefined) return
  for (const [part, content] of Object.entries(found))
    evidence.add('page', `${part} of ${name}`, Array.isArray(content) ? content.flat().join('\n') : content)
}

/** Notes all that a window is told without asking from now on; what it gives reads it. */
export async function listenAt(page: Page): Promise<(evidence: Evidence) => Promise<void>> {
  await page.evaluate(() => {
    const told: string[] = []
    Reflect.set(window, 'toldToThisWindow', told)
    const note = (what: unknown) => {
      told.push(JSON.stringify(what))
    }
    window.understudy.onSnapshot(note)
    window.understudy.onPage(note)
    window.understudy.onShown(note)
  })
  return async evidence => {
    const told = await page.evaluate(async () => [
      ...(Reflect.get(window, 'toldToThisWindow') as readonly string[]),
      JSON.stringify(await window.understudy.getSnapshot()),
      JSON.stringify(await window.understudy.getActivity()),
    ])
    for (const each of told) evidence.add('snapshot', nameOf(page), each)
  }
}

/** A page may not read the clipboard, but it may be pasted into. */
export async function readClipboard(evidence: Evidence, page: Page, after: string): Promise<string> {
  await page.evaluate(() => {
    const field = Object.assign(document.createElement('textarea'), { id: 'pasted-by-the-test' })
    // A dialog keeps the keyboard to itself.
    ;(document.querySelector('[role=dialog]') ?? document.body).append(field)
    field.focus()
  })
  await page.locator('#pasted-by-the-test').press('Control+v')
  const text = await page.evaluate(async () => {
    await new Promise(done => setTimeout(done, 100))
    const field = document.querySelector('#pasted-by-the-test')
    const pasted = field instanceof HTMLTextAreaElement ? field.value : ''
    field?.remove()
    return pasted
  })
  evidence.add('clipboard', after, text)
  return text
}

const nameOf = (page: Page): string => new URL(page.url()).pathname + new URL(page.url()).hash
