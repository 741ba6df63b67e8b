import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NewSession } from '../../main/core/sessions/session.ts'
import { addWebDev } from '../local-aws/federated-world.ts'
import { command } from '../support/commands.ts'
import { until } from '../support/desktop-wait.ts'
import { fetchCredentials } from '../support/endpoint-client.ts'
import { newOidcIssuer } from '../support/oidc-issuer.ts'
import { setScene } from '../support/scene.ts'

let scene: Awaited<ReturnType<typeof setScene>>

beforeAll(async () => {
  scene = await setScene()
})
afterAll(() => scene?.close())

const HOUR = 3_600_000

test('what copies a policy says that it has, and moves no button away from under a click', async () => {
  const { person, roles } = scene
  const page = await person.manager()
  // What is copied first changes its words when the next one is clicked, at any width.
  for (const [name, width] of [
    ['refused', 960],
    ['refused-too', 640],
  ] as const) {
    await person.addSession({ name, roleArn: roles.prodAdmin, mfa: 'No MFA' })
    await person.click(name, 'Start')
    await person.waitForState(name, 'failed')
    await page.setViewportSize({ width, height: 640 })
    const row = await person.session(name)
    const caller = row.getByRole('button', { name: 'Copy a Policy for the Caller' })
    // So that the clicks need not scroll.
    await caller.scrollIntoViewIfNeeded()
    const [before, text] = [await caller.boundingBox(), await row.getByRole('alert').boundingBox()]
    await row.getByRole('button', { name: 'Copy a Trust Policy' }).click()
    await row.getByRole('button', { name: 'Copied', exact: true }).waitFor()
    expect(await caller.boundingBox()).toEqual(before)
    expect(await row.getByRole('alert').boundingBox()).toEqual(text)
    await caller.click()
    await row.getByRole('button', { name: 'Copy a Trust Policy' }).waitFor()
    await row.getByRole('button', { name: 'Copied', exact: true }).waitFor()
    expect(await row.getByRole('status').allInnerTexts()).toContain('Copied')
  }
  await page.setViewportSize({ width: 960, height: 640 })
})

test('a refusal fits a terminal, and the window has the rest', async () => {
  const { body } = await fetchCredentials(await scene.person.connectionOf('refused'))
  expect(String(body['message']).length).toBeLessThan(240)
  const row = await scene.person.session('refused')
  await row.getByText('The request brought no MFA code of its own').waitFor()
})

test('what is tried again by itself can be tried now', async () => {
  const { person, aws, desktop } = scene
  const issuer = await newOidcIssuer('https://oidc.example.com', 'sts.amazonaws.com')
  const roleArn = addWebDev(aws.world, issuer.provider)
  const file = join(desktop.folder, 'token')
  await writeFile(file, await issuer.token({}, { now: Date.now() - 2 * HOUR }))
  const where = { region: 'eu-central-1', fallbackRegion: null, globalSts: false, stsUrl: aws.url }
  const token = { kind: 'file', path: file } as const
  await command(person, 'addProvider', { provider: { kind: 'oidc-provider', name: 'CI', token, ...where } })
  const { identities } = await person.snapshot()
  const provider = identities.find(each => each.name === 'CI')
  if (provider === undefined) throw new Error('There is no provider.')
  const session: NewSession = {
    name: 'ci-dev',
    operation: 'AssumeRoleWithWebIdentity',
    source: { kind: 'identity', id: provider.id },
    roleArn,
    roleSessionName: null,
    providerId: null,
    durationSeconds: null,
    minimumSessionTokenSize: null,
    production: false,
    consent: 'off',
    console: { browser: null, service: null, region: null, durationSeconds: null },
    look: { color: null, group: null, pinned: false },
    sessionPolicies: null,
  }
  await command(person, 'addSession', { session })
  await person.click('ci-dev', 'Start')
  const row = await person.session('ci-dev')
  await row.getByText('The web identity token had run out').waitFor()
  const tried = () => aws.calls().filter(call => call.operation === 'AssumeRoleWithWebIdentity').length
  // Each pause is about twice as long as the one before: in the fifth, of 8 s or more, it is the click that tries.
  await until('there is time for a click', () => tried() >= 5, { timeoutMs: 60_000 })
  await writeFile(file, await issuer.token())
  const before = tried()
  await row.getByRole('button', { name: 'Try Now' }).click()
  await person.waitForState('ci-dev', 'live')
  expect(tried()).toBe(before + 1)
  expect(scene.app.pageErrors()).toEqual([])
})
