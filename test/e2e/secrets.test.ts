import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type Desktop, startDesktop } from '../support/desktop.ts'
import { fetchCredentials } from '../support/endpoint-client.ts'
import type { Wanted } from '../support/needles.ts'
import { furnish, type Scene, setSceneIn } from '../support/scene.ts'
import { type Hit, ProcessWatch, readFolder, search } from '../support/secret-search.ts'

let desktop: Desktop | undefined
afterEach(() => desktop?.close())

/** Every secret of the scene: the key, all that STS has given, and the codes that were typed. */
function secretsOf({ alice, aws }: Scene, codes: readonly string[]): readonly Wanted[] {
  return [
    { name: 'the secret access key', value: alice.secretAccessKey },
    ...aws.issued().flatMap(({ operation, secretAccessKey, sessionToken }) => [
      { name: `a secret access key of ${operation}`, value: secretAccessKey },
      { name: `a session token of ${operation}`, value: sessionToken },
    ]),
    ...codes.map(value => ({ name: 'an MFA code', value })),
  ]
}

test('no secret is in a file, a log, a command line or an environment; a planted one is found', async () => {
  desktop = await startDesktop()
  const scene = await setSceneIn(desktop, { furnished: false })
  const { app, aws, alice, roles, person } = scene
  const watch = new ProcessWatch(app.pid)
  const folders = new Map<string, Buffer>()
  const look = async () => {
    for (const [path, content] of await readFolder(app.profileDir)) folders.set(path, content)
  }

  // The main job, and what goes wrong in it.
  await furnish(person, alice, roles, aws.url)
  await look()
  await person.click('prod-admin', 'Start')
  const right = aws.code(alice.mfaSerial)
  const wrong = right === '735194' ? '735195' : '735194'
  const popup = await person.typeCode(wrong)
  await popup.getByText('AWS did not take that code.').waitFor()
  await look()
  await person.typeCode(right)
  for (const name of ['dev-readonly', 'audit-chained']) await person.click(name, 'Start')
  const { sessions } = await person.waitFor('all are on', state =>
    state.sessions.every(each => each.state.kind === 'live'),
  )
  for (const { connection } of sessions)
    if (connection !== null) expect((await fetchCredentials(connection)).status).toBe(200)
  await person.addSession({ name: 'refused', roleArn: `${roles.devReadonly}-not`, mfa: 'No MFA' })
  await person.click('refused', 'Start')
  await person.waitFor('AWS has refused', state =>
    state.sessions.some(each => each.session.name === 'refused' && each.state.kind === 'failed'),
  )
  await look()
  expect(app.pageErrors()).toEqual([])
  await app.quit()
  await look()

  const wanted = secretsOf(scene, [right, wrong])
  expect(wanted.length).toBeGreaterThan(8)
  const processes = await watch.stop()
  expect([...processes.keys()].filter(name => name.includes('utility'))).not.toEqual([])
  const everywhere = [...folders, ...processes, ['the log', Buffer.from(app.stderr())] as const]
  const hits: Hit[] = everywhere.flatMap(([where, content]) => search(where, content, wanted))
  expect(hits).toEqual([])

  // That the search can find something is shown by what is planted for it.
  const planted = wanted.slice(0, 2)
  const [key, temporary] = planted.map(each => each.value)
  if (key === undefined || temporary === undefined) throw new Error('There is nothing to plant.')
  const forms = [
    Buffer.from(`x${key}x`),
    Buffer.from(`x${key}`, 'utf16le'),
    Buffer.from(Buffer.from(key).toString('hex')),
    ...['', 'x', 'xx'].map(before => Buffer.from(Buffer.from(`${before}${key}xyz`).toString('base64'))),
  ]
  for (const [index, form] of forms.entries()) {
    await writeFile(join(app.profileDir, 'planted'), form)
    const files = await readFolder(app.profileDir)
    const found = [...files].flatMap(([where, content]) => search(where, content, wanted))
    expect(found, `form ${index}`).toMatchObject([{ secret: 'the secret access key' }])
  }
  const child = spawn('sleep', ['30'], { env: { PLANTED: temporary }, argv0: `sleep-${key}` })
  try {
    const family = new ProcessWatch(child.pid ?? 0)
    await new Promise(resolve => setTimeout(resolve, 200))
    const found = [...(await family.stop())].flatMap(([where, content]) => search(where, content, wanted))
    expect(new Set(found.map(hit => hit.secret))).toEqual(new Set(planted.map(each => each.name)))
  } finally {
    child.kill()
  }
  await scene.close()
})
