import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { get } from 'node:http'
import { connect } from 'node:net'
import { join, resolve } from 'node:path'
import type { Connection } from '../../main/core/snapshot/snapshot.ts'
import { freePort } from '../../test/endpoint/raw.ts'
import { electronExecutable, startApp } from '../../test/support/app.ts'
import { command } from '../../test/support/commands.ts'
import { type Group, startGroup } from '../../test/support/desktop-process.ts'
import { until } from '../../test/support/desktop-wait.ts'
import { setScene } from '../../test/support/scene.ts'

type Scene = Awaited<ReturnType<typeof setScene>>

/** The same answer for whoever asks, with what it takes to ask. */
export interface Target {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/** Understudy and, beside it on the same desktop, an empty app that gives the same bytes. */
export interface Stage {
  readonly scene: Scene
  readonly connection: Connection
  readonly ours: Target
  readonly base: Target
  /** Each listens there a moment later. Ours has a profile of its own with the scene's settings, and no window. */
  startEmptyApp(port: number): Promise<Group>
  startOurs(port: number): Promise<Group>
  close(): Promise<void>
}

const root = resolve(import.meta.dirname, '../..')

export async function setStage(): Promise<Stage> {
  const scene = await setScene()
  try {
    const { person, desktop, app } = scene
    const { sessions } = await person.snapshot()
    const id = sessions.find(each => each.session.name === 'dev-readonly')?.session.id
    if (id === undefined) throw new Error('There is no dev-readonly.')
    await command(person, 'startSession', { id })
    await person.waitForState('dev-readonly', 'live')
    const connection = await person.connectionOf('dev-readonly')
    const ours = {
      url: connection.url,
      headers: { Authorization: await readFile(connection.tokenFile, 'utf8') },
    }
    const answer = await answerOf(ours)
    const startEmptyApp = async (port: number) => {
      const folder = await mkdtemp(join(desktop.folder, 'empty-'))
      const file = join(folder, 'answer.json')
      await writeFile(file, JSON.stringify({ ...answer, port }))
      const args = [join(import.meta.dirname, 'empty-app.cjs'), `--user-data-dir=${folder}`]
      const env = {
        ...desktop.env,
        EMPTY_APP_ANSWER: file,
        EMPTY_APP_ICON: join(root, 'main/desktop/icons/tray/idle-none.png'),
      }
      const group = startGroup(electronExecutable(), [...args, ...asRoot()], { env })
      desktop.own(group)
      return group
    }
    const startOurs = async (port: number) => {
      const profileDir = await mkdtemp(join(desktop.folder, 'ours-'))
      await copySettings(app.profileDir, profileDir, settings => ({ ...settings, port }))
      return startApp({ desktop, profileDir, args: ['--at-login'] })
    }
    const port = await freePort()
    const empty = await startEmptyApp(port)
    await until('the empty app listens', () => isListening(port), { details: empty.output })
    return {
      scene,
      connection,
      ours,
      base: { url: `http://127.0.0.1:${port}/`, headers: ours.headers },
      startEmptyApp,
      startOurs,
      close: scene.close,
    }
  } catch (error) {
    await scene.close()
    throw error
  }
}

type Settings = Readonly<Record<string, unknown>>

async function copySettings(
  from: string,
  to: string,
  change: (settings: Settings) => Settings,
): Promise<void> {
  for (const name of ['understudy.json', 'understudy.last-good.json']) {
    const settings: Settings = JSON.parse(await readFile(join(from, name), 'utf8'))
    await writeFile(join(to, name), JSON.stringify(change(settings)))
  }
}

function asRoot(): readonly string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : []
}

export function isListening(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

/** What a client is given, without what Node's server adds by itself. */
function answerOf({ url, headers }: Target) {
  return new Promise<{ status: number; headers: Record<string, string>; body: string }>((resolve, reject) => {
    get(url, { headers, agent: false }, response => {
      let body = ''
      response.setEncoding('utf8').on('data', chunk => {
        body += chunk
      })
      response.on('end', () => {
        const own = ['date', 'connection', 'keep-alive', 'transfer-encoding']
        const given = Object.entries(response.headers).filter(([name]) => !own.includes(name))
        resolve({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(given.map(([name, value]) => [name, String(value)])),
          body,
        })
      })
    }).on('error', reject)
  })
}
