import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { command } from '../support/commands.ts'
import { Closers, setScene } from '../support/scene.ts'
import { executable } from './packaged.ts'

const closers = new Closers()
let scene: Awaited<ReturnType<typeof setScene>>
let page: Page
/** Somebody on the network, and what has come to them. */
let stranger: { readonly url: string; readonly asked: string[] }

beforeAll(async () => {
  scene = await setScene({ app: { executable } })
  closers.add(scene.close)
  page = await scene.person.manager()
  const asked: string[] = []
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*' }).end()
  })
  server.on('connection', () => asked.push('a connection'))
  server.on('request', request => asked.push(request.url ?? ''))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.add(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  stranger = { url: `http://127.0.0.1:${address.port}`, asked }
})
afterAll(closers.close)

async function openSwitcher(): Promise<Page> {
  await command(scene.person, 'openSwitcher', {})
  return scene.app.window(/switcher/)
}

/** Each of the app's windows, open. */
async function everyWindow(): Promise<readonly Page[]> {
  const { sessions } = await scene.person.snapshot()
  const withMfa = sessions.find(each => each.session.name === 'prod-admin')?.session.id
  if (withMfa === undefined) throw new Error('prod-admin is gone.')
  await command(scene.person, 'startSession', { id: withMfa })
  return [page, await scene.app.window(/prompts/), await openSwitcher()]
}

describe('every window', () => {
  test('has its page from app:// and from nowhere else', async () => {
    for (const window of await everyWindow())
      expect(window.url()).toMatch(/^app:\/\/understudy\/windows\/\w+\/index\.html/)
  })

  test('has no Node, no Electron, no webview, and nothing but named functions', async () => {
    for (const window of await everyWindow()) {
      const seen = await window.evaluate(() => ({
        globals: ['require', 'process', 'module', 'global', 'Buffer', 'electron', 'ipcRenderer'].filter(
          name => name in globalThis,
        ),
        webview: 'loadURL' in document.createElement('webview'),
        bridge: Object.keys(globalThis.window.understudy).sort(),
        frozen: Object.isFrozen(globalThis.window.understudy),
      }))
      expect(seen).toEqual({
        globals: [],
        webview: false,
        bridge: [
          'getActivity',
          'getSnapshot',
          'lookUp',
          'onPage',
          'onShown',
          'onSnapshot',
          'platform',
          'run',
        ],
        frozen: true,
      })
    }
  })

  test('is under a policy that lets nothing in but the app’s own files', async () => {
    const answer = await page.reload()
    expect(answer?.headers()['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
  })

  test('has developer tools that no key opens', async () => {
    for (const keys of ['F12', 'Control+Shift+I', 'Control+Shift+J', 'Control+Shift+C'])
      await page.keyboard.press(keys)
    // It comes after the keys, so what they open is open by now.
    await openSwitcher()
    const devTools = await scene.app.browser.newBrowserCDPSession()
    const { targetInfos } = await devTools.send('Target.getTargets')
    expect(targetInfos.filter(({ url }) => url.startsWith('devtools:'))).toEqual([])
  })
})

test('what is outside of the app’s own pages is not found', async () => {
  const ways = [
    '../main/index.js',
    '..%2fmain%2findex.js',
    '%2e%2e/main/index.js',
    '..%5cmain%5cindex.js',
    '%2e%2e%2f%2e%2e%2fpackage.json',
    '//etc/passwd',
    'windows/manager/%00index.html',
    '%zz',
  ]
  const window = await openSwitcher()
  const seen: (readonly [string, number | undefined])[] = []
  for (const way of ways) {
    const answer = await window.goto(`app://understudy/${way}`).catch(() => null)
    seen.push([way, answer?.status()])
  }
  expect(seen).toEqual(ways.map(way => [way, 404]))
  const other = await window.goto('app://other/windows/manager/index.html').catch(() => null)
  expect(other?.ok() ?? false).toBe(false)
})

test('inline scripts and styles, other origins, files and eval are refused', async () => {
  const outcome = await page.evaluate(async endpoint => {
    const violations: string[] = []
    document.addEventListener('securitypolicyviolation', event => violations.push(event.effectiveDirective))
    const script = document.createElement('script')
    script.textContent = 'window.inline = true'
    const style = document.createElement('style')
    style.textContent = 'body { --planted: yes }'
    document.body.append(script, style)
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
    for (let waits = 0; waits < 100 && new Set(violations).size < 4; waits++)
      await new Promise(resolve => setTimeout(resolve, 100))
    return {
      inline: Reflect.get(window, 'inline'),
      styled: getComputedStyle(document.body).getPropertyValue('--planted'),
      reached,
      evaluated,
      violations: [...new Set(violations)].sort(),
    }
  }, scene.aws.url)
  expect(outcome).toEqual({
    inline: undefined,
    styled: '',
    reached: ['refused', 'refused', 'refused'],
    evaluated: 'refused',
    violations: ['connect-src', 'script-src', 'script-src-elem', 'style-src-elem'],
  })
})

test('no page reaches the network, whichever way it tries', async () => {
  const socket = createSocket('udp4')
  closers.add(() => void socket.close())
  let packets = 0
  socket.on('message', () => {
    packets += 1
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const gathered = await page.evaluate(
    async ({ url, port }) => {
      navigator.sendBeacon(`${url}/beacon`, 'x')
      const elements = {
        img: { src: `${url}/img` },
        script: { src: `${url}/script` },
        iframe: { src: `${url}/iframe` },
        video: { src: `${url}/video` },
        embed: { src: `${url}/embed` },
        object: { data: `${url}/object` },
        link: { rel: 'stylesheet', href: `${url}/link` },
      }
      for (const [name, given] of Object.entries(elements))
        document.body.append(Object.assign(document.createElement(name), given))
      document.head.append(
        Object.assign(document.createElement('link'), { rel: 'prefetch', href: `${url}/prefetch` }),
        Object.assign(document.createElement('link'), { rel: 'preconnect', href: url }),
      )
      for (const make of [
        () => new WebSocket(url.replace('http', 'ws')),
        () => new EventSource(`${url}/events`),
        () => new Worker(`${url}/worker`),
      ])
        try {
          make()
        } catch {
          // Refused at once.
        }
      // A policy for pages does not know of WebRTC's packets.
      const relay = url.replace('http://', 'turn:')
      const connection = new RTCPeerConnection({
        iceServers: [
          { urls: `stun:127.0.0.1:${port}` },
          { urls: `${relay}?transport=tcp`, username: 'x', credential: 'x' },
        ],
      })
      connection.createDataChannel('x')
      void connection.createOffer().then(offer => connection.setLocalDescription(offer))
      return new Promise(resolve => {
        connection.onicegatheringstatechange = () => {
          if (connection.iceGatheringState === 'complete') resolve('complete')
        }
        setTimeout(resolve, 15_000, 'never')
      })
    },
    { url: stranger.url, port: socket.address().port },
  )
  expect([gathered, packets]).toEqual(['complete', 0])
  expect(stranger.asked).toEqual([])
  await page.reload()
})

test('no page goes anywhere, opens anything, holds another page or saves a file', async () => {
  const before = scene.app.windows().length
  const outcome = await page.evaluate(async url => {
    const opened = window.open('https://example.com') === null
    location.href = 'https://example.com/'
    const link = (given: object) => {
      const made = Object.assign(document.createElement('a'), { textContent: 'x' }, given)
      document.body.append(made)
      made.click()
    }
    link({ href: 'app://other/' })
    link({ href: `${url}/blank`, target: '_blank' })
    link({ href: 'file:///etc/passwd' })
    link({ href: 'data:text/plain,x', download: 'planted.txt' })
    link({ href: 'javascript:window.inline = true' })
    const form = Object.assign(document.createElement('form'), { action: `${url}/form`, method: 'post' })
    document.body.append(form)
    form.submit()
    const refresh = Object.assign(document.createElement('meta'), {
      httpEquiv: 'refresh',
      content: `0;url=${url}`,
    })
    document.head.append(refresh)
    const frame = Object.assign(document.createElement('iframe'), { src: location.href })
    document.body.append(frame)
    await new Promise(resolve => setTimeout(resolve, 500))
    let inside = 'nothing'
    try {
      inside = String(Reflect.get(frame.contentWindow ?? {}, 'understudy'))
    } catch {
      // A page of another origin, as the error page in its place is one.
    }
    return { opened, inside, inline: Reflect.get(window, 'inline') }
  }, stranger.url)
  expect(outcome).toEqual({
    opened: true,
    inside: expect.stringMatching(/^(nothing|undefined)$/),
    inline: undefined,
  })
  expect(page.url()).toBe('app://understudy/windows/manager/index.html')
  expect(scene.app.windows()).toHaveLength(before)
  expect(stranger.asked).toEqual([])
  const files = await readdir(scene.desktop.env['HOME'] ?? '', { recursive: true })
  expect(files.filter(name => name.includes('planted'))).toEqual([])
  await page.reload()
})

test('every permission is refused, asked for or looked up', async () => {
  const names = [
    ...['accelerometer', 'background-sync', 'camera', 'clipboard-read', 'geolocation', 'gyroscope'],
    ...['magnetometer', 'microphone', 'midi', 'notifications', 'persistent-storage', 'screen-wake-lock'],
  ]
  const seen = await page.evaluate(async all => {
    const denied = (error: unknown) => (error instanceof Error ? error.name : String(error))
    const states: Record<string, string> = {}
    for (const name of all)
      states[name] = await navigator.permissions
        .query({ name: name as PermissionName })
        .then(status => status.state, denied)
    return {
      given: Object.entries(states).filter(([, state]) => state === 'granted'),
      notifications: await Notification.requestPermission(),
      camera: await navigator.mediaDevices
        .getUserMedia({ video: true, audio: true })
        .then(() => 'given', denied),
      screen: await navigator.mediaDevices.getDisplayMedia().then(() => 'given', denied),
      clipboard: await navigator.clipboard.readText().then(() => 'given', denied),
      place: await new Promise(resolve =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('given'),
          error => resolve(error.code),
        ),
      ),
      midi: await navigator.requestMIDIAccess().then(() => 'given', denied),
    }
  }, names)
  expect(seen).toEqual({
    given: [],
    notifications: 'denied',
    camera: expect.stringMatching(/NotAllowedError|NotFoundError/),
    screen: expect.stringMatching(/NotAllowedError|NotSupportedError|InvalidStateError|AbortError/),
    clipboard: 'NotAllowedError',
    place: 1,
    midi: expect.stringMatching(/NotAllowedError|SecurityError/),
  })
})
