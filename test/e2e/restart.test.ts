import { readFile } from 'node:fs/promises'
import { afterEach, expect, test } from 'vitest'
import type { Connection } from '../../main/core/snapshot/snapshot.ts'
import { type App, launchApp } from '../support/app.ts'
import { until } from '../support/desktop-wait.ts'
import { type EndpointAnswer, fetchCredentials } from '../support/endpoint-client.ts'
import { setScene } from '../support/scene.ts'

type TestScene = Awaited<ReturnType<typeof setScene>>
let scene: TestScene | undefined

afterEach(async () => {
  await scene?.close()
  scene = undefined
})

/** A scene in which a code has opened prod-admin. */
async function setOpened(): Promise<TestScene> {
  scene = await setScene()
  const { person, aws, alice } = scene
  await person.click('prod-admin', 'Start')
  await person.typeCode(aws.code(alice.mfaSerial))
  await person.waitForState('prod-admin', 'live')
  return scene
}

/** The keyring's item that holds the session token, once it is there. */
async function keptItem({ app, desktop }: TestScene): Promise<string> {
  const item = await until('a session token is noted as kept', async () =>
    /session-token\/[\w-]+/.exec(await readFile(`${app.profileDir}/understudy.json`, 'utf8'))?.at(0),
  )
  await until('the session token is in the keyring', () => desktop.keyring.lookup('understudy', item))
  return item
}

const untilGone = ({ desktop }: TestScene, item: string) =>
  until('the session token is gone from the keyring', async () => {
    return (await desktop.keyring.lookup('understudy', item)) === null
  })

async function restart({ app, desktop, tray }: TestScene): Promise<App> {
  await app.quit()
  const again = await launchApp({ desktop, profileDir: app.profileDir })
  await tray.item()
  return again
}

/** Asks as SDKs do: 503 is tried again. Any other refusal would end their asking. */
async function firstAnswer(connection: Connection): Promise<EndpointAnswer> {
  const seen: number[] = []
  return until(
    'the first requests of a tool are answered',
    async () => {
      const answer = await fetchCredentials(connection)
      seen.push(answer.status)
      return answer.status === 503 ? null : answer
    },
    { timeoutMs: 30_000, details: () => seen.join(', ') },
  )
}

const withCode = ({ aws }: TestScene) => aws.calls().filter(call => call.mfa)

test('a restart costs no code: the session token is in the keychain until it is forgotten', async () => {
  const scene = await setOpened()
  const { person, aws, desktop, tray } = scene
  const item = await keptItem(scene)
  const issued = aws.issued().filter(each => each.operation === 'GetSessionToken')
  expect(issued).toHaveLength(1)
  for (const { sessionToken } of issued)
    expect(await desktop.keyring.lookup('understudy', item)).toContain(sessionToken)

  const connection = await person.connectionOf('prod-admin')
  await restart(scene)
  expect((await firstAnswer(connection)).status).toBe(200)
  expect(withCode(scene)).toHaveLength(1)
  await tray.waitForMenu(
    menu =>
      menu.some(entry => entry.label.startsWith('prod-admin · until')) &&
      !menu.some(entry => entry.label.startsWith('MFA code needed')),
    'prod-admin, which nobody was asked for',
  )

  await tray.click('Forget All Sessions')
  await untilGone(scene, item)
})

test('when no session tokens are to be kept, the one in the keychain goes, and a restart costs a code', async () => {
  const scene = await setOpened()
  const { person } = scene
  const item = await keptItem(scene)
  const choice = (await person.show('Settings')).getByLabel('Keep session tokens in the keychain')
  expect(await choice.isChecked(), 'it must be on unless chosen otherwise').toBe(true)
  // Not uncheck(), which looks at once: the switch moves when the app has saved it.
  await choice.click()
  await untilGone(scene, item)
  const connection = await person.connectionOf('prod-admin')
  expect((await fetchCredentials(connection)).status, 'what is in memory is served on').toBe(200)

  const again = await restart(scene)
  const { status, body } = await firstAnswer(connection)
  expect(status).toBe(403)
  expect(body['message']).toContain('prod-admin needs an MFA code of alice.')
  await again.window(/prompts/)
  expect(withCode(scene)).toHaveLength(1)
})
