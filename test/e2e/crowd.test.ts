import { readFile } from 'node:fs/promises'
import { get } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '../../main/core/snapshot/snapshot.ts'
import { setScene } from '../support/scene.ts'

const CROWD = 1000
/** The contract is 800 ms within the app. A thousand sockets at both ends of a busy machine need some more. */
const LONGEST_ANSWER = 5_000

interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  readonly ms: number
}

let scene: Awaited<ReturnType<typeof setScene>>
let promptsSoFar: () => Promise<number>

beforeAll(async () => {
  scene = await setScene()
  promptsSoFar = await scene.person.countPrompts()
})
afterAll(() => scene?.close())

async function connectionOf(name: string): Promise<Connection> {
  const { sessions } = await scene.person.snapshot()
  const connection = sessions.find(each => each.session.name === name)?.connection
  if (!connection) throw new Error(`${name} has no connection.`)
  return connection
}

/** All are under way before the first is answered, each on a socket of its own. */
async function crowd(...names: readonly string[]): Promise<readonly Answer[]> {
  const targets = await Promise.all(
    names.map(async name => {
      const { url, tokenFile } = await connectionOf(name)
      return { url, token: await readFile(tokenFile, 'utf8') }
    }),
  )
  const each = Array.from({ length: CROWD / targets.length }, () => targets).flat()
  return Promise.all(each.map(({ url, token }) => ask(url, token)))
}

function ask(url: string, token: string): Promise<Answer> {
  const start = performance.now()
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, headers: { Authorization: token } }, response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', chunk => {
        text += chunk
      })
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: JSON.parse(text),
          ms: performance.now() - start,
        }),
      )
    })
    request.on('error', reject)
  })
}

const stsCalls = () => scene.aws.calls().filter(call => call.operation !== 'GetCallerIdentity')
const slowest = (answers: readonly Answer[]) => Math.max(...answers.map(each => each.ms))
const statuses = (answers: readonly Answer[]) => new Set(answers.map(each => each.status))
const keys = (answers: readonly Answer[]) => new Set(answers.map(each => each.body['AccessKeyId']))

test('a crowd that a code is needed for: each is told so at once, by one prompt and no call of STS', async () => {
  const answers = await crowd('prod-admin')
  expect(answers).toHaveLength(CROWD)
  expect(statuses(answers)).toEqual(new Set([403]))
  expect(new Set(answers.map(each => each.body['message']))).toEqual(
    new Set([
      'prod-admin needs an MFA code of alice. Answer Understudy’s popup, or its tray menu, then run this again.',
    ]),
  )
  expect(slowest(answers)).toBeLessThan(LONGEST_ANSWER)
  expect((await scene.person.snapshot()).prompts).toMatchObject([{ sessions: ['prod-admin'] }])
  expect(stsCalls()).toEqual([])
})

test('a second crowd while the prompt is open: the same prompt', async () => {
  const [before] = (await scene.person.snapshot()).prompts
  const answers = await crowd('prod-admin')
  expect(statuses(answers)).toEqual(new Set([403]))
  expect(slowest(answers)).toBeLessThan(LONGEST_ANSWER)
  // Which of the crowd has asked may be told a little later than that somebody has.
  expect((await scene.person.snapshot()).prompts).toMatchObject([{ id: before?.id, clicks: 0 }])
  expect(stsCalls()).toEqual([])
})

test('one code: one call with it, one for the role, and the whole crowd has the same key', async () => {
  const row = await scene.person.session('prod-admin')
  await row.getByRole('button', { name: 'Enter Code…' }).click()
  await scene.person.promptText()
  await scene.person.typeCode(scene.aws.code(scene.alice.mfaSerial))
  await scene.person.waitFor('prod-admin is on', ({ sessions }) =>
    sessions.some(each => each.session.name === 'prod-admin' && each.state.kind === 'live'),
  )
  const calls = [
    { operation: 'GetSessionToken', mfa: true, outcome: 'ok' },
    { operation: 'AssumeRole', mfa: false, outcome: 'ok' },
  ]
  expect(stsCalls()).toMatchObject(calls)
  const answers = await crowd('prod-admin')
  expect(statuses(answers)).toEqual(new Set([200]))
  expect(keys(answers).size).toBe(1)
  expect(slowest(answers)).toBeLessThan(LONGEST_ANSWER)
  expect(stsCalls()).toMatchObject(calls)
})

test('a crowd for a chained role that is off, and for the one below it: one more call', async () => {
  const first = await crowd('audit-chained', 'prod-admin')
  expect(slowest(first)).toBeLessThan(LONGEST_ANSWER)
  // With AWS on the same busy machine the call may take longer than a tool may be kept waiting.
  for (const { status, body } of first)
    if (status !== 200)
      expect([status, body['message']]).toEqual([
        503,
        'Understudy is getting these credentials. Try again in a moment.',
      ])
  await scene.person.waitFor('audit-chained is on', ({ sessions }) =>
    sessions.some(each => each.session.name === 'audit-chained' && each.state.kind === 'live'),
  )
  const answers = await crowd('audit-chained', 'prod-admin')
  expect(statuses(answers)).toEqual(new Set([200]))
  expect(keys(answers).size).toBe(2)
  expect(stsCalls()).toHaveLength(3)
  expect(await promptsSoFar()).toBe(1)
})
