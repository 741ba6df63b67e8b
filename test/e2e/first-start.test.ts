import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addWebDev } from '../local-aws/federated-world.ts'
import { fetchCredentials } from '../support/endpoint-client.ts'
import { newOidcIssuer } from '../support/oidc-issuer.ts'
import { setScene } from '../support/scene.ts'

let scene: Awaited<ReturnType<typeof setScene>>

beforeAll(async () => {
  scene = await setScene({ furnished: false })
})
afterAll(() => scene?.close())

/** Goes on with Tab until something of this name has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, name: string): Promise<void> {
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '')
  for (let tabs = 0; tabs < 30 && (await focused()) !== name; tabs += 1) await page.keyboard.press('Tab')
  expect(await focused()).toBe(name)
}

test('whoever has no key gets to a role from the first screen, without adding one', async () => {
  const { person, aws, desktop } = scene
  const issuer = await newOidcIssuer('https://oidc.example.com', 'sts.amazonaws.com')
  const roleArn = addWebDev(aws.world, issuer.provider)
  const file = join(desktop.folder, 'token')
  await writeFile(file, await issuer.token())

  const page = await person.manager()
  await page.getByText('Welcome to Understudy').waitFor()
  await tabTo(page, 'OIDC Token…')
  await page.keyboard.press('Enter')
  const form = page.getByRole('dialog')
  await form.getByLabel('Name').fill('CI')
  await form.getByLabel('File').fill(file)
  await form.getByLabel('STS endpoint').selectOption('custom')
  await form.getByLabel('STS URL').fill(aws.url)
  await page.keyboard.press('Enter')
  await form.waitFor({ state: 'detached' })
  await page.getByText('No sessions yet').waitFor()

  await tabTo(page, 'Add Session')
  await page.keyboard.press('Enter')
  expect(await form.getByLabel('STS operation').inputValue()).toBe('AssumeRoleWithWebIdentity')
  await form.getByLabel('Name', { exact: true }).fill('ci-dev')
  await form.getByLabel('Role ARN').fill(roleArn)
  await page.keyboard.press('Enter')
  await form.waitFor({ state: 'detached' })
  await person.click('ci-dev', 'Start')
  await person.waitForState('ci-dev', 'live')
  expect((await fetchCredentials(await person.connectionOf('ci-dev'))).status).toBe(200)
})

test('the page of keys does not ask for one where a provider is enough', async () => {
  const page = await scene.person.show('Identities')
  await page.getByText('No keys, and none needed').waitFor()
  expect(await page.getByText('No keys yet').count()).toBe(0)
  expect(scene.app.pageErrors()).toEqual([])
})
