import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { command } from '../support/commands.ts'
import { runProgram } from '../support/debian-clients.ts'
import { until } from '../support/desktop-wait.ts'
import { setScene } from '../support/scene.ts'

let scene: Awaited<ReturnType<typeof setScene>>
let folder: string
/** Of the widest letter, so that nothing but the style sheet keeps it in sight. */
const SESSION = 'W'.repeat(64)

beforeAll(async () => {
  scene = await setScene()
  folder = join(scene.desktop.folder, 'a-folder-with-quite-a-long-name/'.repeat(6))
  await mkdir(folder, { recursive: true })
  const { sessions } = await scene.person.snapshot()
  const session = sessions.find(each => each.session.name === 'dev-readonly')?.session
  if (session === undefined) throw new Error('There is no session dev-readonly.')
  await command(scene.person, 'editSession', {
    session: { ...session, name: SESSION, production: true, consent: 'first-use' },
  })
})
afterAll(() => scene?.close())

/** A program of its own asks for a session, and is refused until the user has done what that needs. */
async function ask(letter: string, session = SESSION): Promise<void> {
  const { url, tokenFile } = await scene.person.connectionOf(session)
  const script = join(folder, `${letter.repeat(60)}.mjs`)
  const lines = [
    "import { get } from 'node:http'",
    'const [url, token] = process.argv.slice(2)',
    'get(url, { headers: { Authorization: token } }, answer => answer.pipe(process.stdout))',
  ]
  await writeFile(script, lines.join('\n'))
  const line = 'cd "$(dirname "$1")"; "$0" "$@"; exit $?'
  const ran = await runProgram(
    '/bin/bash',
    ['-c', line, process.execPath, script, url, await readFile(tokenFile, 'utf8')],
    {
      PATH: '/usr/bin:/bin',
    },
  )
  expect(ran.stdout, ran.stderr).toContain('NotAvailable')
}

const open = (count: number) =>
  scene.person.waitFor(`${count} questions`, ({ questions }) => questions.length === count)

async function popup(letter: string): Promise<Page> {
  await scene.tray.click(new RegExp(`^Allow ${letter}+…${letter}+\\.mjs to use W+…W+\\?…$`))
  const page = await scene.app.window(/prompts/)
  await page.locator('form').first().waitFor()
  return page
}

test('a question is told in full with no scrolling, whatever is in it, and begins at Deny', async () => {
  await ask('W')
  await open(1)
  const page = await popup('W')
  const main = page.locator('main')
  // The page tells how high it is, and then its window becomes so.
  await until('nothing is left to scroll to', () =>
    main.evaluate(each => each.scrollHeight === each.clientHeight),
  )
  const names = await page.getByRole('heading').evaluate(title => {
    const { right, bottom } = title.getBoundingClientRect()
    return [...title.querySelectorAll('strong')].map(name => {
      const box = name.getBoundingClientRect()
      return box.right <= right && box.bottom <= bottom && box.height < 30
    })
  })
  expect(names).toEqual([true, true])
  const text = await main.innerText()
  for (const part of [
    'PRODUCTION',
    '111122223333',
    'WW.mjs',
    'run by ',
    'bash · ',
    'pid ',
    'For how long',
    'For this program, Allow holds until ',
    ' and Deny for 10 minutes',
  ])
    expect(text).toContain(part)
  expect(await page.getByTitle(join(folder, `${'W'.repeat(60)}.mjs`), { exact: true }).count()).toBe(1)
  expect(await page.locator(':focus').innerText()).toBe('Deny')
})

test('a double click answers the question that it was aimed at, and not the one that comes to its place', async () => {
  await ask('a')
  await ask('b')
  await open(3)
  const page = await popup('b')
  const allow = page.getByRole('button', { name: 'Allow' }).first()
  await page.locator('form').first().locator('button:not([aria-disabled="true"])').first().waitFor()
  await allow.dblclick()
  await open(2)
  await page.locator('form').first().locator('button:not([aria-disabled="true"])').first().waitFor()
  await open(2)
})

test('Enter and Escape deny, also after a click on nothing', async () => {
  const page = await scene.app.window(/prompts/)
  await page.mouse.click(4, 4)
  await page.getByText('Account 111122223333').first().click()
  // A key that comes too soon answers nothing.
  for (const [key, left] of [
    ['Enter', 1],
    ['Escape', 0],
  ] as const)
    await until(`${key} has denied one`, async () => {
      if ((await scene.person.snapshot()).questions.length === left) return true
      // The popup closes with the last answer, perhaps before the key is up again.
      await page.keyboard.press(key).catch(() => undefined)
      return false
    })
  await until('the popup is closed', () => page.isClosed())
  expect(scene.app.pageErrors()).toEqual([])
})

test('an MFA prompt shows what the code unlocks, whatever the program that asks is called', async () => {
  await ask('W', 'prod-admin')
  const page = await scene.app.window(/prompts/)
  const said = page.getByText(/^Asked by W+…W+\.mjs, pid \d+ · unlocks prod-admin$/)
  await said.waitFor()
  expect(await said.evaluate(each => each.scrollHeight - each.clientHeight)).toBe(0)
  expect(await said.getAttribute('title')).toContain('W'.repeat(60))
})
