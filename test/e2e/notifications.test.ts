import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NotificationChoices } from '../../main/core/preferences.ts'
import type { Session } from '../../main/core/session.ts'
import { command } from '../support/commands.ts'
import { until } from '../support/desktop-wait.ts'
import { popups, setWatchedScene, toolAsks } from './watched-scene.ts'

let scene: Awaited<ReturnType<typeof setWatchedScene>>

beforeAll(async () => {
  scene = await setWatchedScene()
})
afterAll(() => scene?.close())

const titles = () => scene.notifications.shown().map(each => each.title)
const open = () => scene.notifications.shown().filter(each => each.isOpen)

async function want(changes: Partial<NotificationChoices>): Promise<void> {
  const { preferences } = await scene.person.snapshot()
  const notifications = { codes: true, leases: true, renewals: true, ...changes }
  await command(scene.person, 'setPreferences', { preferences: { ...preferences, notifications } })
}

async function sessionOf(name: string): Promise<Session> {
  const { sessions } = await scene.person.snapshot()
  const found = sessions.find(each => each.session.name === name)?.session
  if (found === undefined) throw new Error(`There is no session ${name}.`)
  return found
}

/** Takes the keyboard from the manager: what that shows needs no notification. */
async function lookElsewhere(): Promise<void> {
  await scene.tray.activate()
  await until('the switcher has the keyboard', () =>
    scene.desktop.windowWithKeyboard().then(
      title => title === 'Switch Session',
      () => false,
    ),
  )
}

/** Gives dev-readonly a lease, and takes what it was given for away from under it. */
async function endLease(): Promise<void> {
  const { person, tray, roles } = scene
  await command(person, 'editSession', {
    session: { ...(await sessionOf('dev-readonly')), production: true } as Session,
  })
  await tray.click(/^dev-readonly/)
  const { confirmations } = await person.waitFor('it asks', each => each.confirmations.length === 1)
  for (const { id } of confirmations) await command(person, 'answerConfirmation', { id, minutes: 15 })
  await person.waitForState('dev-readonly', 'live')
  await lookElsewhere()
  const session = { ...(await sessionOf('dev-readonly')), roleArn: `${roles.devReadonly}-2` } as Session
  await command(person, 'editSession', { session })
  await person.waitFor('the lease has ended', ({ sessions }) => sessions.every(each => each.lease === null))
  await command(person, 'editSession', {
    session: { ...session, roleArn: roles.devReadonly, production: false } as Session,
  })
}

/** A session that was served and can’t be renewed. */
async function failRenewal(): Promise<void> {
  const { person, aws } = scene
  aws.life({ roleLifeSeconds: 20 })
  await person.click('dev-readonly', 'Start')
  await person.waitForState('dev-readonly', 'live')
  await lookElsewhere()
  await aws.fault({ kind: 'error', status: 503 })
  // What the windows are told, the notifications are told before.
  await person.waitForState('dev-readonly', 'failing')
}

async function recover(): Promise<void> {
  const { person, aws, tray } = scene
  await aws.fault(null)
  aws.life({ roleLifeSeconds: 3600 })
  await tray.click('Forget All Sessions')
  await person.waitForState('dev-readonly', 'off')
}

test('of a code none is shown where none is wanted, and the popup comes all the same', async () => {
  await want({ codes: false })
  expect((await toolAsks(scene, 'prod-admin')).status).toBe(403)
  // With a notification before it, it would come after 10 s.
  await scene.app.window(/prompts/, 8_000)
  expect(titles()).toEqual([])
})

test('while the popup shows, none comes for another code', async () => {
  await want({})
  await toolAsks(scene, 'audit-chained')
  await scene.person.waitFor('it asks for both', ({ prompts }) =>
    prompts.some(each => each.sessions.includes('audit-chained')),
  )
  expect(titles()).toEqual([])
  expect(popups(scene)).toHaveLength(1)
  await scene.tray.click('Forget All Sessions')
  await until('the popup is closed', () => popups(scene).length === 0)
})

test('a renewal that fails is told of, and where that is not wanted it is not', async () => {
  const before = titles().length
  await want({ renewals: false })
  await failRenewal()
  expect(titles()).toHaveLength(before)
  await recover()
  await want({})
  await failRenewal()
  await until('a notification', () => titles().length > before)
  expect(titles().at(-1)).toBe('dev-readonly can’t be renewed')
  await recover()
  await until('it is taken back', () => open().every(each => !each.title.includes('renewed')))
})

test('while the manager has the keyboard, what it shows is not told', async () => {
  const before = titles().length
  const { person, aws, tray, desktop } = scene
  aws.life({ roleLifeSeconds: 20 })
  await person.click('dev-readonly', 'Start')
  await person.waitForState('dev-readonly', 'live')
  await tray.click('Open Understudy')
  await until('the manager has the keyboard', () =>
    desktop.windowWithKeyboard().then(
      title => title === 'Understudy',
      () => false,
    ),
  )
  await aws.fault({ kind: 'error', status: 503 })
  await person.waitForState('dev-readonly', 'failing')
  expect(titles()).toHaveLength(before)
  await recover()
})

test('a lease that ends is told of, and where that is not wanted it is not', async () => {
  await endLease()
  await until('a notification', () => open().length > 0)
  expect(titles().at(-1)).toBe('Your lease of dev-readonly has ended')
  const before = titles().length
  await want({ leases: false })
  await endLease()
  expect(titles()).toHaveLength(before)
})

test('a click on one opens what it is about', async () => {
  const { person, notifications, desktop } = scene
  await person.show('Activity')
  await lookElsewhere()
  for (const { id } of open()) notifications.click(id)
  await until('the manager has the keyboard', () =>
    desktop.windowWithKeyboard().then(
      title => title === 'Understudy',
      () => false,
    ),
  )
  const page = await person.manager()
  await page.getByRole('listitem', { name: 'prod-admin', exact: true }).first().waitFor()
})
