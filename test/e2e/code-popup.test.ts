import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { command } from '../support/commands.ts'
import { until } from '../support/desktop-wait.ts'
import { setScene } from '../support/scene.ts'

let scene: Awaited<ReturnType<typeof setScene>>
beforeAll(async () => {
  scene = await setScene()
})
afterAll(() => scene?.close())

async function popup(): Promise<Page> {
  const page = await scene.app.window(/prompts/)
  await page.getByRole('textbox').waitFor()
  await until(
    'the popup has the keyboard',
    async () => (await scene.desktop.windowWithKeyboard()) === 'Understudy asks',
  )
  return page
}
const askAgain = /^Ask Again for prod-admin…$/

test('is one field that says whose code it is, for what and how long', async () => {
  await scene.tray.click(/^prod-admin\b/)
  const page = await popup()
  expect(await page.getByRole('textbox').count()).toBe(1)
  expect((await page.locator('main').innerText()).replace(/\s+/g, ' ')).toMatch(
    /^Code for alice \(111122223333\) You started it · unlocks prod-admin Sent by itself after six digits\. (?:2 min|1 min \d+ s) left to answer\. Cancel Continue$/,
  )
  expect(await page.getByLabel('Code for alice (111122223333)').count()).toBe(1)
})

test('a code that is pasted with blanks goes by itself; a wrong one stays, with the time of the next', async () => {
  const { person } = scene
  const page = await popup()
  await command(person, 'copyText', { text: ' 000 000\n' })
  await page.getByRole('textbox').press('Control+v')
  const status = page.getByRole('status')
  await until('AWS has refused it', async () => (await status.innerText()) === 'AWS did not take that code.')
  expect(await page.locator('main').innerText()).toMatch(
    /The next one comes in [1-9]\d? s\.|Enter the code that is shown now\./,
  )
  const chosen = () =>
    page
      .getByRole('textbox')
      .evaluate(field =>
        field instanceof HTMLInputElement
          ? field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0)
          : null,
      )
  await until(
    'all of it is selected, so that the next one replaces it',
    async () => (await chosen()) === '000000',
  )
})

test('Escape cancels it, and the tray asks again at a click', async () => {
  const page = await popup()
  await page.keyboard.press('Escape').catch(() => undefined)
  await scene.person.waitFor('no prompt', ({ prompts }) => prompts.length === 0)
  await until('the popup is gone', () => scene.app.windows().every(each => !each.url().includes('/prompts/')))
  await scene.tray.waitForMenu(
    menu => menu.some(({ label }) => askAgain.test(label)),
    'that it can ask again',
  )
  await scene.tray.click(askAgain)
  await popup()
  await scene.person.typeCode(scene.aws.code(scene.alice.mfaSerial))
  await scene.person.waitForState('prod-admin', 'live')
  await scene.tray.waitForMenu(
    menu => !menu.some(({ label }) => askAgain.test(label)),
    'nothing to ask again',
  )
  expect(scene.app.pageErrors()).toEqual([])
})
