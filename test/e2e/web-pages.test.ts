import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { App } from '../support/app.ts'
import { activityOf, command } from '../support/commands.ts'
import { until } from '../support/desktop-wait.ts'
import { fetchCredentials } from '../support/endpoint-client.ts'
import { setScene } from '../support/scene.ts'
import { openInBrowser } from '../support/web-browser.ts'

let scene: Awaited<ReturnType<typeof setScene>>
let browser: App
let page: Page
let attacker: Server
let attackerPort: number
/** The status of each answer that the browser had from the app, whether or not it let the page see it. */
let answers: { readonly url: string; readonly status: number }[]
let target: {
  readonly port: number
  readonly path: string
  readonly token: string
  readonly metadata: string
}

beforeAll(async () => {
  scene = await setScene()
  const { person, desktop } = scene
  await person.click('dev-readonly', 'Start')
  await person.waitForState('dev-readonly', 'live')
  const { sessions } = await person.snapshot()
  const id = sessions.find(each => each.session.name === 'dev-readonly')?.session.id ?? null
  await command(person, 'serveInstanceMetadata', { id })
  const { instanceMetadata } = await person.waitFor(
    'instance metadata is served',
    snapshot => snapshot.instanceMetadata !== null,
  )
  const { url, tokenFile } = await person.connectionOf('dev-readonly')
  const { port, pathname } = new URL(url)
  target = {
    port: Number(port),
    path: pathname,
    token: await readFile(tokenFile, 'utf8'),
    metadata: instanceMetadata?.url ?? '',
  }
  // Open to all, so that a page which reads nothing of the app is one that can read.
  attacker = createServer((_request, response) => {
    response.writeHead(200, {
      'Content-Type': 'text/html',
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Headers': '*',
    })
    response.end('<title>evil</title><h1>readable</h1>')
  }).listen(0, '127.0.0.1')
  await once(attacker, 'listening')
  const address = attacker.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  attackerPort = address.port
  browser = await openInBrowser(desktop, `http://evil.example:${attackerPort}/`)
  page = await browser.window(/evil\.example/)
  page.on('response', response => answers.push({ url: response.url(), status: response.status() }))
})
afterAll(async () => {
  await browser?.kill()
  attacker?.close()
  await scene?.close()
})
beforeEach(() => {
  answers = []
})

const ofApp = () =>
  answers.filter(({ url }) =>
    [String(target.port), new URL(target.metadata).port].includes(new URL(url).port),
  )
const isRefusal = (status: number) => [400, 401, 403, 405].includes(status)

/** What a page can read by `fetch`; null where the browser lets it see nothing. */
function read(url: string, init: RequestInit = {}): Promise<{ status: number; text: string } | null> {
  return page.evaluate(
    async ([where, how]) => {
      try {
        const response = await fetch(where, how)
        return response.type === 'opaque' ? null : { status: response.status, text: await response.text() }
      } catch {
        return null
      }
    },
    [url, init] as const,
  )
}

async function expectNothingWasHandedOut(): Promise<void> {
  const entries = await activityOf(scene.person)
  expect(entries.length).toBeGreaterThan(0)
  expect(entries.filter(entry => entry.result.kind === 'handed-out')).toEqual([])
}

const hosts = ['127.0.0.1', 'localhost', 'evil.example', '0.0.0.0']
const inits = (token: string): readonly RequestInit[] => [
  {},
  { mode: 'no-cors' },
  { credentials: 'include' },
  { headers: { Authorization: token } },
  { mode: 'no-cors', headers: { Authorization: token } },
  { method: 'POST', body: 'x' },
  { method: 'POST', mode: 'no-cors', body: token },
  { method: 'HEAD' },
  { method: 'PUT', headers: { 'X-aws-ec2-metadata-token-ttl-seconds': '60' } },
]

describe('a page of another site', () => {
  test('can read what lets it: it is no dead browser that is asked', async () => {
    expect(await read(`http://127.0.0.1:${attackerPort}/`)).toMatchObject({
      status: 200,
      text: expect.stringContaining('readable'),
    })
  })

  test('reads nothing by fetch, even with the right token', async () => {
    const { port, path, token, metadata } = target
    for (const host of hosts)
      for (const url of [
        `http://${host}:${port}${path}`,
        `http://${host}:${port}${path.replace('container', 'process')}`,
      ])
        for (const init of inits(token)) expect([url, init, await read(url, init)]).toEqual([url, init, null])
    for (const path of ['latest/api/token', 'latest/meta-data/iam/security-credentials/dev-readonly'])
      for (const init of inits(token)) expect(await read(`${metadata}${path}`, init)).toBeNull()
    // The app itself has refused them, and not only the browser.
    expect(ofApp().length).toBeGreaterThan(10)
    expect(ofApp().filter(({ status }) => !isRefusal(status))).toEqual([])
    await expectNothingWasHandedOut()
  })

  test('reads nothing by pictures, scripts, styles, frames, forms and sockets', async () => {
    const { port, path, metadata } = target
    const urls = [...hosts.map(host => `http://${host}:${port}${path}`), `${metadata}latest/api/token`]
    const seen = await page.evaluate(async all => {
      const ended = (element: HTMLElement, ...events: readonly string[]) =>
        new Promise<string>(resolve => {
          for (const event of events) element.addEventListener(event, () => resolve(event))
          setTimeout(resolve, 20_000, 'nothing')
          document.body.append(element)
        })
      const make = <Name extends keyof HTMLElementTagNameMap>(
        name: Name,
        attributes: Readonly<Record<string, string>>,
      ): HTMLElementTagNameMap[Name] => {
        const element = document.createElement(name)
        for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value)
        return element
      }
      const findings: string[] = []
      for (const url of all) {
        findings.push(`img ${await ended(make('img', { src: url }), 'load', 'error')}`)
        findings.push(`script ${await ended(make('script', { src: url }), 'load', 'error')}`)
        findings.push(`style ${await ended(make('link', { rel: 'stylesheet', href: url }), 'load', 'error')}`)
        const frame = make('iframe', { src: url, name: `frame-${findings.length}` })
        await ended(frame, 'load')
        findings.push(`frame ${frame.contentDocument === null ? 'closed' : 'open'}`)
        for (const method of ['get', 'post']) {
          const into = make('iframe', { name: `form-${findings.length}` })
          document.body.append(into)
          const form = make('form', { action: url, method, target: into.name })
          form.append(make('input', { name: 'x', value: 'x' }))
          document.body.append(form)
          const loaded = new Promise(resolve => {
            into.addEventListener('load', resolve)
            setTimeout(resolve, 20_000)
          })
          form.submit()
          await loaded
          findings.push(`form ${into.contentDocument === null ? 'closed' : 'open'}`)
        }
        findings.push(
          await new Promise<string>(resolve => {
            const socket = new WebSocket(url.replace('http', 'ws'))
            socket.onopen = () => resolve('socket open')
            socket.onerror = () => resolve('socket closed')
          }),
        )
        findings.push(
          await new Promise<string>(resolve => {
            const source = new EventSource(url)
            source.onopen = () => resolve('events open')
            source.onerror = () => {
              source.close()
              resolve('events closed')
            }
          }),
        )
        navigator.sendBeacon(url, 'x')
      }
      return [...new Set(findings)].sort()
    }, urls)
    expect(seen).toEqual([
      'events closed',
      'form closed',
      'frame closed',
      'img error',
      'script error',
      'socket closed',
      'style error',
    ])
    expect(ofApp().length).toBeGreaterThan(10)
    expect(ofApp().filter(({ status }) => !isRefusal(status))).toEqual([])
    await expectNothingWasHandedOut()
  })
})

describe('a page whose name was rebound to this computer', () => {
  test.each(['container', 'metadata'])('reads refusals and no secret: %s', async which => {
    const { path, token, metadata } = target
    const port = which === 'container' ? target.port : new URL(metadata).port
    // For the browser it is the page's own server, of which it may read all.
    await page.goto(`http://evil.example:${port}/`)
    const paths =
      which === 'container'
        ? [path, path.replace('container', 'process')]
        : ['/latest/api/token', '/latest/meta-data/iam/security-credentials/dev-readonly']
    const found = []
    for (const each of paths) for (const init of inits(token)) found.push(await read(each, init))
    const readable = found.filter(each => each !== null)
    expect(readable.length).toBeGreaterThan(paths.length * 3)
    for (const { status, text } of readable) {
      expect(status).toBe(403)
      expect(text).not.toMatch(/ASIA|AKIA/)
      expect(text).not.toContain(token)
    }
    for (const { secretAccessKey } of scene.aws.issued())
      expect(JSON.stringify(readable)).not.toContain(secretAccessKey)
    await expectNothingWasHandedOut()
  })
})

test('a tool is served all the while, and that is what the record would have shown', async () => {
  const { status } = await fetchCredentials(await scene.person.connectionOf('dev-readonly'))
  expect(status).toBe(200)
  const handedOut = async () =>
    (await activityOf(scene.person)).filter(entry => entry.result.kind === 'handed-out')
  await until('it is in the record', async () => (await handedOut()).length > 0)
  // What any page had been given would be there before it.
  expect(await handedOut()).toHaveLength(1)
})
