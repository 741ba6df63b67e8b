import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../support/desktop-wait.ts'
import { fetchCredentials } from '../support/endpoint-client.ts'
import { setScene } from '../support/scene.ts'

let scene: Awaited<ReturnType<typeof setScene>>

beforeAll(async () => {
  scene = await setScene({ lifeSeconds: 16 })
})
afterAll(() => scene?.close())

test('a chain is renewed before its end though AWS fails at first, and no tool notices', async () => {
  const { person, aws, alice } = scene
  await person.click('audit-chained', 'Start')
  await person.typeCode(aws.code(alice.mfaSerial))
  await person.click('dev-readonly', 'Start')
  const { sessions } = await person.waitFor('all are on', ({ sessions }) =>
    sessions.every(each => each.state.kind === 'live' || each.session.name === 'prod-admin'),
  )
  const connections = sessions.flatMap(({ connection }) => (connection === null ? [] : [connection]))
  expect(connections).toHaveLength(3)

  const seen = connections.map(() => new Set<unknown>())
  let failures = 0
  await aws.fault({ kind: 'error', status: 503, times: 4 })
  await until(
    'each session has had three access keys',
    async () => {
      const answers = await Promise.all(connections.map(fetchCredentials))
      for (const [index, { status, body }] of answers.entries()) {
        if (status !== 200) failures++
        seen[index]?.add(body['AccessKeyId'])
        expect(Date.parse(String(body['Expiration']))).toBeGreaterThan(Date.now())
      }
      return seen.every(keys => keys.size >= 3)
    },
    { timeoutMs: 90_000, details: () => JSON.stringify(seen.map(keys => [...keys])) },
  )
  expect(failures).toBe(0)
  expect(aws.calls().filter(call => call.mfa)).toHaveLength(1)
  expect((await person.snapshot()).prompts).toEqual([])
})
