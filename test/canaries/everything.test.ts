import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { removalGroups } from '../../main/core/removal.ts'
import {
  type CommandName,
  commandNames,
  type LookUpName,
  lookUpNames,
  pageNames,
} from '../../preload/contract.ts'
import { launchApp, startApp } from '../support/app.ts'
import { command, lookUp } from '../support/commands.ts'
import { crashWindows } from '../support/crash.ts'
import { runTool } from '../support/desktop-process.ts'
import { within } from '../support/desktop-wait.ts'
import type { Wanted } from '../support/needles.ts'
import { Person } from '../support/person.ts'
import { signIn } from '../support/saml-scene.ts'
import { ProcessWatch, readFolder } from '../support/secret-search.ts'
import { allowed } from './allowed.ts'
import { ask, hostileOf } from './asking.ts'
import { Evidence } from './evidence.ts'
import { exercises, type Given } from './exercises.ts'
import { listenAt, readClipboard, readPage } from './page-contents.ts'
import { askRoutes, connectionsOf, send } from './routes.ts'
import { type Stage, setStage } from './stage.ts'
import { readWindowMemory } from './window-memory.ts'

const evidence = new Evidence()
const marks: Wanted[] = []
let stage: Stage
let page: Page
let watch: ProcessWatch
let readTold: (to: Evidence) => Promise<void>
let exercised = 0

beforeAll(async () => {
  stage = await setStage()
  const { app, person } = stage.scene
  watch = new ProcessWatch(app.pid)
  page = await person.manager()
  readTold = await listenAt(page)
})
afterAll(() => stage?.close())

/** What each step leaves behind in files and windows. */
async function look(app = stage.scene.app): Promise<void> {
  const { desktop } = stage.scene
  const folders = [desktop.folder, stage.env['TMPDIR'] ?? '']
  for (const folder of folders)
    for (const [path, content] of await readFolder(folder)) evidence.add('file', path, content)
  for (const each of app.windows()) await readPage(evidence, each)
}

const code = () => stage.scene.aws.code(stage.scene.alice.mfaSerial)
const note = (name: string, value: string) => {
  marks.push({ name, value })
  return value
}

test('sessions of each kind are started, with a wrong code and a right one, and a sign-in', async () => {
  const { person, app } = stage.scene
  await person.click('dev-readonly', 'Start')
  await person.click('ci-dev', 'Start')
  await person.click('corp-dev', 'Start')
  const form = await app.window(/\/sign-in/)
  await readPage(evidence, form)
  await signIn(form)
  await person.click('prod-admin', 'Start')
  const right = code()
  const wrong = right === '735194' ? '735195' : '735194'
  const popup = await person.typeCode(note('a wrong MFA code', wrong))
  await popup.getByText('AWS did not take that code.').waitFor()
  await look()
  await person.typeCode(note('an MFA code', code()))
  for (const name of ['dev-readonly', 'ci-dev', 'corp-dev', 'prod-admin'])
    await person.waitForState(name, 'live')
  await command(person, 'switchTo', { id: await idOf('dev-readonly') })
  await look()
})

async function sessionOf(name: string) {
  const { sessions } = await stage.scene.person.snapshot()
  const found = sessions.find(each => each.session.name === name)
  if (found === undefined) throw new Error(`There is no ${name}.`)
  return found.session
}

const idOf = async (name: string) => (await sessionOf(name)).id

test('keys are imported from ~/.aws, and that is undone', async () => {
  const { person } = stage.scene
  const { where, awsFolder } = stage
  const file = join(awsFolder, 'credentials')
  const before = await readFile(file, 'utf8')
  await lookUp(person, 'findImports', { place: 'aws-files', endpoint: where })
  const choices = [{ name: 'work', point: true }]
  const plan = await lookUp(person, 'previewImport', {
    ask: { place: 'aws-files', choices, endpoint: where },
  })
  evidence.add('answer to a window', 'previewImport', JSON.stringify(plan))
  await command(person, 'applyPlan', { id: plan.id, confirmed: plan.confirmations.map(each => each.kind) })
  expect(await readFile(file, 'utf8')).not.toContain(stage.other.secretAccessKey)
  await look()
  const { awsFiles } = await person.waitFor('it can be undone', state => state.awsFiles.edits.length > 0)
  const [edit] = awsFiles.edits
  if (edit === undefined) throw new Error('There is no change.')
  const back = await lookUp(person, 'previewChange', { change: { kind: 'undo', id: edit.id } })
  evidence.add('answer to a window', 'previewChange', JSON.stringify(back))
  await command(person, 'applyPlan', { id: back.id, confirmed: back.confirmations.map(each => each.kind) })
  expect(await readFile(file, 'utf8')).toBe(before)
})

test('every page and window is opened', async () => {
  const { person, app } = stage.scene
  for (const name of pageNames) {
    await person.show(name)
    await page.waitForTimeout(100)
    await readPage(evidence, page)
  }
  await command(person, 'openSwitcher', {})
  await readPage(evidence, await app.window(/switcher/))
  await command(person, 'closeSwitcher', {})
})

async function askForCode(): Promise<void> {
  await ask(evidence, page, 'startSession', { id: await idOf('coded') })
  await stage.scene.person.waitFor('a code is asked for', state => state.prompts.length > 0)
}

/** What must be open before it can be answered. */
const openers: Partial<Record<CommandName | LookUpName, () => Promise<void>>> = {
  answerPrompt: askForCode,
  cancelPrompt: askForCode,
  async answerConfirmation() {
    await ask(evidence, page, 'startSession', { id: await idOf('guarded') })
    await stage.scene.person.waitFor('the lease is asked about', state => state.confirmations.length > 0)
  },
  async answerQuestion() {
    const { url, tokenFile } = await stage.scene.person.connectionOf('asked-about')
    const Authorization = await readFile(tokenFile, 'utf8')
    const reply = await send(url, { Authorization })
    evidence.add('endpoint error', 'asked about', reply?.text ?? '')
    await stage.scene.person.waitFor('the program is asked about', state => state.questions.length > 0)
  },
}

test('every command and look-up is given what it takes, and secrets in the wrong fields', async () => {
  const { scene, where, other, tokenFile, dialogs } = stage
  const { person, alice } = scene
  const names = Object.keys(exercises) as (CommandName | LookUpName)[]
  expect(names.toSorted()).toEqual([...commandNames, ...lookUpNames].toSorted())
  dialogs.answer(join(scene.desktop.folder, 'exported.json'))
  for (const name of names) {
    await openers[name]?.()
    const given: Given = { snapshot: await person.snapshot(), where, alice, other, code: code(), tokenFile }
    const inputs = exercises[name](given)
    if (name in openers) expect(inputs, name).not.toEqual([])
    for (const input of inputs) {
      const hostile = hostileOf(name, input)
      for (const each of hostile) {
        // What was taken is a name now, or another text of the user's that is shown.
        if (!(await ask(evidence, page, name, each.input)) || name === 'answerPrompt') marks.push(each.mark)
      }
      await ask(evidence, page, name, input)
    }
    if (name.startsWith('copy')) await readClipboard(evidence, page, name)
    exercised += 1
  }
  note('an MFA code of the exercises', code())
  await look()
})

test('every route of the endpoint is asked, rightly and wrongly', async () => {
  const { person } = stage.scene
  await command(person, 'switchTo', { id: await idOf('dev-readonly') })
  await command(person, 'serveInstanceMetadata', { id: await idOf('dev-readonly') })
  const snapshot = await person.waitFor('metadata is served', state => state.instanceMetadata !== null)
  const asked = await askRoutes(evidence, snapshot)
  marks.push(...asked.marks)
  expect(asked.good).toBeGreaterThan(4)
  for (const { tokenFile } of connectionsOf(snapshot)) {
    expect((await stat(tokenFile)).mode & 0o777).toBe(0o600)
    note('an endpoint token', await readFile(tokenFile, 'utf8'))
  }
  for (const visit of await stage.browser.visits(1)) {
    evidence.add('command line', 'the browser', visit.words.join('\0'))
    evidence.add('environment', 'the browser', visit.environment)
  }
  await look()
})

test('AWS refuses with what it was sent', async () => {
  const { scene, sts, where, other } = stage
  const { person } = scene
  sts.echo(true)
  const key = { accessKeyId: other.accessKeyId, secretAccessKey: other.secretAccessKey }
  await ask(evidence, page, 'addKey', { settings: { ...where, name: 'echo', mfaSerial: null }, key })
  for (const name of ['dev-readonly', 'ci-dev', 'prod-admin']) {
    // Else it would be what AWS has given before.
    const session = await sessionOf(name)
    await command(person, 'editSession', { session: { ...session, durationSeconds: 1800 } })
    await ask(evidence, page, 'startSession', { id: session.id })
    await ask(evidence, page, 'whoAmI', { id: await idOf(name) })
  }
  await person.waitForState('ci-dev', 'failed')
  await person.show('Sessions')
  for (const name of ['dev-readonly', 'ci-dev']) {
    await person.session(name)
    await readPage(evidence, page)
  }
  await ask(evidence, page, 'copyDiagnostics', {})
  await readClipboard(evidence, page, 'copyDiagnostics')
  sts.echo(false)
  expect(sts.echoes()).toBeGreaterThan(2)
  await look()
})

test('the keychain is locked', async () => {
  const { person, desktop } = stage.scene
  await desktop.keyring.lock()
  await ask(evidence, page, 'startSession', { id: await idOf('dev-readonly') })
  await ask(evidence, page, 'examine', {})
  await look()
  await desktop.keyring.unlock()
  await command(person, 'retryKeychain', {})
})

test('the windows have only what was typed into them in their memory', async () => {
  if (!(await readWindowMemory(evidence, stage.scene.app.pid)))
    process.stdout.write('NOT SHOWN: what windows have in their memory. Run this as root to see it.\n')
})

test('the windows’ processes crash, and then the main one', async () => {
  const { app } = stage.scene
  await readTold(evidence)
  await crashWindows(app)
  await noteProcesses()
  process.kill(app.pid, 'SIGSEGV')
  await within('the main process is gone', 20_000, app.exited)
  await app.kill()
  evidence.add('output', 'the app', app.stderr())
  await look()
})

test('it is started again, examined from a terminal, and removed with all that it has', async () => {
  const { desktop, app } = stage.scene
  const again = await launchApp({ desktop, profileDir: app.profileDir, env: { ...stage.env } })
  const person = new Person(again)
  // To one that is at work this means: show yourself.
  const further = startApp({ desktop, profileDir: app.profileDir, env: { ...stage.env } })
  await within('the second start ends', 20_000, further.exited, further.output)
  // One that needs no code: whether the token of the others was kept depends on what was done with them before.
  await person.click('dev-readonly', 'Start')
  await person.waitForState('dev-readonly', 'live')
  await look(again)
  const doctor = startApp({
    desktop,
    profileDir: app.profileDir,
    args: ['--doctor'],
    env: { ...stage.env },
  })
  await within('the examination is done', 60_000, doctor.exited, doctor.output)
  evidence.add('output', '--doctor', doctor.output())
  // Not awaited for its answer, which it has no time to give.
  void ask(evidence, await person.manager(), 'removeEverything', { confirmed: removalGroups }).catch(() => {})
  await within('all is removed', 20_000, again.exited, again.stderr)
  evidence.add('output', 'the app, started again', again.stderr())
  await again.kill()
  await look(again)
  const { stdout, stderr } = await runTool('secret-tool', ['search', '--all', 'service', 'understudy'], {
    env: desktop.env,
  })
  expect(`${stdout}${stderr}`).not.toContain('attribute.account')
})

async function noteProcesses(): Promise<void> {
  // The name holds what it shows, which is no place.
  for (const [name, content] of await watch.stop()) {
    const place = name.slice(0, name.indexOf(' '))
    evidence.add(place.endsWith('cmdline') ? 'command line' : 'environment', place, content)
  }
}

test('none of the secrets is in anything that has left the app', async () => {
  const { aws, idp } = stage.scene
  for (const message of await stage.bus.stop()) evidence.add('D-Bus message', 'the session bus', message)
  const issued = aws.issued().flatMap(({ operation, secretAccessKey, sessionToken }) => [
    { name: `a secret access key of ${operation}`, value: secretAccessKey },
    { name: `a session token of ${operation}`, value: sessionToken },
  ])
  const assertions = idp.responses().flatMap(response => {
    const signatures = Buffer.from(response, 'base64')
      .toString()
      .matchAll(/SignatureValue>([^<]+)</g)
    return [
      { name: 'a SAML response', value: response },
      ...[...signatures].map(each => ({ name: 'the signature of a SAML response', value: each[1] ?? '' })),
    ]
  })
  const links = aws.signinTokens().map(value => ({ name: 'a console sign-in token', value }))
  for (const [what, list] of Object.entries({ issued, assertions, links }))
    expect(list.length, what).toBeGreaterThan(0)
  const secrets = [...stage.secrets, ...issued, ...assertions, ...links, ...marks]
  const leaks = evidence.leaks(secrets, allowed)
  const counts = [...evidence.counts()].map(
    ([kind, { pieces, bytes }]) => `${kind}: ${pieces} (${bytes} bytes)`,
  )
  process.stdout.write(
    `${[
      `${secrets.length} secrets looked for, ${exercised} commands and look-ups exercised, in`,
      ...counts,
      `${leaks.length} hits`,
    ].join('\n  ')}\n`,
  )
  for (const [kind, { pieces }] of evidence.counts())
    if (kind !== 'memory of a window' || process.getuid?.() === 0) expect(pieces, kind).toBeGreaterThan(0)

  // Of what was typed there: so it can be found.
  const inMemory = evidence.leaks(secrets).filter(({ kind }) => kind === 'memory of a window')
  if (process.getuid?.() === 0)
    expect(inMemory.some(({ secret }) => secret.startsWith('what was pasted into'))).toBe(true)
  expect(leaks).toEqual([])
})
