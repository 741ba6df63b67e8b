import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { Snapshot } from '../../main/core/snapshot/snapshot.ts'
import { launchApp, startApp } from '../support/app.ts'
import { until, within } from '../support/desktop-wait.ts'
import { fetchCredentials } from '../support/endpoint-client.ts'
import { lastClick } from '../support/last-click.ts'
import { Person } from '../support/person.ts'
import { type SceneOptions, setScene } from '../support/scene.ts'

type TestScene = Awaited<ReturnType<typeof setScene>>
let scene: TestScene | undefined

afterEach(async () => {
  // Whatever went wrong on the screen, the tray was there to the end.
  const last = scene
  scene = undefined
  try {
    await last?.tray.waitForMenu(
      menu => menu.some(entry => entry.label === 'Quit and Stop Serving Credentials'),
      'how to quit',
    )
  } finally {
    await last?.close()
  }
})

async function set(options?: SceneOptions): Promise<TestScene> {
  scene = await setScene(options)
  return scene
}

const failed = ({ state }: Snapshot['sessions'][number]) => state.kind === 'failed'
const restart = ({ desktop, app }: Pick<TestScene, 'desktop' | 'app'>) =>
  launchApp({ desktop, profileDir: app.profileDir })

test('a wrong key pair is not kept, and the form keeps what was typed', async () => {
  const { person, alice, aws, app } = await set({ furnished: false })
  const page = await person.fillKey({
    ...alice,
    secretAccessKey: `${alice.secretAccessKey.slice(0, -4)}AAAA`,
    stsUrl: aws.url,
  })
  const form = page.getByRole('dialog')
  await form.getByRole('alert').waitFor()
  const shown = await form.getByRole('alert').innerText()
  expect(shown).toContain(`The secret access key does not belong to AKIA…${alice.accessKeyId.slice(-4)}.`)
  expect(await form.getByLabel('Access key ID').inputValue()).toBe(alice.accessKeyId)
  expect((await person.snapshot()).identities).toEqual([])
  expect(await readFile(`${app.profileDir}/understudy.json`, 'utf8')).not.toContain('access-key/')
  await form.getByLabel('Access key ID').fill('AKIAIOSFODNN7EXAMPLE')
  await form.getByRole('button', { name: 'Add Key' }).click()
  await form.getByText('AWS does not know the access key AKIA…MPLE.').waitFor()
})

test('what can’t be right is said beside its field, before AWS is asked', async () => {
  const { person, alice, aws } = await set()
  const calls = aws.calls().length
  const sessions = await person.fillSession({ name: 'typo', roleArn: 'arn:aws:iam::11112222333:role/x' })
  const form = sessions.getByRole('dialog')
  await form.getByText('The account in a role’s ARN has 12 digits; this has “11112222333”.').waitFor()
  expect(await form.getByLabel('Role ARN').getAttribute('aria-invalid')).toBe('true')
  await sessions.keyboard.press('Escape')
  await form.waitFor({ state: 'detached' })

  const keys = await person.fillKey({
    ...alice,
    accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    stsUrl: 'http://sts.example',
  })
  await keys.getByRole('dialog').getByText('This is a temporary key: it ends by itself.').waitFor()
  await keys.getByRole('dialog').getByText('it must be https, unless it is on 127.0.0.1').waitFor()
  expect(aws.calls()).toHaveLength(calls)
})

test('a role that AWS refuses says which policies to look at, and can be tried again', async () => {
  const { person, aws, roles } = await set()
  const arn = `${roles.devReadonly}-typo`
  await person.addSession({ name: 'typo', roleArn: arn, mfa: 'No MFA' })
  await person.click('typo', 'Start')
  const row = await person.session('typo')
  const alert = await row.getByRole('alert').innerText()
  expect(alert).toContain(`arn:aws:iam::111122223333:user/alice may not assume ${arn}.`)
  expect(alert).toContain('the caller’s identity policy allows sts:AssumeRole on the role')
  expect(alert).toContain('The role’s trust policy must name the caller')
  expect(alert).toContain('Or there may be no such role.')
  const calls = aws.calls().length
  await row.getByRole('button', { name: 'Try Again' }).click()
  await until('AWS is asked again', () => aws.calls().length > calls)
})

test.each([
  ['locked' as const, 'The keychain is locked.'],
  ['none' as const, 'The keychain can’t be reached'],
])('a keyring that is %s: a sentence, and nothing is lost', async (keyring, sentence) => {
  const { person, alice, aws, app } = await set({ furnished: false, desktop: { keyring } })
  const page = await person.fillKey({ ...alice, stsUrl: aws.url })
  await page.getByRole('dialog').getByRole('alert').getByText(sentence).waitFor()
  expect((await person.snapshot()).identities).toEqual([])
  expect(app.stderr()).not.toMatch(/\w*Error\b|Unhandled/)
})

test('a keyring that is locked later: served credentials go on, it is said once, and unlocking it is enough', async () => {
  const { person, desktop, roles } = await set()
  await person.addSession({ name: 'second', roleArn: roles.devReadonly, mfa: 'A code for each' })
  await person.click('dev-readonly', 'Start')
  await person.waitFor('it is on', each => each.sessions.some(({ state }) => state.kind === 'live'))
  await desktop.keyring.lock()
  const { sessions } = await person.snapshot()
  const [dev, prod] = sessions.map(each => each.connection)
  if (!dev || !prod) throw new Error('A session has no connection.')
  expect((await fetchCredentials(dev)).status).toBe(200)
  await person.click('prod-admin', 'Start')
  await person.click('second', 'Start')
  await person.waitFor('both have failed', each => each.sessions.filter(failed).length === 2)
  const page = await person.manager()
  await page.getByText('The keychain is locked.').first().waitFor()
  expect(await page.getByText('The keychain is locked.').count()).toBe(1)
  await page.getByRole('alert').getByRole('button', { name: 'Unlock…' }).click()
  await desktop.keyring.unlock()
  await person.waitFor('the code is asked for', each => each.prompts.length === 1)
  await page.getByText('The keychain is locked.').waitFor({ state: 'detached' })
})

test('a port that is taken: an error that names it, and two ways on', async () => {
  const { person, app, desktop, tray } = await set()
  const { endpoint } = await person.snapshot()
  if (endpoint.kind !== 'listening') throw new Error('The endpoint is down.')
  await app.quit()
  const squatter = createServer().listen(endpoint.port, '127.0.0.1')
  await once(squatter, 'listening')
  const again = await restart({ app, desktop })
  try {
    const page = await again.window(/manager/)
    await page.getByText(`Port ${endpoint.port} is used by another program`).waitFor()
    await tray.waitForMenu(
      menu => menu.some(entry => entry.label === 'No tool can get credentials…'),
      'that the endpoint is down',
    )
    await new Promise(resolve => squatter.close(resolve))
    await page.getByRole('button', { name: 'Try Again' }).click()
    const after = new Person(again)
    await after.waitFor('it listens', each => each.endpoint.kind === 'listening')
    expect((await after.snapshot()).endpoint).toEqual(endpoint)
  } finally {
    squatter.close()
  }
})

test('a settings file of garbage is put aside, and the last good one is back', async () => {
  const { person, app, desktop } = await set()
  const before = (await person.snapshot()).sessions.map(each => each.session)
  await app.quit()
  await writeFile(`${app.profileDir}/understudy.json`, '{"catalog": gar\0bage')
  const again = await restart({ app, desktop })
  const page = await again.window(/manager/)
  await page.getByText('The settings file could not be read (it is not JSON).').waitFor()
  const after = await new Person(again).snapshot()
  expect(after.sessions.map(each => each.session)).toEqual(before)
  expect((await readdir(app.profileDir)).filter(name => name.includes('unreadable'))).toHaveLength(1)
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await page.getByText('could not be read').waitFor({ state: 'detached' })
})

test('a second start shows the first one’s window, and ends', async () => {
  const { app, desktop, tray } = await set()
  const page = await app.window(/manager/)
  await page.close()
  await until('the window is closed', () => app.windows().length === 0)
  const second = startApp({ desktop, profileDir: app.profileDir })
  expect(await within('the second one ends', 30_000, second.exited, second.output)).toBe(0)
  await app.window(/manager/)
  await tray.waitForMenu(menu => menu.some(entry => entry.label.startsWith('dev-readonly')), 'its session')
})

test('a popup that was closed comes back with a click, and keeps what is typed while the state changes', async () => {
  const { person, app, tray } = await set()
  await person.click('prod-admin', 'Start')
  await person.promptText()
  await (await app.window(/prompts/)).close()
  await until('the popup is closed', () => !app.windows().some(page => page.url().includes('/prompts/')))
  expect((await person.snapshot()).prompts).toHaveLength(1)
  await tray.click('MFA code needed for alice…')
  await person.promptText()
  await (await app.window(/prompts/)).close()
  await until('the popup is closed', () => !app.windows().some(page => page.url().includes('/prompts/')))
  const row = await person.session('prod-admin')
  await row.getByRole('button', { name: 'Enter Code…' }).click()
  await person.promptText()

  // A notice is on the screen, half a code is typed, and another session starts meanwhile.
  const popup = await person.typeCode('12')
  await lastClick(popup.getByRole('button', { name: 'Continue' }))
  await popup.getByText('A code has six digits.').waitFor()
  const field = popup.getByRole('textbox')
  await field.fill('')
  await field.pressSequentially('345')
  await person.click('dev-readonly', 'Start')
  await person.waitFor('dev-readonly is on', state => state.sessions.some(each => each.state.kind === 'live'))
  await field.pressSequentially('6')
  expect(await field.inputValue()).toBe('3456')
})

test('Forget All Sessions: nothing is served until a session is started again', async () => {
  const { person, tray } = await set()
  await tray.click(/^dev-readonly/)
  const { current } = await person.waitFor('it is on', state =>
    state.sessions.some(each => each.state.kind === 'live'),
  )
  if (current === null) throw new Error('There is no connection for the current session.')
  const before = await fetchCredentials(current)
  await tray.click('Forget All Sessions')
  await person.waitFor('all are off', state => state.sessions.every(each => each.state.kind === 'off'))
  expect((await fetchCredentials(current)).status).toBe(403)
  await tray.click(/^dev-readonly/)
  const after = await until('it is served again', async () => {
    const answer = await fetchCredentials(current)
    return answer.status === 200 ? answer : null
  })
  expect(after.body['AccessKeyId']).not.toBe(before.body['AccessKeyId'])
})
