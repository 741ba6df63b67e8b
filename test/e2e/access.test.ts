import { readdir, readFile, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { READ_ONLY } from '../../main/core/sessions/session-policies.ts'
import { command, connectionOfTool } from '../support/commands.ts'
import { until } from '../support/desktop-wait.ts'
import { askEndpoint, askUntilGot, fetchCredentials, fetchWhenGot } from '../support/endpoint-client.ts'
import { setScene } from '../support/scene.ts'

let scene: Awaited<ReturnType<typeof setScene>>
let downloads: string

beforeAll(async () => {
  scene = await setScene({
    services: async ({ env }) => {
      downloads = join(env['HOME'] ?? '', 'Saved')
      const line = `XDG_DOWNLOAD_DIR="${downloads}"\n`
      await writeFile(join(env['XDG_CONFIG_HOME'] ?? '', 'user-dirs.dirs'), line)
    },
  })
})
afterAll(() => scene?.close())

/** Revokes by its row, as a person does, and tells what the dialog has said. */
async function revoke(name: string): Promise<string> {
  const { person } = scene
  await (await person.accessOf(name)).getByRole('button', { name: 'Revoke' }).click()
  const dialog = (await person.manager()).getByRole('dialog')
  const said = await dialog.innerText()
  await dialog.getByRole('button', { name: 'Revoke' }).click()
  await dialog.waitFor({ state: 'detached' })
  return said
}

test('a tool is given read-only access by hand, and its lines lead to bounded credentials', async () => {
  const { person, aws } = scene
  await person.addAccess({ name: 'Agent', session: 'dev-readonly', may: 'Read-only' })
  const row = await person.accessOf('Agent')
  expect(await row.innerText()).toMatch(/dev-readonly\s+Read-only\s+Never used/)
  await row.getByRole('button', { name: 'Connect…' }).click()
  const dialog = (await person.manager()).getByRole('dialog', { name: 'Connect Agent' })
  const lines = await dialog.locator('pre').innerText()
  const [, url = ''] = /AWS_CONTAINER_CREDENTIALS_FULL_URI=(.*)/.exec(lines) ?? []
  const [, tokenFile = ''] = /AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=(.*)/.exec(lines) ?? []
  expect((await askUntilGot(url, { Authorization: await readFile(tokenFile, 'utf8') })).status).toBe(200)
  const sent = aws.calls().flatMap(({ sessionPolicies }) => sessionPolicies ?? [])
  expect(sent).toEqual([{ policy: null, policyArns: READ_ONLY.policyArns }])

  await dialog.getByRole('button', { name: 'Copy' }).click()
  await dialog.getByText('Copied. No secret is in these lines.').waitFor()
  await dialog.getByLabel('From where').selectOption('A profile in the AWS config file')
  await dialog.locator('pre', { hasText: '[profile understudy-Agent]' }).waitFor()
  await dialog.getByRole('button', { name: 'Close' }).click()
  await row.getByText(`, pid ${process.pid}`).waitFor()
})

test('what is wrong with an access is said beside its field, and nothing is kept', async () => {
  const { person } = scene
  const form = await person.fillAccess({ name: 'Agent', may: 'At most what other session policies allow' })
  await form.getByText('Write a policy, or name at least one').waitFor()
  expect(await form.locator('[aria-invalid="true"]').evaluateAll(found => found.length)).toBe(2)
  await form.getByLabel('Name of the tool').fill('terraform')
  await form.getByLabel('Session policy').fill('{')
  await form.getByLabel('ARNs of managed policies').fill('ReadOnlyAccess')
  await form.getByRole('button', { name: 'Add Access' }).click()
  await form.getByText('This is no JSON').waitFor()
  await form.getByText('“ReadOnlyAccess” is no managed policy’s ARN.').waitFor()
  await form.getByRole('button', { name: 'Cancel' }).click()
  expect((await person.snapshot()).grants.some(each => each.grant.name === 'terraform')).toBe(false)
})

test('the filter stays where it is, however little is left of the list', async () => {
  const { person } = scene
  for (const name of ['one', 'two', 'three'])
    await command(person, 'addGrant', { grant: { name, target: { kind: 'current' }, sessionPolicies: null } })
  const page = await person.show('Connect a Tool')
  await page.getByRole('listitem', { name: 'three' }).waitFor()
  const field = page.getByRole('searchbox')
  const before = await field.boundingBox()
  for (const [typed, left] of [
    ['agent READ-only', 1],
    ['nobody of that name', 0],
  ] as const) {
    await field.fill(typed)
    await page.getByText(`${left} of `).waitFor()
    expect(await field.boundingBox()).toEqual(before)
  }
  await page.getByRole('button', { name: 'Clear' }).click()
  await page.getByRole('listitem', { name: 'two' }).waitFor()
})

test('a revoked tool gets nothing at once, and the others go on', async () => {
  const { person } = scene
  const { url, tokenFile } = await connectionOfTool(person, 'Agent')
  const token = await readFile(tokenFile, 'utf8')
  await revoke('Agent')
  expect((await askEndpoint(url, { Authorization: token })).status).toBe(403)
  await (await person.manager()).locator(':focus', { hasText: 'Add Access' }).waitFor()
  await (await person.accessOf('Agent')).waitFor({ state: 'detached' })
  expect((await fetchWhenGot(await person.connectionOf('dev-readonly'))).status).toBe(200)
})

test('what is always there comes back with another address, and says so before', async () => {
  const { person } = scene
  const old = await person.connectionOf('dev-readonly')
  const token = await readFile(old.tokenFile, 'utf8')
  expect(await revoke('dev-readonly')).toContain('A new address and a new token take their place.')
  expect((await askEndpoint(old.url, { Authorization: token })).status).toBe(403)
  const fresh = await person.connectionOf('dev-readonly')
  expect(fresh.url).not.toBe(old.url)
  expect((await fetchCredentials(fresh)).status).toBe(200)
})

test('a session that is marked as production is seen to be so in its rows, and where it is chosen', async () => {
  const { person } = scene
  await person.click('prod-admin', 'Edit')
  const page = await person.manager()
  const form = page.getByRole('dialog')
  await form.getByLabel('Production').check()
  await form.getByRole('button', { name: 'Save' }).click()
  await form.waitFor({ state: 'detached' })
  const row = page.getByRole('listitem', { name: 'prod-admin', exact: true })
  await row.getByText('PRODUCTION').waitFor()
  const pane = await person.session('prod-admin')
  await pane.getByRole('heading', { level: 2 }).getByText('PRODUCTION').waitFor()
  await (await person.accessOf('prod-admin')).getByRole('heading').getByText('PRODUCTION').waitFor()
  await page.getByRole('button', { name: 'Add Access' }).click()
  await form.waitFor()
  expect(await form.getByLabel('Session', { exact: true }).locator('option').allInnerTexts()).toEqual([
    'The current one: whatever the tray points at',
    'dev-readonly',
    'prod-admin · PRODUCTION',
    'audit-chained',
  ])
  await form.getByRole('button', { name: 'Cancel' }).click()
})

test('the activity page names who got what, and tells in full why another one was refused', async () => {
  const { person } = scene
  const page = await person.show('Activity')
  const given = page.getByRole('row').filter({ hasText: `pid ${process.pid}` })
  await given
    .filter({ hasText: /dev-readonly.*Session.*Handed out ASIA/s })
    .first()
    .waitFor()

  expect((await fetchCredentials(await person.connectionOf('prod-admin'))).status).toBe(403)
  const refused = page.getByRole('row').filter({ hasText: 'Refused: ' })
  const reason = refused.filter({ hasText: 'prod-admin' }).getByText('Refused: ')
  await reason.waitFor()
  await page.getByRole('radio', { name: 'Refused' }).check()
  await until(
    'all others are gone',
    async () => (await given.filter({ hasText: 'Handed out' }).count()) === 0,
  )
  await page.getByRole('searchbox').fill('PROD-admin refused')
  await until('only that one is left', async () => (await page.getByRole('row').count()) === 2)
  const isCut = () => reason.evaluate(each => each.scrollHeight > each.clientHeight)
  expect(await isCut()).toBe(true)
  await refused.getByRole('button', { name: /^Details of/ }).focus()
  await page.keyboard.press('Enter')
  await until('the reason is there in full', async () => !(await isCut()))
  await page.getByRole('searchbox').fill('nobody of that name')
  await page.getByText('Nothing matches “nobody of that name”.').waitFor()
  await page.getByRole('button', { name: 'Clear' }).click()
  await given.first().waitFor()
})

test('the record is exported as JSON lines', async () => {
  const page = await scene.person.show('Activity')
  await page.getByRole('button', { name: 'Export…' }).click()
  await page.getByText('The record is in your folder for downloads').waitFor()
  const [file = ''] = await readdir(downloads)
  const entries = (await readFile(join(downloads, file), 'utf8')).trim().split('\n')
  const kinds = entries.map(line => {
    const { result }: { result: { kind: string } } = JSON.parse(line)
    return result.kind
  })
  expect(new Set(kinds)).toEqual(new Set(['handed-out', 'refused']))
})

test('a session is served as instance metadata when the settings say so, and no longer when they do not', async () => {
  const page = await scene.person.show('Settings')
  const group = page.getByRole('region', { name: 'Instance metadata (IMDSv2)' })
  expect(await group.innerText()).toContain('no token file guards it')
  await group.getByRole('combobox').selectOption('dev-readonly')
  const base = await group.locator('code').innerText()
  const token = await metadata(base, 'PUT', 'latest/api/token', {
    'x-aws-ec2-metadata-token-ttl-seconds': '60',
  })
  const roles = 'latest/meta-data/iam/security-credentials/'
  const headers = { 'x-aws-ec2-metadata-token': token }
  const role = await metadata(base, 'GET', roles, headers)
  expect(JSON.parse(await metadata(base, 'GET', roles + role, headers))).toMatchObject({ Code: 'Success' })
  await group.getByRole('combobox').selectOption('Off')
  await group.locator('code').waitFor({ state: 'detached' })
  await expect(metadata(base, 'GET', roles, headers)).rejects.toThrow('ECONNREFUSED')
  expect(scene.app.pageErrors()).toEqual([])
})

function metadata(
  base: string,
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    // On a connection of its own: one that is kept would tell of its own end, and not of the port.
    const asked = request(base + path, { method, headers, agent: false, timeout: 10_000 }, response => {
      let text = ''
      response.setEncoding('utf8').on('data', chunk => {
        text += chunk
      })
      response.on('end', () => resolve(text))
    })
    asked.on('error', reject).end()
  })
}
