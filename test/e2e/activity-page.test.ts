import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SessionId } from '../../main/core/sessions/session.ts'
import type { ActivityEntry } from '../../main/core/tools/activity.ts'
import type { ToolProcess } from '../../main/core/tools/tool.ts'
import { type App, launchApp } from '../support/app.ts'
import { until } from '../support/desktop-wait.ts'
import { Person } from '../support/person.ts'
import { setScene } from '../support/scene.ts'

let scene: Awaited<ReturnType<typeof setScene>>
let app: App
let person: Person

const MINUTE = 60_000
const process = (name: string, pid: number): ToolProcess => ({
  pid,
  startedAt: String(pid),
  name,
  executable: `/usr/bin/${name}`,
  script: null,
  folder: '/work/payments',
})

/** Two thousand of the last day: three tools, two sessions, and each twentieth refused. */
function entries(): readonly ActivityEntry[] {
  const now = Date.now()
  return Array.from({ length: 2_000 }, (_, index): ActivityEntry => {
    const at = now - (2_000 - index) * 0.7 * MINUTE
    const name = index % 2 === 0 ? 'dev-readonly' : 'prod-admin'
    return {
      id: index + 1,
      at,
      times: 1,
      lastAt: at,
      route: 'container',
      grant: null,
      session: { id: `id-${name}` as SessionId, name },
      tool: process(['aws', 'terraform', 'python3'][index % 3] ?? 'aws', 1_000 + index),
      parent: process('bash', 41),
      app: process('code', 40),
      result:
        index % 20 === 0
          ? { kind: 'refused', reason: 'It was not allowed. '.repeat(12) }
          : { kind: 'handed-out', accessKeyId: `ASIA${index}` },
    }
  })
}

/** While there is nothing to show. */
async function leadsToTools(newcomer: Person): Promise<void> {
  const page = await newcomer.show('Activity')
  await page.getByRole('main').getByRole('button', { name: 'Connect a Tool' }).click()
  await page.getByRole('heading', { name: 'Connect a Tool', level: 1 }).waitFor()
}

beforeAll(async () => {
  scene = await setScene()
  await leadsToTools(scene.person)
  await scene.app.quit()
  const lines = entries().map(entry => JSON.stringify(entry))
  await writeFile(join(scene.app.profileDir, 'activity.jsonl'), `${lines.join('\n')}\n`)
  app = await launchApp({ desktop: scene.desktop, profileDir: scene.app.profileDir })
  person = new Person(app)
  await scene.tray.waitForMenu(menu => menu.length > 0, 'that the app is there again')
  await scene.tray.click('Open Understudy')
})
afterAll(() => scene?.close())

test('two thousand entries make a page that is not larger for them', async () => {
  const page = await person.show('Activity')
  await page.getByRole('row').nth(200).waitFor()
  expect(await page.getByRole('row').count()).toBe(201)
  expect(await page.evaluate(() => document.querySelectorAll('main *').length)).toBeLessThan(8_000)
})

test('the timeline says in words too what it draws of each session, and shows one alone', async () => {
  const page = await person.show('Activity')
  const timeline = page.getByRole('region', { name: 'Timeline' })
  await timeline.getByRole('radio', { name: '1 day' }).check()
  await timeline.getByText(/^900 handed out · 100 refused, last /).waitFor()
  await timeline.getByText(/^1000 handed out, last /).waitFor()
  await timeline.getByRole('button', { name: 'dev-readonly' }).press('Enter')
  await page.getByText('1000 of 2000').waitFor()
  await timeline.getByRole('button', { name: 'prod-admin' }).waitFor({ state: 'detached' })
  expect(await page.getByLabel('Session', { exact: true }).inputValue()).toBe('id-dev-readonly')
  await timeline.getByRole('button', { name: 'dev-readonly' }).press('Enter')
  await timeline.getByRole('button', { name: 'prod-admin' }).waitFor()
})

test('session, program, outcome and words narrow the record down together, and are cleared at once', async () => {
  const page = await person.show('Activity')
  await page.getByLabel('Session', { exact: true }).selectOption('dev-readonly')
  await page.getByLabel('Program', { exact: true }).selectOption('terraform')
  await page.getByRole('radio', { name: 'Refused' }).check()
  const isExpected = (each: ActivityEntry) =>
    each.session?.name === 'dev-readonly' && each.tool?.name === 'terraform' && each.result.kind === 'refused'
  const expected = entries().filter(isExpected).length
  expect(expected).toBeGreaterThan(0)
  await page.getByText(`${expected} of 2000`).waitFor()
  await page.getByRole('searchbox').fill('nobody of that name')
  await page.getByText('Nothing matches “nobody of that name”.').waitFor()
  await page.getByRole('button', { name: 'Clear' }).click()
  await until('all are back', async () => (await page.getByRole('row').count()) === 201)
})

test('a row’s details tell which program has started which, by the keyboard as well', async () => {
  const page = await person.show('Activity')
  await page
    .getByRole('button', { name: /^Details of/ })
    .first()
    .press('Enter')
  const chain = page.getByRole('list', { name: 'Programs, the outermost first' })
  await chain.waitFor()
  const [first, second, third] = await chain.getByRole('listitem').allInnerTexts()
  expect(first).toContain('code')
  expect(second).toContain('bash')
  expect(third).toMatch(/aws|terraform|python3/)
  expect(third).toContain('/work/payments')
  await page
    .getByRole('button', { name: /^Details of/ })
    .first()
    .press('Enter')
  await chain.waitFor({ state: 'detached' })
  expect(app.pageErrors()).toEqual([])
})
