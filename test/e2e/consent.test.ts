import { afterAll, beforeAll, expect, test } from 'vitest'
import { activityOf, askBeforeUse } from '../support/commands.ts'
import { DEBIAN_AWS, type Ran, runProgram } from '../support/debian-clients.ts'
import { until } from '../support/desktop-wait.ts'
import { lastClick } from '../support/last-click.ts'
import { setWatchedScene, toolAsks } from './watched-scene.ts'

let scene: Awaited<ReturnType<typeof setWatchedScene>>
beforeAll(async () => {
  scene = await setWatchedScene()
  await askBeforeUse(scene.person, 'dev-readonly', 'first-use')
})
afterAll(() => scene?.close())

/** Runs awscli through its `credential_process`, which may wait for a person. */
async function aws(): Promise<Ran> {
  const { credentialProcess } = await scene.person.connectionOf('dev-readonly')
  const config = `[default]\ncredential_process = ${credentialProcess}\nregion = eu-central-1\n`
  const line = `printf '%s' "$CONFIG" > "$HOME/config"; ${DEBIAN_AWS} --endpoint-url ${scene.aws.url} sts get-caller-identity; exit $?`
  return runProgram('/bin/bash', ['-c', line], {
    PATH: '/usr/bin:/bin',
    HOME: scene.desktop.folder,
    LC_ALL: 'C.UTF-8',
    AWS_PAGER: '',
    AWS_CONFIG_FILE: `${scene.desktop.folder}/config`,
    AWS_EC2_METADATA_DISABLED: 'true',
    CONFIG: config,
  })
}

const questions = (count: number) =>
  scene.person.waitFor(`${count} questions`, snapshot => snapshot.questions.length === count)

async function answer(button: 'Allow' | 'Deny'): Promise<void> {
  await scene.tray.click(/^Allow .* to use dev-readonly\?…$/)
  const popup = await scene.app.window(/prompts/)
  const choice = popup.getByRole('button', { name: button }).first()
  // For half a second it answers nothing, so that no key meant for something else does.
  await popup.locator(`button:not([aria-disabled="true"])`, { hasText: button }).first().waitFor()
  await lastClick(choice)
  // It was the only question: as soon as it is answered there is nothing to ask.
  await until('the popup is closed', () => popup.isClosed())
}

test('an unknown program is refused at once, and the tray and a notification ask', async () => {
  const { status, body } = await toolAsks(scene, 'dev-readonly')
  expect(status).toBe(403)
  expect(body['message']).toMatch(
    /^You have not allowed .+ to use dev-readonly yet\. Understudy asks you: answer/,
  )
  await questions(1)
  await scene.tray.waitForMenu(
    menu => menu.some(entry => /^Allow .+ to use dev-readonly\?…$/.test(entry.label)),
    'the question',
  )
  const notification = await until('a notification', () => scene.notifications.shown().at(-1))
  expect(notification.title).toMatch(/^Allow .+ to use dev-readonly\?$/)
})

test('the question names the program, what has started it, its folder and the session', async () => {
  const { questions: open } = await scene.person.snapshot()
  const [question] = open
  expect(question?.asking.tool).toMatchObject({ pid: process.pid, folder: process.cwd() })
  await scene.tray.click(/^Allow .* to use dev-readonly\?…$/)
  const popup = await scene.app.window(/prompts/)
  await popup.locator('form').first().waitFor()
  // A long path stands in two parts, of which the first gives way.
  const text = (await popup.locator('main').innerText()).replaceAll('\n', '')
  for (const part of [
    question?.asking.name,
    question?.asking.parent?.name,
    'dev-readonly',
    String(process.pid),
  ])
    expect(text).toContain(part)
  await popup.locator(':focus', { hasText: /^Deny$/ }).waitFor()
})

test('one question for each program, however often it asks', async () => {
  for (let at = 0; at < 5; at += 1) expect((await toolAsks(scene, 'dev-readonly')).status).toBe(403)
  await questions(1)
})

test('what is denied stays refused, and is not asked about again', async () => {
  await answer('Deny')
  await questions(0)
  const { status, body } = await toolAsks(scene, 'dev-readonly')
  expect([status, String(body['message'])]).toEqual([
    403,
    expect.stringMatching(/^You have denied dev-readonly to /),
  ])
  await questions(0)
})

test('another program waits on the credential_process route, and goes on when it is allowed', async () => {
  const running = aws()
  const { questions: open } = await questions(1)
  expect(open).toMatchObject([{ asking: { name: 'aws', parent: { name: 'bash' } } }])
  await answer('Allow')
  const { stdout, stderr } = await running
  expect(stdout, stderr).toContain('assumed-role/dev-readonly')
})

test('it is remembered for the next process of that program, and for no other', async () => {
  expect((await aws()).stdout).toContain('assumed-role/dev-readonly')
  expect((await toolAsks(scene, 'dev-readonly')).status).toBe(403)
})

test('starting the session lets the denied program be asked about again, and allowed', async () => {
  await scene.person.click('dev-readonly', 'Stop')
  await scene.person.waitForState('dev-readonly', 'off')
  await scene.person.click('dev-readonly', 'Start')
  await scene.person.waitForState('dev-readonly', 'live')
  expect((await toolAsks(scene, 'dev-readonly')).status).toBe(403)
  await questions(1)
  await answer('Allow')
  expect((await toolAsks(scene, 'dev-readonly')).status).toBe(200)
})

test('the lock of the screen forgets what was allowed', async () => {
  await scene.logind.setLockedHint(true)
  const isRefused = async (why: RegExp) => {
    const { status, body } = await toolAsks(scene, 'dev-readonly')
    return status === 403 && why.test(String(body['message']))
  }
  await until('the app has heard of the lock', () => isRefused(/and the screen is locked/))
  await scene.logind.setLockedHint(false)
  await until('the app has heard of its end, and asks anew', () => isRefused(/^You have not allowed /))
  await questions(1)
})

test('each answer is in the record, with the tool and its shell', async () => {
  const entries = await activityOf(scene.person)
  const refused = entries.filter(each => each.result.kind === 'refused')
  const aws = entries.filter(each => each.tool?.name === 'aws')
  expect(refused.length).toBeGreaterThan(2)
  expect(aws.map(each => [each.parent?.name, each.result.kind])).toEqual([
    ['bash', 'handed-out'],
    ['bash', 'handed-out'],
  ])
})
