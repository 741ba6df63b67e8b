import { afterEach, expect, test } from 'vitest'
import type { App } from '../support/app.ts'
import { type Desktop, startDesktop } from '../support/desktop.ts'
import { type SamlIdp, startSamlIdp } from '../support/saml-idp.ts'
import { openInBrowser } from '../support/web-browser.ts'

let desktop: Desktop | undefined
let browser: App | undefined
let idp: SamlIdp | undefined
afterEach(async () => {
  await browser?.kill()
  await idp?.close()
  await desktop?.close()
})

test('a browser posts the response to AWS by itself, and needs no form the next time', async () => {
  desktop = await startDesktop({ keyring: 'none' })
  const claims = { roles: [], sessionName: 'alice' }
  idp = await startSamlIdp({ user: 'alice', password: 'secret', claims })
  browser = await openInBrowser(desktop, idp.signInUrl)
  const page = await browser.window(/sign-in/)
  const posted: string[] = []
  await page.route('https://signin.aws.amazon.com/saml', async (route, request) => {
    posted.push(new URLSearchParams(request.postData() ?? '').get('SAMLResponse') ?? '')
    await route.fulfill({ contentType: 'text/html', body: '<h1>AWS</h1>' })
  })
  await page.getByLabel('User').fill('alice')
  await page.getByLabel('Password').fill('secret')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'AWS' }).waitFor()
  await page.goto(idp.signInUrl, { waitUntil: 'commit' })
  await page.getByRole('heading', { name: 'AWS' }).waitFor()
  expect(posted).toEqual(idp.responses())
  expect([posted.length, idp.formsShown()]).toEqual([2, 1])
})
