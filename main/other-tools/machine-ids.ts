import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'

/** What is asked of the system to learn which machine this is. */
export interface Machine {
  /** Null where there is no such file. */
  readonly readText: (path: string) => Promise<string | null>
  /** What a program prints; null where it fails. */
  readonly run: (program: string, args: readonly string[]) => Promise<string | null>
  readonly hostname: () => string
  /** Where Windows is. */
  readonly systemRoot: string
}

/** The system's own programs answer in a fraction of this (ms). */
const TIME_LIMIT = 5_000

export function thisMachine(): Machine {
  return {
    readText: path => readFile(path, 'utf8').catch(() => null),
    // By its whole path and without a shell, so that PATH can't make it another.
    run: (program, args) =>
      new Promise(resolve => {
        const options = { timeout: TIME_LIMIT, killSignal: 'SIGKILL', windowsHide: true } as const
        execFile(program, args, options, (error, stdout) => resolve(error === null ? stdout : null))
      }),
    hostname,
    systemRoot: process.env['SystemRoot'] ?? 'C:\\Windows',
  }
}

/**
 * What this machine may be called by programs that ask the npm package node-machine-id: on Linux the first line of D-Bus's
 * id, else of systemd's, else the host's name, and with its early releases both ids in a row; on macOS the hardware's
 * UUID; on Windows the installation's. Without white space, in small letters.
 * @see https://github.com/automation-stack/node-machine-id
 */
export async function machineIds(platform: NodeJS.Platform, machine: Machine): Promise<readonly string[]> {
  const ids = (await readIds(platform, machine)).map(id => id.replace(/\s+/g, '').toLowerCase())
  return [...new Set(ids)].filter(id => id !== '')
}

async function readIds(platform: NodeJS.Platform, machine: Machine): Promise<readonly string[]> {
  switch (platform) {
    case 'linux':
      return readLinuxIds(machine)
    case 'darwin': {
      const printed = await machine.run('/usr/sbin/ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice'])
      return found(/"IOPlatformUUID"\s*=\s*"([^"]+)"/, printed)
    }
    case 'win32': {
      const place = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography'
      const program = join(machine.systemRoot, 'System32', 'reg.exe')
      return found(/REG_SZ\s+(\S+)/, await machine.run(program, ['QUERY', place, '/v', 'MachineGuid']))
    }
    default:
      return []
  }
}

async function readLinuxIds(machine: Machine): Promise<readonly string[]> {
  const files = ['/var/lib/dbus/machine-id', '/etc/machine-id']
  const texts = (await Promise.all(files.map(machine.readText))).filter(text => text !== null)
  if (texts.length === 0) return [machine.hostname()]
  return [...texts.map(text => text.split('\n')[0] ?? ''), texts.join('')]
}

function found(pattern: RegExp, text: string | null): readonly string[] {
  const id = pattern.exec(text ?? '')?.[1]
  return id === undefined ? [] : [id]
}
