import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NotificationChoices } from '../../main/core/preferences.ts'
import type { Session } from '../../main/core/sessions/session.ts'
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

const keyboardIs = (title: string) =>
  until(`${title} has the keyboard`, async () => (await scene.desktop.windowWithKeyboard()) === title)

/** Takes the keyboard from the manager: what that shows needs no notification. */
async function lookElsewhere(): Promise<void> {
  await scene.tray.activate()
  await keyboardIs('Switch Session')
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

/** A session that was served and can’t be renewed, until nothing is served of it any more: only that is news. */
async function failRenewal(look: () => Promise<void>): Promise<void> {
  const { person, aws } = scene
  aws.life({ roleLifeSeconds: 20 })
  await person.click('dev-readonly', 'Start')
  await person.waitForState('dev-readonly', 'live')
  await look()
  await aws.fault({ kind: 'error', status: 503 })
  await person.waitForState('dev-readonly', 'failing')
  await person.waitFor(
    'its credentials have ended',
    ({ sessions }) =>
      sessions.some(
        ({ session, state }) =>
          session.name === 'dev-readonly' && state.kind === 'starting' && state.why !== null,
      ),
    40_000,
  )
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
  // A notification would be there before it, by 10 s.
  await scene.app.window(/prompts/)
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

// The one that is told of comes last: what had been told of by mistake would be there before it, and for a minute
// after it nothing more is told.
test('a renewal that fails is told of, but not where that is not wanted or the manager has the keyboard', async () => {
  const before = titles().length
  await want({ renewals: false })
  await failRenewal(lookElsewhere)
  await recover()

  await want({})
  await failRenewal(async () => {
    await scene.tray.click('Open Understudy')
    await keyboardIs('Understudy')
  })
  await recover()

  await failRenewal(lookElsewhere)
  await until('a notification', () => titles().length > before)
  expect(titles().slice(before)).toEqual(['dev-readonly can’t be renewed'])
  await recover()
  await until('it is taken back', () => open().every(each => !each.title.includes('renewed')))
})

test('a lease that ends is told of, and where that is not wanted it is not', async () => {
  const before = titles().length
  await want({ leases: false })
  await endLease()
  await want({})
  await endLease()
  await until('a notification', () => titles().length > before)
  expect(titles().slice(before)).toEqual(['Your lease of dev-readonly has ended'])
})

test('a click on one opens what it is about', async () => {
  const { person, notifications } = scene
  await person.show('Activity')
  await lookElsewhere()
  for (const { id } of open()) notifications.click(id)
  await keyboardIs('Understudy')
  const page = await person.manager()
  await page.getByRole('listitem', { name: 'prod-admin', exact: true }).first().waitFor()
})
