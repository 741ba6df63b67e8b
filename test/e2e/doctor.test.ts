import { existsSync } from 'node:fs'
import { readFile, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterEach, describe, expect, test } from 'vitest'
import { seriousFaults } from '../support/accessibility.ts'
import { electronExecutable } from '../support/app.ts'
import { activityOf } from '../support/commands.ts'
import { startCorporateNetwork, trust } from '../support/corporate-network.ts'
import { type Desktop, startDesktop } from '../support/desktop.ts'
import { runTool } from '../support/desktop-process.ts'
import { until } from '../support/desktop-wait.ts'
import { fetchCredentials } from '../support/endpoint-client.ts'
import type { KeyringMode } from '../support/keyring.ts'
import { Closers, setSceneIn } from '../support/scene.ts'
import { readFolder, search } from '../support/secret-search.ts'
import { setWatchedScene, toolAsks } from './watched-scene.ts'

const closers = new Closers()
afterEach(closers.close)

const STS = 'sts.eu-central-1.amazonaws.com'
const root = join(import.meta.dirname, '../..')

async function set() {
  const scene = await setWatchedScene()
  closers.add(scene.close)
  return scene
}

interface Printed {
  readonly code: number | null
  readonly text: string
}

/** Runs `--doctor` as a user would in a terminal. */
async function doctor(profileDir: string, env: Readonly<Record<string, string>>): Promise<Printed> {
  const args = [root, `--user-data-dir=${profileDir}`, '--doctor']
  if (process.getuid?.() === 0) args.push('--no-sandbox')
  const { code, stdout } = await runTool(electronExecutable(), args, { env, timeoutMs: 40_000 })
  return { code, text: stdout }
}

/** The line of a check, and what is indented below it. */
function said(text: string, name: string): string {
  const lines = text.split('\n')
  const at = lines.findIndex(line => line.slice(10).startsWith(`${name}: `))
  if (at < 0) throw new Error(`${name} is not in:\n${text}`)
  const next = lines[at + 1] ?? ''
  return next.startsWith('    ') ? `${lines[at]}\n${next.trim()}` : (lines[at] ?? '')
}

async function report(page: Page) {
  await page.getByRole('list', { name: 'Checks' }).waitFor()
  await page.getByText('Looking…').waitFor({ state: 'detached' })
  const rows = await page.getByRole('list', { name: 'Checks' }).getByRole('listitem').all()
  return Promise.all(rows.map(async row => (await row.innerText()).split('\n').filter(line => line !== '')))
}

/** What was copied, as it comes out when it is pasted. */
async function pasted(page: Page): Promise<string> {
  await page.evaluate(() => {
    const field = document.createElement('textarea')
    field.id = 'pasted'
    document.body.append(field)
    field.focus()
  })
  await page.keyboard.press('Control+V')
  return until('it is pasted', () =>
    page
      .locator('#pasted')
      .inputValue()
      .then(text => text || null),
  )
}

describe('the page', () => {
  test('shows that all is well, then the worst on top, and gives both to the clipboard without a name', async () => {
    const scene = await set()
    const { person, desktop, app, aws, alice } = scene
    await person.click('prod-admin', 'Start')
    const code = aws.code(alice.mfaSerial)
    await person.typeCode(code)
    await person.waitForState('prod-admin', 'live')
    expect((await toolAsks(scene, 'prod-admin')).status).toBe(200)
    // It may be noted after the tool has its answer, when the system was slow to tell who that is.
    await until('it is in the record', async () => (await activityOf(person)).length > 0)
    const activity = (await person.snapshot()).activityVersion

    const page = await person.show('Doctor')
    const well = await report(page)
    expect(well.map(([level, name]) => [level, name])).toEqual(
      [
        'Keychain',
        'Endpoint',
        `STS at ${new URL(aws.url).host}`,
        ...['Clock', 'Proxy', 'AWS Files', 'curl', 'Session Bus', 'Tray', 'Notifications', 'Shortcut'],
        'Settings',
      ].map(name => ['Fine', name]),
    )
    await page.getByText('Nothing is wrong.').waitFor()
    // Its own knocking is no tool's asking.
    expect((await person.snapshot()).activityVersion).toBe(activity)
    expect(await desktop.keyring.lookup('understudy', 'trial')).toBeNull()

    await desktop.keyring.lock()
    await aws.close()
    // By the keyboard alone.
    await page.getByRole('button', { name: 'Run Again' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('2 problems.').waitFor()
    const bad = await report(page)
    expect(bad.slice(0, 2).map(([level, name]) => [level, name])).toEqual([
      ['Problem', 'Keychain'],
      ['Problem', `STS at ${new URL(aws.url).host}`],
    ])
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await seriousFaults(page)).toEqual([])
    }
    expect(bad[0]?.join(' ')).toMatch(/The keyring is locked\. Unlock it: /)

    await page.getByRole('button', { name: 'Copy Diagnostics' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    const text = await pasted(page)
    expect(text).toMatch(/^Understudy \d+\.\d+\.\d+, linux /)
    expect(text).toContain('[problem] Keychain: The keyring is locked.')
    expect(text).toMatch(
      /prompt-opened raisedBy=you\n.* session id=session-2 from=starting to=waiting-for-code\n/,
    )
    const { identities, sessions, grants } = await person.snapshot()
    const names = [...identities, ...sessions.map(each => each.session)].flatMap(({ id, name }) => [id, name])
    const hidden = [
      ...names,
      ...sessions.map(each => each.account),
      ...grants.map(each => each.grant.id),
      ...[new URL(aws.url).host, 'arn:', 'AKIA', alice.secretAccessKey, code],
    ]
    expect(hidden.length).toBeGreaterThan(15)
    for (const word of hidden) expect(text).not.toContain(word)
    expect(app.pageErrors()).toEqual([])
  })
})

describe('--doctor', () => {
  test('leaves a running app alone, finds all well, and after its end too', async () => {
    const { app, person, desktop, aws } = await set()
    const settings = join(app.profileDir, 'understudy.json')
    const before = [await readFile(settings, 'utf8'), (await stat(settings)).mtimeMs]
    const { endpoint } = await person.snapshot()
    if (endpoint.kind !== 'listening') throw new Error('The endpoint is down.')

    const beside = await doctor(app.profileDir, desktop.env)
    expect(beside.text).not.toMatch(/\[(?:problem|warning)\]/)
    expect(beside.code).toBe(0)
    expect(said(beside.text, 'Endpoint')).toContain(`It answers on 127.0.0.1:${endpoint.port}`)
    expect(said(beside.text, `STS at ${new URL(aws.url).host}`)).toContain('[ok]')
    expect([await readFile(settings, 'utf8'), (await stat(settings)).mtimeMs]).toEqual(before)
    await person.click('dev-readonly', 'Start')
    await person.waitForState('dev-readonly', 'live')
    expect((await fetchCredentials(await person.connectionOf('dev-readonly'))).status).toBe(200)

    await app.quit()
    const after = await doctor(app.profileDir, desktop.env)
    expect(after.code).toBe(0)
    expect(said(after.text, 'Endpoint')).toContain(`its port ${endpoint.port} is free`)

    // Somebody else has come to the port meanwhile, and AWS has gone.
    const stranger = createServer(socket => {
      socket.on('error', () => undefined).end('HTTP/1.1 200 OK\r\n\r\nhello')
    })
    await new Promise<void>(resolve => stranger.listen(endpoint.port, '127.0.0.1', resolve))
    closers.add(() => stranger.close())
    await aws.close()
    const bad = await doctor(app.profileDir, desktop.env)
    expect(bad.code).toBe(1)
    expect(said(bad.text, 'Endpoint')).toMatch(
      new RegExp(`\\[problem\\].*Another program has Understudy’s port ${endpoint.port}\\.\\n.*end it`),
    )
    expect(said(bad.text, `STS at ${new URL(aws.url).host}`)).toMatch(
      /\[problem\].*can’t be reached \(ERR_CONNECTION_REFUSED\)\.\nCheck the network/,
    )
    expect([await readFile(settings, 'utf8'), (await stat(settings)).mtimeMs]).toEqual(before)
  })

  const on = async (keyring: KeyringMode): Promise<Desktop> => {
    const desktop = await startDesktop({ display: false, keyring })
    closers.add(desktop.close)
    return desktop
  }

  test.each<[KeyringMode, RegExp]>([
    ['locked', /\[problem\] Keychain: The keyring is locked\.\nUnlock it: /],
    ['none', /\[problem\] Keychain: No program on this desktop keeps secrets.*\nInstall and start one: /],
  ])('needs no display; of a keyring that is %s it says what to do', async (mode, words) => {
    const desktop = await on(mode)
    const profileDir = join(desktop.folder, 'profile')
    const { code, text } = await doctor(profileDir, desktop.env)
    expect(said(text, 'Keychain')).toMatch(words)
    expect(code).toBe(1)
    // Before its first start nothing is made, not even the folder.
    expect(existsSync(profileDir)).toBe(false)
  })

  test('gives up what hangs, and says so', async () => {
    const desktop = await on('unlocked')
    desktop.keyring.freeze()
    closers.add(() => desktop.keyring.thaw())
    const { code, text } = await doctor(join(desktop.folder, 'profile'), desktop.env)
    expect(said(text, 'Keychain')).toMatch(/did not answer in time\.\n/)
    expect(said(text, 'Session Bus')).toContain('[ok]')
    expect(code).toBe(1)
  })

  test('says that there is no session bus where it is run outside of one', async () => {
    const desktop = await on('none')
    const nowhere = `unix:path=${desktop.folder}/no-bus`
    const env = { ...desktop.env, DBUS_SESSION_BUS_ADDRESS: nowhere, DBUS_SYSTEM_BUS_ADDRESS: nowhere }
    const profile = join(desktop.folder, 'profile')
    const { code, text } = await doctor(profile, env)
    // Whoever runs it as root would leave a folder in which the app may write nothing.
    expect(existsSync(join(profile, 'Crashpad'))).toBe(false)
    for (const name of ['Keychain', 'Session Bus'])
      expect(said(text, name)).toMatch(/\[problem\].*no session bus.*\nStart Understudy from within/i)
    expect(code).toBe(1)
  })
})

test('behind a proxy --doctor tells an untrusted certificate from a proxy that leads nowhere', async () => {
  const desktop = await startDesktop()
  closers.add(desktop.close)
  const network = await startCorporateNetwork([STS])
  closers.add(network.close)
  await trust(network.authority, desktop)
  const env = { https_proxy: network.proxyUrl }
  const scene = await setSceneIn(desktop, { furnished: false, app: { env } })
  closers.add(scene.close)
  network.leadTo(scene.aws.url)
  await scene.person.addKey(scene.alice)
  const { profileDir } = scene.app
  await scene.app.quit()

  const way = `PROXY ${new URL(network.proxyUrl).host}`
  const well = await doctor(profileDir, { ...desktop.env, ...env })
  expect(said(well.text, 'STS in eu-central-1')).toBe(`[ok]      STS in eu-central-1: ${STS} answers.`)
  expect(said(well.text, 'Clock')).toContain('[ok]')
  expect(said(well.text, 'Proxy')).toContain(way)

  network.cutOff(STS)
  const cutOff = await doctor(profileDir, { ...desktop.env, ...env })
  expect(said(cutOff.text, 'STS in eu-central-1')).toMatch(
    /\[problem\].*The proxy does not lead to .* \(ERR_TUNNEL_CONNECTION_FAILED\)\.\nCheck the system’s proxy/,
  )

  network.reconnect(STS)
  await rm(join(desktop.env['HOME'] ?? '', '.pki'), { recursive: true })
  const untrusted = await doctor(profileDir, { ...desktop.env, ...env })
  expect(said(untrusted.text, 'STS in eu-central-1')).toMatch(
    /\[problem\].*certificate of .* is not trusted \(ERR_CERT_AUTHORITY_INVALID\)\.\nIf your company/,
  )
  expect([cutOff.code, untrusted.code]).toEqual([1, 1])
  expect(network.asked()).toEqual([`${STS}:443`])
})

test('the log of a day has what happened in it, no secret and no name, and is for the user alone', async () => {
  const scene = await set()
  const { app, aws, person, alice, roles, logind } = scene
  await person.click('prod-admin', 'Start')
  const right = aws.code(alice.mfaSerial)
  const wrong = right === '735194' ? '735195' : '735194'
  await (await person.typeCode(wrong)).getByText('AWS did not take that code.').waitFor()
  await person.typeCode(right)
  for (const name of ['dev-readonly', 'audit-chained']) await person.click(name, 'Start')
  for (const name of ['prod-admin', 'dev-readonly', 'audit-chained']) {
    await person.waitForState(name, 'live')
    expect((await toolAsks(scene, name)).status).toBe(200)
  }
  await person.addSession({ name: 'refused', roleArn: `${roles.devReadonly}-not`, mfa: 'No MFA' })
  await person.click('refused', 'Start')
  await person.waitForState('refused', 'failed')
  const file = join(app.profileDir, 'understudy.log')
  for (const locked of [true, false]) {
    await logind.setLockedHint(locked)
    const isTold = async () => (await readFile(file, 'utf8')).includes(`screen locked=${locked}`)
    await until(`the log tells that the screen is locked: ${locked}`, isTold)
  }
  await app.quit()

  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const log = await readFile(file, 'utf8')
  const times = log
    .split('\n')
    .slice(0, -1)
    .map(line => line.split(' ')[0] ?? '')
  for (const time of times) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  expect(times).toEqual([...times].sort())
  const happened = log.replaceAll(/^\S+ /gm, '').split('\n')
  expect(happened[0]).toMatch(/^started version=\d+\.\d+\.\d+ platform=linux-\w+ electron=\d+/)
  expect(happened.at(-2)).toBe('quit')
  for (const line of [
    expect.stringMatching(/^endpoint-up port=\d+$/),
    'prompt-opened raisedBy=you',
    'prompt-ended how=answered',
    expect.stringMatching(/^session id=\S+ from=starting to=on$/),
    expect.stringMatching(/to=failed why=aws:AccessDenied:403$/),
    'screen locked=true',
    'screen locked=false',
  ])
    expect(happened).toContainEqual(line)

  const secrets = [
    alice.secretAccessKey,
    right,
    wrong,
    ...aws.issued().flatMap(each => [each.secretAccessKey, each.sessionToken]),
  ].map(value => ({ name: value, value }))
  expect(secrets.length).toBeGreaterThan(8)
  const content = (await readFolder(app.profileDir)).get(file)
  if (content === undefined) throw new Error('There is no log.')
  expect(search(file, content, secrets)).toEqual([])
  for (const name of ['alice', 'prod-admin', 'dev-readonly', 'refused ', 'arn:', 'ASIA', 'AKIA'])
    expect(log).not.toContain(name)
})
