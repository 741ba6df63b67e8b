import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addBob } from '../local-aws/demo-world.ts'
import { until } from '../support/desktop-wait.ts'
import { lastClick } from '../support/last-click.ts'
import { setScene } from '../support/scene.ts'

let scene: Awaited<ReturnType<typeof setScene>>

beforeAll(async () => {
  scene = await setScene({ furnished: false })
})
afterAll(() => scene?.close())

const isFocused = (page: Page, label: string) =>
  until(`${label} has the focus`, async () => (await labelOfFocused(page)) === label)

const labelOfFocused = (page: Page) =>
  page.evaluate(() => {
    const focused = document.activeElement
    const isField = focused instanceof HTMLInputElement || focused instanceof HTMLSelectElement
    return (isField ? focused.labels?.[0] : focused)?.textContent
  })

const isInSight = (page: Page, selector: string) =>
  page
    .locator(selector)
    .evaluateAll(
      found =>
        found.length > 0 &&
        found.every(each =>
          [...each.getClientRects()].every(({ top, bottom }) => top >= 0 && bottom <= window.innerHeight),
        ),
    )

const formOf = (popup: Page, owner: string) => popup.locator('form', { hasText: `Code for ${owner}` })

test('a form begins in its first field, and leaves its scrolling part out of the Tab order', async () => {
  const page = await scene.person.show('Identities')
  await page.getByRole('button', { name: 'Add Key' }).click()
  await isFocused(page, 'Access key ID')
  const seen: (string | null | undefined)[] = []
  for (let tab = 0; tab < 9; tab += 1) {
    await page.keyboard.press('Tab')
    seen.push(await labelOfFocused(page))
  }
  expect(seen[0]).toBe('Secret access key')
  expect(seen.slice(-2)).toEqual(['Cancel', 'Add Key'])
  await page.keyboard.press('Escape')
})

test('what no field is to blame for is said in sight, and the focus stays on the button', async () => {
  const { person, alice } = scene
  const page = await person.manager()
  await page.setViewportSize({ width: 640, height: 420 })
  // Nobody listens there.
  await person.fillKey({ ...alice, stsUrl: 'http://127.0.0.1:9' })
  await page.getByRole('dialog').getByRole('alert').waitFor()
  await until('what is wrong is in sight, with the buttons', () =>
    isInSight(page, 'dialog [role="alert"] p, dialog button'),
  )
  await isFocused(page, 'Add Key')
  await page.keyboard.press('Escape')
  await page.setViewportSize({ width: 960, height: 640 })
})

test('the first key leads on to the first session', async () => {
  const { person, alice, aws, roles } = scene
  await person.addKey({ ...alice, stsUrl: aws.url })
  const page = await person.manager()
  await page.getByRole('button', { name: 'Go to Sessions' }).click()
  await page.getByText('No sessions yet').waitFor()
  await person.addSession({ name: 'prod-admin', roleArn: roles.prodAdmin })
  await (await person.show('Identities')).getByRole('listitem', { name: 'alice' }).waitFor()
  expect(await page.getByRole('button', { name: 'Go to Sessions' }).count()).toBe(0)
})

test('the button that copies shell lines has its name, and says beside it that it has copied', async () => {
  const row = await scene.person.session('prod-admin')
  await row.getByRole('button', { name: 'Copy Shell Lines', exact: true }).click()
  await row.getByRole('button', { name: 'Copied', exact: true }).waitFor()
  expect(await row.getByRole('status').allInnerTexts()).toContain('Copied')
  const boxOf = async (name: string) => {
    const box = await row.getByRole('button', { name, exact: true }).boundingBox()
    return box ?? { x: 0, width: 0 }
  }
  const [copied, edit, more] = [await boxOf('Copied'), await boxOf('Edit'), await boxOf('More')]
  // What only screen readers are told takes no room.
  expect(edit.x - copied.x - copied.width).toBeCloseTo(more.x - edit.x - edit.width)
})

test('the removal of a session begins at Cancel', async () => {
  const { person } = scene
  await person.click('prod-admin', 'Remove')
  const page = await person.manager()
  await page.getByRole('dialog').waitFor()
  await isFocused(page, 'Cancel')
  await page.keyboard.press('Escape')
})

test('of two prompts the one that was clicked for last has the keyboard, and each all of its words', async () => {
  const { person, app, aws, roles, tray } = scene
  const owner = `bob ${'of the platform team '.repeat(3)}`.trim().slice(0, 64)
  await person.addKey({ ...addBob({ world: aws.world, roles }), stsUrl: aws.url, name: owner })
  const names = ['a', 'b', 'c', 'd'].map(letter => letter.repeat(64))
  for (const name of names)
    await person.addSession({
      name,
      roleArn: roles.prodAdmin,
      source: `Key of ${owner}`,
      mfa: 'A code for each',
    })
  await person.click('prod-admin', 'Start')
  const popup = await app.window(/prompts/)
  await formOf(popup, 'alice').waitFor()
  const isTypingFor = (whose: string) =>
    formOf(popup, whose)
      .getByRole('textbox')
      .evaluate(field => field === document.activeElement)
  await until('alice’s prompt has the focus', () => isTypingFor('alice'))
  for (const name of names) await person.click(name, 'Start')
  await until('bob’s prompt has the focus', () => isTypingFor('bob'))

  const enter = async (name: string) =>
    (await person.session(name)).getByRole('button', { name: 'Enter Code…' }).click()
  await enter('prod-admin')
  await until('alice’s prompt has the focus again', () => isTypingFor('alice'))
  await tray.click(/^MFA code needed for bob/)
  await until('bob’s prompt has it by the tray', () => isTypingFor('bob'))

  // Each status at its longest: an answer that is lost, and then the time of the next code.
  await aws.fault({ kind: 'lost' })
  for (const whose of ['alice', 'bob']) await formOf(popup, whose).getByRole('textbox').fill('135790')
  await until('both are told', async () => (await popup.getByText('it may be spent').count()) === 2)
  await aws.fault(null)
  await popup.getByText('and 2 more').waitFor()
  // The page tells how high it is, and then its window becomes so.
  await until('all buttons are in sight', () => isInSight(popup, 'form button'))
  await until('nothing is left to scroll to', () =>
    popup
      .locator('main')
      .evaluate(main => main.scrollWidth === main.clientWidth && main.scrollHeight === main.clientHeight),
  )
  expect(app.pageErrors()).toEqual([])
})

test('while a renewal waits for a code, the row says so and asks for it; and what was cancelled has not failed', async () => {
  const { person, aws, alice, roles, tray } = scene
  await tray.click('Forget All Sessions')
  await person.waitFor('no prompt is open', ({ prompts }) => prompts.length === 0)
  // Renewed when half of it has passed, and the other half is for all that is looked at here.
  aws.life({ roleLifeSeconds: 40 })
  await person.addSession({
    name: 'own',
    roleArn: roles.prodAdmin,
    source: 'Key of alice',
    mfa: 'A code for each',
  })
  await person.click('own', 'Start')
  await person.typeCode(aws.code(alice.mfaSerial))
  await person.waitForState('own', 'renewing', 60_000)
  const row = await person.session('own')
  await row.getByText(/ s left, needs an MFA code/).waitFor()
  await row.getByText('and a code is needed to renew it').waitFor()
  await row.getByRole('button', { name: 'Enter Code…' }).click()
  await person.waitFor('the click has counted', ({ prompts }) => prompts.some(each => each.asker === 'you'))

  const popup = await scene.app.window(/prompts/)
  await lastClick(popup.getByRole('button', { name: 'Cancel' }))
  await row.getByText(/ s left, waits for you/).waitFor()
  await tray.waitForMenu(
    menu => menu.some(entry => /^own · prod-admin · .*waits for you$/.test(entry.label)),
    'that it waits for the user',
  )
})
