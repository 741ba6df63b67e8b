import type { Page } from 'playwright'
import { command } from '../../test/support/commands.ts'
import { type SceneOptions, setScene } from '../../test/support/scene.ts'
import type { Camera } from './camera.ts'
import { addRole, furnishTeam } from './furnish.ts'
import { arnOf, teamWorld } from './team.ts'

type DesktopScene = Awaited<ReturnType<typeof setScene>>

/** What the app looks like where something that it needs is not there. */
export async function takeTroubles(camera: Camera): Promise<void> {
  await take(camera, 'no-tray', { beforeApp: async () => {} }, async scene => {
    await furnishTeam(scene)
    await startOf(scene, 'payments-dev')
    await scene.person.waitForState('payments-dev', 'live')
    return sessionsPage(scene)
  })
  await take(camera, 'no-keyring', { desktop: { keyring: 'none' } }, async scene => {
    const { person, alice, aws } = scene
    await person.fillKey({ ...alice, stsUrl: aws.url })
    const page = await person.manager()
    await page.getByRole('dialog').getByRole('alert').waitFor()
    return page
  })
  await take(camera, 'locked-keyring', {}, async scene => {
    const { person, desktop } = scene
    await furnishTeam(scene)
    await desktop.keyring.lock()
    await startOf(scene, 'payments-dev')
    await person.waitFor('the keychain is locked', snapshot => snapshot.keychain !== null, 60_000)
    return sessionsPage(scene)
  })
  await take(camera, 'offline', {}, async scene => {
    const { person, aws } = scene
    await furnishTeam(scene)
    await startOf(scene, 'payments-dev')
    await person.waitForState('payments-dev', 'live')
    await aws.close()
    await addRole(scene, 'payments-test', arnOf('444455556666', 'ReadOnly'))
    await startOf(scene, 'payments-test')
    await person.waitFor('something fails for want of the network', snapshot => snapshot.offline, 60_000)
    return sessionsPage(scene)
  })
}

async function take(
  camera: Camera,
  name: string,
  options: SceneOptions,
  play: (scene: DesktopScene) => Promise<Page>,
): Promise<void> {
  if (!camera.wants(name)) return
  const scene = await setScene({ furnished: false, world: teamWorld(), ...options })
  try {
    await camera.window(scene.person, await play(scene), name)
  } finally {
    await scene.close()
  }
}

/** With payments-dev selected: what was added last is no part of the trouble, and neither are the first steps. */
async function sessionsPage({ person }: DesktopScene): Promise<Page> {
  const { preferences } = await person.snapshot()
  await command(person, 'setPreferences', { preferences: { ...preferences, gettingStarted: false } })
  await person.session('payments-dev')
  const page = await person.manager()
  await page.getByRole('listitem', { name: 'payments-dev', exact: true }).hover()
  await page.mouse.wheel(0, -5_000)
  await page.getByRole('heading', { name: 'Sessions', exact: true }).click()
  return page
}

async function startOf({ person }: DesktopScene, name: string): Promise<void> {
  const { sessions } = await person.snapshot()
  const id = sessions.find(each => each.session.name === name)?.session.id
  if (id !== undefined) await command(person, 'startSession', { id })
}
