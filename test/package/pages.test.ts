import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setScene } from '../support/scene.ts'

let scene: Awaited<ReturnType<typeof setScene>>
let page: Page

beforeAll(async () => {
  scene = await setScene()
  page = await scene.person.manager()
})
afterAll(() => scene?.close())

test('a page has no Node, no Electron, and nothing but named functions', async () => {
  const seen = await page.evaluate(() => ({
    require: typeof Reflect.get(window, 'require'),
    process: typeof Reflect.get(window, 'process'),
    electron: typeof Reflect.get(window, 'electron'),
    bridge: Object.keys(window.understudy).sort(),
    frozen: Object.isFrozen(window.understudy),
  }))
  expect(seen).toEqual({
    require: 'undefined',
    process: 'undefined',
    electron: 'undefined',
    bridge: ['getActivity', 'getSnapshot', 'lookUp', 'onPage', 'onShown', 'onSnapshot', 'platform', 'run'],
    frozen: true,
  })
})

test('inline scripts, other origins, files and eval are refused', async () => {
  const outcome = await page.evaluate(async endpoint => {
    const violations: string[] = []
    document.addEventListener('securitypolicyviolation', event => violations.push(event.effectiveDirective))
    const script = document.createElement('script')
    script.textContent = 'window.inline = true'
    document.body.append(script)
    const reach = (url: string) =>
      fetch(url).then(
        () => 'reached',
        () => 'refused',
      )
    const reached = [
      await reach(endpoint),
      await reach('file:///etc/passwd'),
      await reach('https://aws.amazon.com'),
    ]
    // In a task of the page's own: what the DevTools protocol evaluates is not bound by the policy.
    const evaluated = await new Promise(resolve =>
      setTimeout(() => {
        try {
          resolve(new Function('return "evaluated"')())
        } catch {
          resolve('refused')
        }
      }),
    )
    // They are told a moment later.
    for (let waits = 0; waits < 100 && new Set(violations).size < 3; waits++)
      await new Promise(resolve => setTimeout(resolve, 100))
    return {
      inline: Reflect.get(window, 'inline'),
      reached,
      evaluated,
      violations: [...new Set(violations)].sort(),
    }
  }, scene.aws.url)
  expect(outcome).toEqual({
    inline: undefined,
    reached: ['refused', 'refused', 'refused'],
    evaluated: 'refused',
    violations: ['connect-src', 'script-src', 'script-src-elem'],
  })
})

test('no page goes anywhere, opens anything or asks for a permission', async () => {
  const before = scene.app.windows().length
  const outcome = await page.evaluate(async () => {
    const opened = window.open('https://example.com') === null
    location.href = 'https://example.com/'
    const link = Object.assign(document.createElement('a'), { href: 'app://other/', textContent: 'x' })
    document.body.append(link)
    link.click()
    const notifications = await Notification.requestPermission()
    await new Promise(resolve => setTimeout(resolve, 300))
    return { opened, notifications }
  })
  expect(outcome).toEqual({ opened: true, notifications: 'denied' })
  expect(page.url()).toBe('app://understudy/windows/manager/index.html')
  expect(scene.app.windows()).toHaveLength(before)
})

test('what is of another shape than a command’s input is refused', async () => {
  const answers = await page.evaluate(async () => {
    const { run: commands, lookUp } = window.understudy
    const run = Object.entries({ ...commands, ...lookUp }) as [string, (input: unknown) => Promise<unknown>][]
    const inputs = [
      undefined,
      null,
      1,
      'x',
      [],
      { id: 1 },
      { id: 'x'.repeat(65) },
      { id: '../x' },
      { extra: 1 },
    ]
    const outcomes: string[] = []
    for (const [name, call] of run)
      for (const input of inputs)
        outcomes.push(
          await call(input).then(
            answer => `${name} took ${JSON.stringify(input)}: ${JSON.stringify(answer)}`,
            (error: Error) => (/Refused\.$/.test(error.message) ? 'refused' : `${name}: ${error.message}`),
          ),
        )
    return outcomes
  })
  expect([...new Set(answers)]).toEqual(['refused'])
})

test('no answer and no snapshot holds the key', async () => {
  const text = await page.evaluate(async () => {
    const id = (await window.understudy.getSnapshot()).identities[0]?.id
    const answers = id === undefined ? [] : [await window.understudy.run.removeKey({ id })]
    return JSON.stringify([await window.understudy.getSnapshot(), answers])
  })
  expect(text).toContain('Remove them first')
  expect(text).not.toContain(scene.alice.secretAccessKey)
  expect(text).not.toContain(scene.alice.accessKeyId)
})
