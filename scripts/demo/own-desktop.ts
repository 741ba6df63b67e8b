import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import keytar from 'keytar'
import { connectBus } from '../../test/support/desktop-bus.ts'
import type { Group } from '../../test/support/desktop-process.ts'
import type { Place } from '../../test/support/scene.ts'

/** The user's own screen, bus and keyring, with a folder that goes away. */
export async function ownDesktop(): Promise<Place & { close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'understudy-demo-'))
  const env = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  const groups: Group[] = []
  return {
    // A demo is not to offer the user's own profiles, nor to write among them.
    env: {
      ...env,
      AWS_CONFIG_FILE: join(folder, 'aws/config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'aws/credentials'),
    },
    folder,
    own: group => void groups.push(group),
    async close() {
      for (const group of groups) await group.kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Whether the user's desktop has a keyring that programs can reach. */
export async function hasKeyring(): Promise<boolean> {
  if (process.platform !== 'linux') return true
  const address = process.env['DBUS_SESSION_BUS_ADDRESS'] ?? `unix:path=${process.env['XDG_RUNTIME_DIR']}/bus`
  try {
    const { call, close } = await connectBus(address)
    const bus = {
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
    }
    const names = await Promise.all(
      ['ListNames', 'ListActivatableNames'].map(member => call({ ...bus, member })),
    )
    close()
    return names.flat(2).includes('org.freedesktop.secrets')
  } catch {
    // No bus, no keyring.
    return false
  }
}

/** Takes out of the user's own keyring what an app with this profile has put there. */
export async function forgetKeys(profileDir: string): Promise<void> {
  const text = await readFile(join(profileDir, 'understudy.json'), 'utf8').catch(() => '')
  for (const [account] of text.matchAll(/(?:access-key|session-token)\/[\w-]+/g))
    await keytar.deletePassword('understudy', account)
}
