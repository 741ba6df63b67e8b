import { rmSync } from 'node:fs'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { startBusDaemon } from './desktop-bus.ts'
import { startDisplay } from './desktop-display.ts'
import { type Group, runTool } from './desktop-process.ts'
import { type Keyring, type KeyringMode, startKeyring } from './keyring.ts'

export interface DesktopOptions {
  display?: boolean
  keyring?: KeyringMode
  size?: `${number}x${number}`
}

export interface Desktop {
  /** All that the app and its clients need, and nothing of this machine but PATH. */
  readonly env: Readonly<Record<string, string>>
  readonly busAddress: string
  readonly keyring: Keyring
  /** Short, private, gone after close. */
  readonly folder: string
  /** The whole display, into a PNG file. */
  screenshot(file: string): Promise<void>
  /** Presses keys. They go to the window that has the keyboard, whichever that is. */
  type(text: string): Promise<void>
  /** The title of the window that has the keyboard; empty where none has it. */
  windowWithKeyboard(): Promise<string>
  /** Makes a process end with the desktop. */
  own(group: Group): void
  close(): Promise<void>
}

/** A desktop of its own for one test or demo: a bus, a home, a keyring, a display. */
export async function startDesktop(options: DesktopOptions = {}): Promise<Desktop> {
  const { display = true, keyring: mode = 'unlocked', size = '1280x800' } = options
  // Paths of sockets end at 107 bytes.
  const folder = await mkdtemp(path.join(tmpdir().length > 40 ? '/tmp' : tmpdir(), 'us-'))
  const groups: Group[] = []
  const own = (group: Group) => {
    groups.push(group)
  }
  const endAtOnce = () => {
    for (const group of groups) group.signal('SIGKILL')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  }
  const forget = atExit(endAtOnce)
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= (async () => {
      // The newest first: what uses the bus and the display goes before them.
      try {
        for (const group of [...groups].reverse()) await group.kill()
      } finally {
        endAtOnce()
        forget()
      }
    })()
    return closing
  }

  try {
    const env = await privateHome(folder)
    const bus = await startBusDaemon(folder, env)
    own(bus.group)
    env['DBUS_SESSION_BUS_ADDRESS'] = bus.address
    // The machine's own system bus stays out of it: a test can play logind on the private one.
    env['DBUS_SYSTEM_BUS_ADDRESS'] = bus.address
    if (display) {
      const screen = await startDisplay(folder, env, size)
      own(screen.group)
      Object.assign(env, screen.env)
    }
    const xdotool = async (...args: string[]) => {
      const { code, stdout, stderr } = await runTool('xdotool', args, { env })
      if (code !== 0) throw new Error(`xdotool ${args.join(' ')}: ${stderr.trim()}`)
      return stdout
    }
    const keyring = await startKeyring(mode, env, own)
    return {
      env,
      busAddress: bus.address,
      keyring,
      folder,
      own,
      close,
      async screenshot(file) {
        const { code, stderr } = await runTool('import', ['-silent', '-window', 'root', file], { env })
        if (code !== 0) throw new Error(`no screenshot: ${stderr.trim()}`)
      },
      type: async text => {
        await xdotool('type', text)
      },
      async windowWithKeyboard() {
        // Between two windows none has it, or one that is gone by the time its name is asked for.
        const { code, stdout } = await runTool('xdotool', ['getwindowfocus', 'getwindowname'], { env })
        return code === 0 ? stdout.trim() : ''
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function privateHome(folder: string): Promise<Record<string, string>> {
  const user = userInfo().username
  const env: Record<string, string> = {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    // Texts of system libraries are translated; tests read them in one language.
    LANG: 'C.UTF-8',
    USER: user,
    LOGNAME: user,
    HOME: path.join(folder, 'home'),
    XDG_RUNTIME_DIR: path.join(folder, 'run'),
    XDG_CONFIG_HOME: path.join(folder, 'home/.config'),
    XDG_DATA_HOME: path.join(folder, 'home/.local/share'),
    XDG_STATE_HOME: path.join(folder, 'home/.local/state'),
    XDG_CACHE_HOME: path.join(folder, 'home/.cache'),
    // No accessibility bus here: GTK would wait for one.
    NO_AT_BRIDGE: '1',
  }
  for (const [name, value] of Object.entries(env)) {
    if (name === 'HOME' || name.startsWith('XDG_')) await mkdir(value, { recursive: true, mode: 0o700 })
  }
  return env
}

const endings = new Set<() => void>()

function endAll() {
  for (const end of endings) end()
}

function onSignal(signal: NodeJS.Signals) {
  // Whoever else listens is in charge of the end, and the exit that follows still does the work.
  if (process.listenerCount(signal) > 1) return
  endAll()
  process.off(signal, onSignal)
  process.kill(process.pid, signal)
}

/** Does the work when this process ends, whichever way that can be seen; returns what takes it back. */
function atExit(work: () => void): () => void {
  if (endings.size === 0) process.on('exit', endAll).on('SIGINT', onSignal).on('SIGTERM', onSignal)
  endings.add(work)
  return () => {
    endings.delete(work)
    if (endings.size === 0) process.off('exit', endAll).off('SIGINT', onSignal).off('SIGTERM', onSignal)
  }
}
