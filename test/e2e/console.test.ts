import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ConsoleSettings } from '../../main/core/sessions/console-settings.ts'
import type { NewSession, SessionOf } from '../../main/core/sessions/session.ts'
import type { CommandName, Commands, Outcome } from '../../preload/contract.ts'
import { type BrowserStandIn, makeBrowserStandIn } from '../support/browser-stand-in.ts'
import { command } from '../support/commands.ts'
import { runProgram } from '../support/debian-clients.ts'
import { startDesktop } from '../support/desktop.ts'
import { until } from '../support/desktop-wait.ts'
import type { Wanted } from '../support/needles.ts'
import { Closers, type Scene, setSceneIn } from '../support/scene.ts'
import { ProcessWatch, readFolder, search } from '../support/secret-search.ts'
import { connectTray, type Tray } from '../support/tray.ts'

const DEV = 'arn:aws:sts::111122223333:assumed-role/dev-readonly/alice'
const HOME = 'https://console.aws.amazon.com/console/home?region=eu-central-1'
const ADDRESS = /^http:\/\/127\.0\.0\.1:\d+\/console\/[\w-]{43}$/

const closers = new Closers()
let scene: Scene
let tray: Tray
let browser: BrowserStandIn
/** What the system opens links with. */
let system: BrowserStandIn
let folder: string

beforeEach(async () => {
  const desktop = await startDesktop()
  closers.add(desktop.close)
  tray = await connectTray(desktop.busAddress, { host: true })
  closers.add(() => tray.close())
  folder = join(desktop.folder, 'bin')
  await mkdir(folder)
  browser = await makeBrowserStandIn(folder, 'my-browser', { stays: true })
  system = await makeBrowserStandIn(folder, 'xdg-open')
  scene = await setSceneIn(desktop, {
    furnished: false,
    app: { env: { PATH: `${folder}:${desktop.env['PATH']}` } },
  })
  closers.add(scene.close)
  closers.add(browser.end)
  await scene.person.addKey({ ...scene.alice, stsUrl: scene.aws.url })
})
afterEach(closers.close)

/** Adds a session of alice's key, or of another session. */
async function addRole(
  name: string,
  roleArn: string,
  console: Partial<ConsoleSettings> = {},
  more: Partial<SessionOf<'AssumeRole'>> = {},
): Promise<void> {
  const { identities } = await scene.person.snapshot()
  const [identity] = identities
  if (identity === undefined) throw new Error('There is no key.')
  const session: NewSession = {
    ...common(name, console),
    operation: 'AssumeRole',
    source: { kind: 'identity', id: identity.id },
    roleArn,
    roleSessionName: null,
    externalId: null,
    mfa: 'none',
    sessionPolicies: null,
    tags: [],
    transitiveTagKeys: [],
    sourceIdentity: null,
    providedContexts: [],
    ...more,
  }
  await command(scene.person, 'addSession', { session })
}

function common(name: string, console: Partial<ConsoleSettings> = {}) {
  return {
    name,
    durationSeconds: null,
    minimumSessionTokenSize: null,
    production: false,
    consent: 'off',
    console: { browser: null, service: null, region: null, durationSeconds: null, ...console },
    look: { color: null, group: null, pinned: false },
  } as const
}

async function idOf(name: string) {
  const { sessions } = await scene.person.snapshot()
  const found = sessions.find(each => each.session.name === name)
  if (found === undefined) throw new Error(`There is no session ${name}.`)
  return found.session.id
}

/** What a window's command comes to, which may be a refusal. */
async function outcomeOf<Name extends CommandName>(name: Name, input: Commands[Name]): Promise<Outcome> {
  const page = await scene.person.manager()
  return page.evaluate(
    async ([which, given]): Promise<Outcome> => {
      const run = window.understudy.run[which] as (what: unknown) => Promise<Outcome>
      return run(given)
    },
    [name, input] as const,
  )
}

const own = () => ({ kind: 'command', program: browser.program, arguments: ['--new window'] }) as const

/** All that would sign somebody in. */
function secrets(): readonly Wanted[] {
  const { aws } = scene
  return [
    ...aws.signinTokens().map(value => ({ name: 'a sign-in token', value })),
    ...aws.issued().flatMap(({ secretAccessKey, sessionToken }) => [
      { name: 'a secret access key', value: secretAccessKey },
      { name: 'a session token', value: sessionToken },
    ]),
  ]
}

test('the chosen browser is signed in, and no command line, environment, file or log holds what did it', async () => {
  const { person, app, aws, roles } = scene
  const watch = new ProcessWatch(process.pid)
  await addRole('dev', roles.devReadonly, { browser: own(), region: 'eu-west-1', service: 's3' })
  await tray.click(/^dev/)
  await person.waitForState('dev', 'live')
  await tray.click('Open Console as dev')
  const [visit] = await browser.visits(1)
  expect(visit?.words).toEqual(['--new window', expect.stringMatching(ADDRESS)])
  expect(visit?.page).toContain(DEV)
  expect(aws.signIns()).toMatchObject([
    { arn: DEV, destination: 'https://console.aws.amazon.com/s3/home?region=eu-west-1' },
  ])
  await command(person, 'openConsole', { id: await idOf('dev') })
  const all = await browser.visits(2)
  expect(all[1]?.words.at(-1)).not.toBe(visit?.words.at(-1))
  expect(aws.signIns()).toHaveLength(2)

  // It is looked at while it runs.
  for (const { words } of all) await watch.saw('my-browser', words.at(-1) ?? '')
  const processes = await watch.stop()
  const told = all.map(({ environment }) => ['its environment', Buffer.from(environment)] as const)
  const log = ['the log', Buffer.from(app.stderr())] as const
  const everywhere = [...processes, ...told, ...(await readFolder(app.profileDir)), log]
  expect(secrets().length).toBeGreaterThan(3)
  expect(everywhere.flatMap(([where, content]) => search(where, content, secrets()))).toEqual([])
  expect(app.pageErrors()).toEqual([])
})

test('without a choice it is the system that opens it', async () => {
  await addRole('dev', scene.roles.devReadonly)
  await command(scene.person, 'openConsole', { id: await idOf('dev') })
  const [visit] = await system.visits(1)
  expect(visit?.words).toEqual([expect.stringMatching(ADDRESS)])
  const environment = Buffer.from(visit?.environment ?? '')
  expect(environment.length).toBeGreaterThan(0)
  expect(search('its environment', environment, secrets())).toEqual([])
  expect(visit?.page).toContain(DEV)
  expect(scene.aws.signIns()).toMatchObject([{ arn: DEV, destination: HOME, issuer: 'Understudy' }])
})

test('the address works once, and not for another user', async () => {
  const { roles, aws } = scene
  // It keeps the address to itself.
  const keeper = join(folder, 'keeper')
  const kept = join(folder, 'kept')
  await writeFile(keeper, `#!/bin/sh\nprintf %s "$1" > ${kept}.part && mv ${kept}.part ${kept}\n`, {
    mode: 0o755,
  })
  await addRole('dev', roles.devReadonly, { browser: { kind: 'command', program: keeper, arguments: [] } })
  await command(scene.person, 'openConsole', { id: await idOf('dev') })
  const env = { PATH: '/usr/bin:/bin' }
  const address = await until('the address', async () => {
    const { exitCode, stdout } = await runProgram('/bin/cat', [kept], env)
    return exitCode === 0 && ADDRESS.test(stdout) ? stdout : null
  })
  const ask = async (program: string, ...args: readonly string[]) =>
    (await runProgram(program, [...args, '-q', '-sS', '-i', address], env)).stdout
  if (process.getuid?.() === 0) {
    const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups', '/usr/bin/curl']
    const stolen = await ask('/usr/bin/setpriv', ...nobody)
    expect(stolen).toMatch(/^HTTP\/1\.1 403 /)
    expect(stolen).not.toMatch(/SigninToken|location/i)
  } else process.stdout.write('NOT SHOWN: that another user is refused. Run this as root to see it.\n')
  const page = await ask('/usr/bin/curl', '-H', 'Sec-Fetch-Site: cross-site')
  expect(page).toMatch(/^HTTP\/1\.1 403 /)
  const first = await ask('/usr/bin/curl')
  const link = /^location: (\S+)/im.exec(first)?.[1] ?? ''
  expect(link.startsWith(`${aws.url}/federation?`)).toBe(true)
  // Nobody else's address leads anywhere now, so the port is closed as well.
  expect(await ask('/usr/bin/curl')).not.toMatch(/SigninToken|location/i)
})

test('only where AWS takes one, a duration is asked for', async () => {
  const { person, aws, alice, roles } = scene
  await addRole('prod', roles.prodAdmin, { browser: own(), durationSeconds: 900 }, { mfa: 'session-token' })
  const source = { kind: 'session', id: await idOf('prod') } as const
  await addRole('audit', roles.auditChained, { browser: own() }, { source })
  await tray.click(/^audit/)
  await person.typeCode(aws.code(alice.mfaSerial))
  await person.waitForState('audit', 'live')
  await tray.click('Open Console as audit')
  await browser.visits(1)
  await command(person, 'openConsole', { id: await idOf('prod') })
  await browser.visits(2)
  expect(aws.signIns().map(({ arn }) => arn)).toEqual([
    'arn:aws:sts::111122223333:assumed-role/audit-chained/alice',
    'arn:aws:sts::111122223333:assumed-role/prod-admin/alice',
  ])
  // With one, the local AWS would have refused the first, and the app asked twice.
  const asked = aws.calls().filter(({ operation }) => operation === 'getSigninToken')
  expect(asked.map(({ outcome }) => outcome)).toEqual(['ok', 'ok'])
})

test('a session of GetSessionToken, a browser that is not there and an AWS that refuses are told of', async () => {
  const { person, aws, roles } = scene
  const { identities } = await person.snapshot()
  const [identity] = identities
  if (identity === undefined) throw new Error('There is no key.')
  const token: NewSession = {
    ...common('token'),
    operation: 'GetSessionToken',
    source: { kind: 'identity', id: identity.id },
    mfa: false,
  }
  await command(person, 'addSession', { session: token })
  const none = 'token comes from GetSessionToken, with which AWS lets nobody sign in to the console.'
  for (const name of ['openConsole', 'copyConsoleLink'] as const)
    expect(await outcomeOf(name, { id: await idOf('token') })).toMatchObject({
      ok: false,
      explanation: { title: none },
    })
  await tray.click(/^token/)
  await person.waitForState('token', 'live')
  const menu = await tray.waitForMenu(
    entries => entries.some(({ label, checked }) => checked && /^token · .*until/.test(label)),
    'the end of token',
  )
  expect(menu.filter(({ label }) => label.includes('Console'))).toEqual([])

  const program = join(folder, 'not-there')
  await addRole('dev', roles.devReadonly, { browser: { kind: 'command', program, arguments: [] } })
  expect(await outcomeOf('openConsole', { id: await idOf('dev') })).toMatchObject({
    ok: false,
    explanation: { title: `${program} was not found on this computer.` },
  })

  // From the tray, where no window is told, the manager tells it.
  await tray.click(/^dev/)
  await aws.fault({ kind: 'error', status: 503, operations: ['getSigninToken'], times: 2 })
  await tray.click('Open Console as dev')
  const { notices } = await person.waitFor('a notice', snapshot => snapshot.notices.length > 0)
  expect(notices.map(({ title }) => title)).toEqual([
    `The console’s sign-in at ${new URL(aws.url).host} has a fault (HTTP 503).`,
  ])
})

test('a copied link signs in', async () => {
  const { person, aws, roles, app } = scene
  await addRole('dev', roles.devReadonly)
  await command(person, 'copyConsoleLink', { id: await idOf('dev') })
  const page = await person.manager()
  // A page may not read the clipboard, but it may be pasted into.
  await page.evaluate(() => {
    const field = Object.assign(document.createElement('textarea'), { id: 'paste' })
    document.body.append(field)
    field.focus()
  })
  await page.locator('#paste').press('Control+v')
  const link = await until('it is pasted', () =>
    page
      .locator('#paste')
      .inputValue()
      .then(text => text || null),
  )
  expect(await (await fetch(link)).text()).toContain(DEV)
  expect(aws.signIns()).toMatchObject([{ arn: DEV, destination: HOME }])
  expect(app.pageErrors()).toEqual([])
})
