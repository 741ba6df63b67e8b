import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from '../../main/core/snapshot/snapshot.ts'
import { until } from '../../test/support/desktop-wait.ts'
import { setScene } from '../../test/support/scene.ts'
import { printMenu } from '../../test/support/tray.ts'
import { type Panel, startPanel } from '../../test/support/tray-panel.ts'
import { accessKeyOf, callerArn } from './clients.ts'
import type { DemoOptions } from './options.ts'

/** Short enough to see a renewal, long enough to read along. */
const LIFE_SECONDS = 40
const pictures = resolve(import.meta.dirname, '../../out/demo')
type Stage = Awaited<ReturnType<typeof setScene>>

const names = ['dev-readonly', 'prod-admin', 'audit-chained'] as const

/** The main job, played by itself on a screen that nobody sees, and told on the terminal. */
export async function play(options: DemoOptions): Promise<void> {
  const lifeSeconds = options.lifeSeconds ?? LIFE_SECONDS
  await mkdir(pictures, { recursive: true })
  const started: { panel?: Panel } = {}
  heading('A local AWS, a keyring, a screen and a panel that nobody sees, and Understudy')
  const stage = await setScene({
    lifeSeconds,
    furnished: 'typed',
    beforeApp: async desktop => {
      started.panel = await startPanel(desktop)
    },
  })
  try {
    if (started.panel === undefined) throw new Error('There is no panel.')
    await playWith(stage, started.panel, lifeSeconds)
  } finally {
    await stage.close()
  }
  say('Everything is closed and removed again.')
}

async function playWith(stage: Stage, panel: Panel, lifeSeconds: number): Promise<void> {
  const { person, aws, desktop, tray } = stage
  const current = await connectionOf(stage, null)
  const picture = (name: string) => desktop.screenshot(join(pictures, `${name}.png`))
  say(`AWS is at ${aws.url}; roles live ${lifeSeconds} s there, so that a renewal can be watched.`)
  heading('The key of alice was typed into the app, and three sessions were added')
  for (const { session, account } of (await person.snapshot()).sessions) say(`${session.name} in ${account}`)
  await tray.item()
  const prompts = await person.countPrompts()
  await person.show('Sessions')
  await sleep(300)
  await picture('1-manager')

  await openRole(stage, 'dev-readonly', current)
  await tray.click(/^prod-admin/)
  heading('Clicked in the tray: prod-admin. Its trust policy demands MFA')
  say(`The popup says: ${await person.promptText()}`)
  await picture('2-mfa-popup')
  await person.typeCode(aws.code(stage.alice.mfaSerial))
  say('Typed the six digits that the device shows.')
  await showRole(stage, 'prod-admin', current)
  await openRole(stage, 'audit-chained', current)
  say('No further prompt: its credentials come from prod-admin.')
  await panel.openMenu()
  await sleep(500)
  await picture('3-tray-menu')
  await panel.closeMenu()
  say('The tray’s menu:')
  console.log(printMenu(await tray.menu()).replace(/^/gm, '      '))

  await watchRenewal(stage)
  await picture('4-manager-later')
  await count(stage, await prompts())
  say(`Pictures: ${pictures}`)
}

async function openRole(stage: Stage, name: (typeof names)[number], current: Connection): Promise<void> {
  await stage.tray.click(new RegExp(`^${name}`))
  heading(`Clicked in the tray: ${name}`)
  await showRole(stage, name, current)
}

async function showRole(
  { person, aws, desktop }: Stage,
  name: (typeof names)[number],
  current: Connection,
): Promise<void> {
  await person.waitFor(`${name} is on`, ({ sessions }) =>
    sessions.some(each => each.session.name === name && each.current && each.state.kind === 'live'),
  )
  const arn = await callerArn(current, aws.url, desktop.env)
  say('$ aws sts get-caller-identity')
  say(`  ${arn}`)
  if (!arn.includes(`:assumed-role/${name}/`)) throw new Error(`This is not ${name}.`)
}

async function watchRenewal(stage: Stage): Promise<void> {
  heading('Waiting for the renewal, which comes before the end, with nobody asking')
  const before = await accessKeys(stage)
  const after = await until(
    'all three have new access keys',
    async () => {
      const now = await accessKeys(stage)
      return now.every((key, index) => key !== before[index]) ? now : null
    },
    { timeoutMs: 90_000 },
  )
  for (const [index, name] of names.entries()) say(`${name}: ${before[index]} → ${after[index]}`)
}

async function count({ aws }: Stage, prompts: number): Promise<void> {
  const calls = aws.calls().filter(call => call.operation !== 'GetCallerIdentity')
  const withCode = calls.filter(call => call.mfa).length
  heading('Counted by the local AWS')
  for (const operation of ['GetSessionToken', 'AssumeRole'])
    say(`${operation}: ${calls.filter(call => call.operation === operation).length} calls`)
  say(`Calls that carried an MFA code: ${withCode}`)
  say(`Prompts for an MFA code: ${prompts}`)
  if (withCode !== 1 || prompts !== 1) throw new Error('There should have been one prompt, for one call.')
}

async function accessKeys(stage: Stage): Promise<readonly string[]> {
  return Promise.all(names.map(async name => accessKeyOf(await connectionOf(stage, name))))
}

async function connectionOf({ person }: Stage, name: string | null): Promise<Connection> {
  const { sessions, current } = await person.snapshot()
  const connection = name === null ? current : sessions.find(each => each.session.name === name)?.connection
  if (!connection) throw new Error(`There is no connection for ${name ?? 'the current session'}.`)
  return connection
}

function heading(text: string): void {
  console.log(`\n── ${text}`)
}

function say(text: string): void {
  console.log(`   ${text}`)
}
