import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { launchApp } from '../../test/support/app.ts'
import { command } from '../../test/support/commands.ts'
import { runProgram } from '../../test/support/debian-clients.ts'
import { until } from '../../test/support/desktop-wait.ts'
import { startNotificationService } from '../../test/support/notification-service.ts'
import { Person } from '../../test/support/person.ts'
import { type Scene, setScene } from '../../test/support/scene.ts'
import type { Camera } from './camera.ts'
import { addProfile, addRole, furnishTeam, makeCrowd, writePast } from './furnish.ts'
import { arnOf, teamWorld } from './team.ts'

const NAMES = [
  ...[
    'mfa-popup',
    'question',
    'confirmation',
    'sessions',
    'session-form',
    'identities',
    'connect',
    'profiles',
  ],
  ...['activity', 'doctor', 'settings', 'switcher', 'switcher-typing', 'refusal', 'crowd'],
]

/** The app of a team at work. */
export async function takeWindows(camera: Camera): Promise<void> {
  if (!camera.wants(...NAMES)) return
  const before = await setScene({
    furnished: false,
    world: teamWorld(),
    services: async ({ busAddress }) => {
      await startNotificationService(busAddress)
    },
  })
  try {
    await furnishTeam(before)
    const scene = await aged(before)
    await work(scene, camera)
    await takePages(scene, camera)
    await takeSwitcher(scene, camera)
    await takeRefusal(scene, camera)
    await takeCrowd(scene, camera)
  } finally {
    await before.close()
  }
}

/** The same some hours later: what was handed out meanwhile is read at the start. */
async function aged(scene: DesktopScene): Promise<DesktopScene> {
  const { app, person } = scene
  const { sessions } = await person.snapshot()
  await app.quit()
  await writePast(app.profileDir, sessions)
  return startedAgain(scene)
}

async function startedAgain(scene: DesktopScene): Promise<DesktopScene> {
  const { desktop, tray } = scene
  const app = await launchApp({ desktop, profileDir: scene.app.profileDir })
  const isThere = () =>
    tray.menu().then(
      () => true,
      () => false,
    )
  await until('the icon is in the tray', isThere)
  await tray.click('Open Understudy')
  const person = new Person(app)
  await person.manager()
  return { ...scene, app, person }
}

type DesktopScene = Awaited<ReturnType<typeof setScene>>

const idOf = async ({ person }: Scene, name: string) => {
  const { sessions } = await person.snapshot()
  const found = sessions.find(each => each.session.name === name)
  if (found === undefined) throw new Error(`There is no session ${name}.`)
  return found.session.id
}

/** Runs `aws` as a person does in a terminal: below a shell of its own, and in a project's folder. */
async function runAws(scene: DesktopScene, session: string): Promise<void> {
  const { url, tokenFile } = await scene.person.connectionOf(session)
  const folder = join(scene.desktop.env['HOME'] ?? '', 'payments/infra')
  await mkdir(folder, { recursive: true })
  const done = join(folder, `.${session}`)
  const line = 'cd "$1" && aws sts get-caller-identity --endpoint-url "$2"; touch "$3"'
  const words = ['--fork', 'bash', '-c', line, 'bash', folder, scene.aws.url, done]
  await runProgram('/usr/bin/setsid', words, {
    PATH: '/usr/bin:/bin',
    HOME: scene.desktop.folder,
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_CONTAINER_CREDENTIALS_FULL_URI: url,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: await readFile(tokenFile, 'utf8'),
    AWS_MAX_ATTEMPTS: '1',
  })
  await until('aws has ended', () => existsSync(done), { timeoutMs: 60_000 })
}

/** Everything that asks, as it comes while the sessions are started. */
async function work(scene: DesktopScene, camera: Camera): Promise<void> {
  const { person, app, alice, aws } = scene
  const popup = async () => {
    const page = await app.window(/prompts/)
    await page.locator('form').first().waitFor()
    // For half a second its buttons are dead, and look so.
    await page.locator('button[aria-disabled="true"]').first().waitFor({ state: 'detached' })
    return page
  }
  await command(person, 'switchTo', { id: await idOf(scene, 'payments-dev') })
  await person.waitForState('payments-dev', 'live')
  await runAws(scene, 'payments-dev')

  await command(person, 'startSession', { id: await idOf(scene, 'payments-staging') })
  await command(person, 'startSession', { id: await idOf(scene, 'data-lake') })
  const prompts = await popup()
  // One digit more, and it would be sent.
  const code = aws.code(alice.mfaSerial)
  await prompts.getByRole('textbox').first().fill(code.slice(0, 5))
  await camera.window(person, prompts, 'mfa-popup')
  await person.typeCode(aws.code(alice.mfaSerial))
  await person.waitForState('payments-staging', 'live')
  await person.waitForState('data-lake', 'live')
  await runAws(scene, 'data-lake')

  await runAws(scene, 'payments-prod')
  await scene.tray.click(/^Allow .* to use payments-prod/)
  await camera.window(person, await popup(), 'question')
  const { questions } = await person.snapshot()
  for (const { id } of questions) await command(person, 'answerQuestion', { id, allow: false, lease: null })

  await scene.tray.click(/^payments-prod/)
  await camera.window(person, await popup(), 'confirmation')
  const { confirmations } = await person.snapshot()
  for (const { id } of confirmations) await command(person, 'answerConfirmation', { id, minutes: 30 })
  await person.waitForState('payments-prod', 'live')
}

async function takePages(scene: DesktopScene, camera: Camera): Promise<void> {
  const { person } = scene
  const { preferences } = await person.snapshot()
  await command(person, 'setPreferences', { preferences: { ...preferences, gettingStarted: false } })
  const page = await person.show('Sessions')
  await page.getByText('payments-prod').first().click()
  await camera.window(person, page, 'sessions')
  await page.getByRole('button', { name: 'Add Session' }).first().click()
  await page.getByRole('dialog').waitFor()
  await camera.window(person, page, 'session-form')
  await page.keyboard.press('Escape')

  await camera.window(person, await person.show('Identities'), 'identities')
  await command(person, 'addGrant', {
    grant: {
      name: 'agent',
      target: { kind: 'session', id: await idOf(scene, 'payments-dev') },
      sessionPolicies: { policy: null, policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] },
    },
  })
  await camera.window(person, await person.show('Connect a Tool'), 'connect')
  await addProfile(scene, 'payments-dev', 'dev')
  await addProfile(scene, 'data-lake', 'lake')
  await camera.window(person, await person.show('Profiles'), 'profiles')
  await camera.window(person, await person.show('Activity'), 'activity')
  const doctor = await person.show('Doctor')
  await doctor.getByText('Keychain').first().waitFor()
  await camera.window(person, doctor, 'doctor')
  await camera.window(person, await person.show('Settings'), 'settings')
  await person.show('Sessions')
}

async function takeSwitcher({ person, app }: DesktopScene, camera: Camera): Promise<void> {
  if (!camera.wants('switcher')) return
  await command(person, 'openSwitcher', {})
  const page = await app.window(/switcher/)
  await page.getByRole('option').first().waitFor()
  await camera.window(person, page, 'switcher')
  await page.getByRole('combobox').fill('pay adm')
  await camera.window(person, page, 'switcher-typing')
  await page.keyboard.press('Escape')
}

/** A role that AWS refuses, with what would help. */
async function takeRefusal(scene: DesktopScene, camera: Camera): Promise<void> {
  if (!camera.wants('refusal')) return
  const { person } = scene
  await addRole(scene, 'vendor-audit', arnOf('222233334444', 'VendorAudit'))
  await command(person, 'startSession', { id: await idOf(scene, 'vendor-audit') })
  await person.waitForState('vendor-audit', 'failed')
  const page = await person.show('Sessions')
  await page.getByText('vendor-audit').first().click()
  await camera.window(person, page, 'refusal')
}

async function takeCrowd(scene: DesktopScene, camera: Camera): Promise<void> {
  if (!camera.wants('crowd')) return
  const { profileDir } = scene.app
  await scene.app.quit()
  await makeCrowd(profileDir)
  const { app, person } = await startedAgain(scene)
  try {
    const page = await person.show('Sessions')
    await page.getByText('payments-prod').first().waitFor()
    await camera.window(person, page, 'crowd')
  } finally {
    await app.quit()
  }
}
