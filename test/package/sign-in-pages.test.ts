import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type Server } from 'node:https'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freePort } from '../endpoint/raw.ts'
import { selfSigned } from '../support/certificates.ts'
import { pressClose } from '../support/close-button.ts'
import { until } from '../support/desktop-wait.ts'
import {
  addProvider,
  addSamlSession,
  closeWindow,
  foreignPages,
  type SamlScene,
  setSamlScene,
  signIn,
  titlesSeen,
  windowPlace,
} from '../support/saml-scene.ts'
import { Closers } from '../support/scene.ts'
import { readFolder, search } from '../support/secret-search.ts'
import { executable } from './packaged.ts'

const closers = new Closers()
let scene: SamlScene
/** A site that does what a test wants. */
let site: { readonly host: string; answer: (request: IncomingMessage, response: ServerResponse) => void }
/** What this computer serves to itself, and who came for it. */
let local: { readonly url: string; readonly asked: string[] }
/** A provider for each test, so that none knows of another's pages. */
let count = 0

async function listening(server: Server | ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.add(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

const html = (response: ServerResponse, body: string) =>
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(body)

beforeAll(async () => {
  scene = await setSamlScene({ app: { executable } })
  closers.add(scene.close)
  const server = createTlsServer(scene.authority.issue('127.0.0.1'), (request, response) =>
    site.answer(request, response),
  )
  site = { host: `127.0.0.1:${await listening(server)}`, answer: (_, response) => html(response, '') }
  const asked: string[] = []
  const open = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*' }
  const plain = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(200, open).end('readable')
  })
  local = { url: `http://127.0.0.1:${await listening(plain)}`, asked }
})
afterAll(closers.close)
beforeEach(() => {
  count++
})

/** Starts a session whose company has its page there. */
async function start(signInUrl: string): Promise<string> {
  const { person, aws } = scene
  const [provider, session] = [`Corp ${count}`, `dev-${count}`]
  await addProvider(person, provider, signInUrl, aws.url)
  await addSamlSession(person, session, provider)
  await person.click(session, 'Start')
  return session
}

/** What is said of a session that waits for no answer any more. */
async function whyNot(session: string, timeoutMs = 20_000): Promise<string> {
  const { sessions } = await scene.person.waitFor(
    `${session} has come to an end`,
    each =>
      each.sessions.some(
        ({ session: { name }, state }) => name === session && 'why' in state && state.why !== null,
      ),
    timeoutMs,
  )
  const state = sessions.find(each => each.session.name === session)?.state
  return state !== undefined && 'why' in state ? (state.why?.title ?? '') : ''
}

async function isSeen(): Promise<void> {
  const title = `${site.host} – Corp ${count}`
  const look = async () => (await titlesSeen(scene.desktop)).includes(title)
  await until(`a window ${title}`, look, { timeoutMs: 30_000 })
}

async function openSite(body: string): Promise<Page> {
  site.answer = (_request, response) => html(response, body)
  await start(`https://${site.host}/page-${count}`)
  await isSeen()
  return scene.app.window(new RegExp(`/page-${count}$`))
}

describe('a page that does not work', () => {
  test('where nobody answers is said so', async () => {
    const session = await start(`https://127.0.0.1:${await freePort()}/`)
    expect(await whyNot(session)).toBe(
      `The sign-in page of Corp ${count} can’t be reached (ERR_CONNECTION_REFUSED).`,
    )
  })

  test('with a certificate that is not trusted is said so, and not tried again', async () => {
    const server = createTlsServer(selfSigned(), (_request, response) => html(response, ''))
    const session = await start(`https://127.0.0.1:${await listening(server)}/`)
    await scene.person.waitForState(session, 'failed')
    expect(await whyNot(session)).toBe(
      `The certificate of Corp ${count}’s sign-in page is not trusted (ERR_CERT_AUTHORITY_INVALID).`,
    )
  })

  test('that crashes is said so', async () => {
    const session = `dev-${count}`
    const page = await openSite('<h1>Hello</h1>')
    const devTools = await page.context().newCDPSession(page)
    devTools.send('Page.crash').catch(() => undefined)
    await until('the window is gone', () => foreignPages(scene.app).length === 0)
    expect(await whyNot(session)).toContain('(its page has crashed)')
  })

  test('that never comes is shown after a while, empty, and can be closed', async () => {
    site.answer = (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' }).write('<h1>Almost')
    }
    const session = await start(`https://${site.host}/page-${count}`)
    await isSeen()
    await closeWindow(await scene.app.window(new RegExp(`/page-${count}$`)))
    await scene.person.waitForState(session, 'failed')
    expect(await whyNot(session)).toContain('was closed before you were signed in')
  })

  test('that answers nothing any more is closed by its button all the same', async () => {
    const session = `dev-${count}`
    const page = await openSite('<h1>Hello</h1>')
    await page.getByText('Hello').click()
    await page.evaluate(() => {
      addEventListener('beforeunload', event => event.preventDefault())
      setTimeout(() => {
        for (;;);
      }, 0)
    })
    await pressClose(scene.desktop, `${site.host} – Corp ${count}`)
    await scene.person.waitForState(session, 'failed')
    expect(await whyNot(session)).toContain('was closed before you were signed in')
    await until('its page is gone', () => page.isClosed())
  })

  test('that leads to a page without TLS is left', async () => {
    site.answer = (_request, response) =>
      response.writeHead(302, { Location: `${local.url}/redirected` }).end()
    const session = await start(`https://${site.host}/page-${count}`)
    expect(await whyNot(session)).toBe(
      `The sign-in page of Corp ${count} leads to where no sign-in may go (${local.url}).`,
    )
    expect(local.asked).not.toContain('/redirected')
  })
})

describe('a page that wants too much', () => {
  test('reaches nothing of this computer, and nothing without TLS', async () => {
    const page = await openSite('<h1>Hello</h1>')
    const file = join(scene.desktop.folder, 'secret.txt')
    await writeFile(file, 'readable')
    const [window] = scene.app.windows().filter(each => each.url().startsWith('app://'))
    const urls = [
      `${local.url}/sub`,
      `${local.url.replace('127.0.0.1', 'localhost')}/sub`,
      `${local.url.replace('127.0.0.1', '[::1]')}/sub`,
      `file://${file}`,
      window?.url() ?? '',
      'app://understudy/',
      'chrome://version/',
      'devtools://devtools/bundled/inspector.html',
    ]
    const seen = await page.evaluate(async all => {
      const ended = (element: HTMLElement) =>
        new Promise<string>(resolve => {
          for (const event of ['load', 'error']) element.addEventListener(event, () => resolve(event))
          // Of a frame neither need come, and what it holds is looked at all the same.
          setTimeout(resolve, element instanceof HTMLIFrameElement ? 2_000 : 20_000, 'nothing')
          document.body.append(element)
        })
      const findings: string[] = []
      for (const url of all) {
        for (const mode of ['cors', 'no-cors'] as const)
          findings.push(
            await fetch(url, { mode }).then(
              () => `fetched ${url}`,
              () => 'not fetched',
            ),
          )
        for (const name of ['img', 'script', 'iframe'] as const) {
          const element = document.createElement(name)
          element.src = url
          const event = await ended(element)
          const text = element instanceof HTMLIFrameElement ? element.contentDocument?.body?.innerText : ''
          findings.push(name === 'iframe' ? `frame ${text || 'empty'}` : `${name} ${event}`)
        }
        findings.push(
          await new Promise<string>(resolve => {
            try {
              const socket = new WebSocket(url.replace(/^[a-z]+/, 'ws'))
              socket.onopen = () => resolve(`socket ${url}`)
              socket.onerror = () => resolve('no socket')
            } catch {
              resolve('no socket')
            }
          }),
        )
      }
      return [...new Set(findings)].sort()
    }, urls)
    expect(seen).toEqual(['frame empty', 'img error', 'no socket', 'not fetched', 'script error'])
    // The same ways lead to where the page comes from.
    expect(await page.evaluate(() => fetch(location.href).then(answer => answer.status))).toBe(200)
    expect(local.asked).toEqual([])
  })

  test('opens no dialog for printing, seen or unseen', async () => {
    const body = `<h1>Hello</h1><script>
      const again = '<script>print()</scr' + 'ipt>'
      document.body.append(Object.assign(document.createElement('iframe'), { srcdoc: again }))
      print()
      const page = new Blob([again + 'printed'], { type: 'text/html' })
      if (!sessionStorage.moved) setTimeout(() => (location.href = URL.createObjectURL(page)), 200)
      sessionStorage.moved = 'yes'
    </script>`
    site.answer = (_request, response) => html(response, body)
    await start(`https://${site.host}/page-${count}`)
    await until(
      'its window is seen',
      async () => (await titlesSeen(scene.desktop)).some(title => title.endsWith(` – Corp ${count}`)),
      { timeoutMs: 30_000 },
    )
    const others = (await titlesSeen(scene.desktop)).filter(
      title => title !== 'Understudy' && !title.includes(' – Corp '),
    )
    expect(others).toEqual([])
  })

  test('stays where it is and as large as it is, so that its host stays in view', async () => {
    const page = await openSite('<h1>Hello</h1>')
    const place = () => windowPlace(scene.desktop, `${site.host} – Corp ${count}`)
    const before = await place()
    await page.evaluate(() => {
      moveTo(10, -200)
      resizeTo(900, 300)
    })
    // A window that was to move would have by then.
    await sleep(1_000)
    expect(await place()).toEqual(before)
  })

  test('leaves nothing that goes on without it', async () => {
    const page = await openSite('<h1>Hello</h1>')
    site.answer = (_request, response) =>
      response.writeHead(200, { 'Content-Type': 'text/javascript' }).end('')
    const worker = await page.evaluate(() =>
      navigator.serviceWorker.register('/worker.js').then(
        () => 'registered',
        () => 'refused',
      ),
    )
    expect(worker).toBe('refused')
  })

  test('sends no packet to this computer', async () => {
    const socket = createSocket('udp4')
    closers.add(() => void socket.close())
    let packets = 0
    socket.on('message', () => {
      packets += 1
    })
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const page = await openSite('<h1>Hello</h1>')
    const gathered = await page.evaluate(port => {
      const connection = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${port}` }] })
      connection.createDataChannel('x')
      void connection.createOffer().then(offer => connection.setLocalDescription(offer))
      return new Promise(resolve => {
        connection.onicegatheringstatechange = () => {
          if (connection.iceGatheringState === 'complete') resolve('complete')
        }
        setTimeout(resolve, 15_000, 'never')
      })
    }, socket.address().port)
    expect([gathered, packets]).toEqual(['complete', 0])
  })

  test('gets no window, no permission, no file on the disk and no box', async () => {
    const page = await openSite('<a href="data:text/plain,x" download="x.txt">x</a><h1>Hello</h1>')
    const before = foreignPages(scene.app).length
    const boxes: string[] = []
    page.on('dialog', dialog =>
      // The driver hears of every one; only a box that is there can be closed.
      dialog.dismiss().then(
        () => boxes.push(dialog.message()),
        () => undefined,
      ),
    )
    const seen = await page.evaluate(async () => {
      const denied = (error: unknown) => (error instanceof Error ? error.name : String(error))
      document.querySelector('a')?.click()
      return {
        popup: window.open('https://127.0.0.1/', '_blank'),
        notifications: await Notification.requestPermission(),
        camera: (await navigator.permissions.query({ name: 'camera' })).state,
        place: await new Promise(resolve =>
          navigator.geolocation.getCurrentPosition(
            () => resolve('given'),
            error => resolve(error.message),
          ),
        ),
        clipboard: await navigator.clipboard.readText().then(() => 'given', denied),
        box: confirm('Really?'),
      }
    })
    expect(seen).toEqual({
      popup: null,
      notifications: 'denied',
      camera: 'denied',
      place: 'User denied Geolocation',
      clipboard: 'NotAllowedError',
      box: false,
    })
    expect([foreignPages(scene.app).length, boxes]).toEqual([before, []])
    const home = scene.desktop.env['HOME'] ?? ''
    const downloads = ['', 'Downloads', 'downloads'].map(name => join(home, name)).filter(existsSync)
    for (const folder of downloads) expect(await readdir(folder)).not.toContain('x.txt')
  })
})

test('two providers share no cookies, and nothing of them is on the disk', async () => {
  const { person, app, idp, tray } = scene
  await tray.click(/^corp-dev/)
  const page = await app.window(/\/sign-in$/)
  await page.getByLabel('User').waitFor()
  await page.evaluate(async () => {
    await cookieStore.set({ name: 'planted', value: 'cookie-of-corp', expires: Date.now() + 3_600_000 })
    localStorage.setItem('planted', 'storage-of-corp')
  })
  await signIn(page)
  await person.waitForState('corp-dev', 'live')
  await until('its page is gone', () => page.isClosed())
  const forms = idp.formsShown()
  await start(idp.signInUrl)
  const other = await app.window(/\/sign-in$/)
  await other.getByLabel('User').waitFor()
  expect(idp.formsShown()).toBe(forms + 1)
  expect(await other.evaluate(() => [document.cookie, localStorage.getItem('planted')])).toEqual(['', null])
  const wanted = ['cookie-of-corp', 'storage-of-corp', ...idp.responses()].map(value => ({
    name: value,
    value,
  }))
  const hits = [...(await readFolder(app.profileDir))].flatMap(([where, content]) =>
    search(where, content, wanted),
  )
  expect(hits).toEqual([])
  // Where Chromium would keep it, some time later.
  expect(existsSync(join(app.profileDir, 'Partitions'))).toBe(false)
})
