import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandNames, lookUpNames } from '../../preload/contract.ts'
import { until } from '../support/desktop-wait.ts'
import { setScene } from '../support/scene.ts'
import { executable } from './packaged.ts'

let scene: Awaited<ReturnType<typeof setScene>>

beforeAll(async () => {
  scene = await setScene({ app: { executable } })
})
afterAll(() => scene?.close())

test('a window can ask what the contract names, and nothing else', async () => {
  const page = await scene.person.manager()
  const seen = await page.evaluate(() => ({
    run: Object.keys(window.understudy.run),
    lookUp: Object.keys(window.understudy.lookUp),
    isPlain: JSON.stringify(window.understudy) === JSON.stringify({ platform: 'linux', run: {}, lookUp: {} }),
  }))
  expect(seen.run.toSorted()).toEqual(commandNames.toSorted())
  expect(seen.lookUp.toSorted()).toEqual(lookUpNames.toSorted())
  // Functions alone, of which JSON keeps nothing.
  expect(seen.isPlain).toBe(true)
})

test('what is of another shape than a message’s input is refused, and nothing breaks', async () => {
  const page = await scene.person.manager()
  const answers = await page.evaluate(async () => {
    const { run: commands, lookUp } = window.understudy
    const run = Object.entries({ ...commands, ...lookUp }) as [string, (input: unknown) => Promise<unknown>][]
    const deep: Record<string, unknown> = {}
    let end = deep
    for (let depth = 0; depth < 100; depth++) end = end['id'] = {} as Record<string, unknown>
    const polluting = JSON.parse('{"__proto__":{"id":"x"},"constructor":{"prototype":{"id":"x"}}}')
    const inputs = [
      ...[undefined, null, true, 1, Number.NaN, 'x', 10n, [], [{}]],
      ...[{ id: 1 }, { id: ['x'] }, { id: 'x'.repeat(65) }, { id: '../x' }, { id: 'x\u0000' }],
      ...[{ extra: 1 }, { id: 'x', extra: 1 }, polluting, deep, 'x'.repeat(5_000_000)],
      ...[{ id: 'x'.repeat(5_000_000) }, [['id', 'x']]],
    ]
    const outcomes: string[] = []
    for (const [name, call] of run)
      for (const [index, input] of inputs.entries())
        outcomes.push(
          await Promise.resolve(input)
            .then(call)
            .then(answer =>
              Reflect.get(answer ?? {}, 'ok') === false ? 'refused' : `${name} took input ${index}`,
            ),
        )
    return outcomes
  })
  expect([...new Set(answers)]).toEqual(['refused'])
  expect(scene.app.stderr()).not.toMatch(/\w*Error\b|Unhandled/)
  const log = await readFile(join(scene.app.profileDir, 'understudy.log'), 'utf8')
  // Once, however often it came.
  expect(log.match(/ call-refused call=answerPrompt why=shape$/gm)).toHaveLength(1)
  await scene.person.waitFor('it goes on', snapshot => snapshot.sessions.length === 3)
})

test('no answer and no snapshot holds the key', async () => {
  const page = await scene.person.manager()
  const text = await page.evaluate(async () => {
    const id = (await window.understudy.getSnapshot()).identities[0]?.id
    const answers = id === undefined ? [] : [await window.understudy.run.removeKey({ id })]
    return JSON.stringify([await window.understudy.getSnapshot(), answers])
  })
  expect(text).toContain('Remove them first')
  expect(text).not.toContain(scene.alice.secretAccessKey)
  expect(text).not.toContain(scene.alice.accessKeyId)
})

test('a page that is not a window’s own is not answered', async () => {
  const page = await scene.person.manager()
  const devTools = await page.context().newCDPSession(page)
  // A document without an address has its maker's origin, and no preload.
  const hasBridge = await page.evaluate(() => {
    const frame = document.createElement('iframe')
    document.body.append(frame)
    return Reflect.has(frame.contentWindow ?? {}, 'understudy')
  })
  expect(hasBridge).toBe(false)
  // The window's own bridge, from a page that is not the app's any more.
  await devTools.send('Page.navigate', { url: 'about:blank' })
  await until('another page is in the window', () => page.url() === 'about:blank')
  const answer = await page.evaluate(() => {
    const bridge: unknown = Reflect.get(window, 'understudy')
    return bridge === undefined
      ? 'no bridge'
      : window.understudy.getSnapshot().then(
          () => 'told',
          (error: Error) => error.message,
        )
  })
  expect(answer).toMatch(/^no bridge$|Refused\.$/)
})
