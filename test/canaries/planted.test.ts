import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Message } from '@jellybrick/dbus-next'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Desktop, startDesktop } from '../support/desktop.ts'
import { connectBus } from '../support/desktop-bus.ts'
import { until } from '../support/desktop-wait.ts'
import { type Encoding, encoded, encodings, type Wanted } from '../support/needles.ts'
import { ProcessWatch, readFolder } from '../support/secret-search.ts'
import { monitorBus } from './bus-monitor.ts'
import { Evidence, type Kind, kinds } from './evidence.ts'

/** Of AWS's shape; with what is written otherwise in each encoding, and its letters at no multiple of three. */
const planted: Wanted = { name: 'the planted one', value: 'wJalr/XUtn+FEMI/K7MDENG>?bPxRfiCYEX??>>/' }
const decoy = { name: 'another one', value: 'zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz' }

let desktop: Desktop
let folder: string
beforeAll(async () => {
  desktop = await startDesktop({ display: false, keyring: 'none' })
  folder = await mkdtemp(join(tmpdir(), 'us-planted-'))
})
afterAll(async () => {
  await desktop?.close()
  await rm(folder, { recursive: true, force: true })
})

/** What a place may hold around a secret. */
const among = (encoding: Encoding): Buffer =>
  Buffer.concat([Buffer.from('before,'), encoded(planted.value, encoding), Buffer.from(',behind')])

/** How a secret gets to a place of the kinds that are read from outside; the others are handed over as they are. */
const ways: Partial<Record<Kind, (evidence: Evidence, content: Buffer) => Promise<void>>> = {
  async file(evidence, content) {
    await writeFile(join(folder, 'planted'), content)
    for (const [path, each] of await readFolder(folder)) evidence.add('file', path, each)
  },
  'command line': (evidence, content) => watchChild(evidence, { argv0: content.toString(), env: {} }),
  environment: (evidence, content) =>
    watchChild(evidence, { argv0: 'sleep', env: { PLANTED: content.toString() } }),
  async 'D-Bus message'(evidence, content) {
    const monitor = await monitorBus(desktop.busAddress)
    const client = await connectBus(desktop.busAddress)
    client.bus.send(Message.newSignal('/planted', 'test.Planted', 'Said', 'ay', [content]))
    await client.call({
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus.Peer',
      member: 'Ping',
    })
    for (const message of await monitor.stop()) evidence.add('D-Bus message', 'the session bus', message)
    client.close()
  },
}

async function watchChild(
  evidence: Evidence,
  { argv0, env }: { readonly argv0: string; readonly env: Record<string, string> },
): Promise<void> {
  const child = spawn('sleep', ['30'], { argv0, env })
  try {
    const watch = new ProcessWatch(child.pid ?? 0)
    await until('it is seen', () => watch.saw('30').then(() => true))
    for (const [name, content] of await watch.stop())
      evidence.add(/^\S+\/cmdline /.test(name) ? 'command line' : 'environment', 'a child', content)
  } finally {
    child.kill()
  }
}

/** Words of the system end at a NUL, which UTF-16 is full of. */
const canHold = (kind: Kind, encoding: Encoding): boolean =>
  encoding !== 'UTF-16' || !(kind === 'command line' || kind === 'environment')

describe.each(kinds)('a secret in a place of the kind %s', kind => {
  test.each(encodings.filter(each => canHold(kind, each)))('is found in the encoding %s', async encoding => {
    const evidence = new Evidence()
    const hand = async (to: Evidence, content: Buffer) => to.add(kind, 'somewhere', content)
    await (ways[kind] ?? hand)(evidence, among(encoding))
    const leaks = evidence.leaks([planted, decoy])
    expect(leaks).toEqual([
      { kind, secret: planted.name, encoding: told(encoding), where: expect.any(String) },
    ])
    expect(JSON.stringify(leaks)).not.toContain(planted.value)
    expect(evidence.leaks([decoy])).toEqual([])
  })
})

/** Where two encodings are the same bytes, the first one is told. */
function told(encoding: Encoding): Encoding | undefined {
  const bytes = encoded(planted.value, encoding)
  return encodings.find(each => encoded(planted.value, each).equals(bytes))
}

test('what may be somewhere is allowed there, and nowhere else', () => {
  const evidence = new Evidence()
  evidence.add('file', '/home/tokens/a', planted.value)
  evidence.add('file', '/home/elsewhere', planted.value)
  const allowed = [{ kind: 'file', where: /\/tokens\//, secrets: /^the planted/, because: 'a test' }] as const
  expect(evidence.leaks([planted], allowed).map(each => each.where)).toEqual(['/home/elsewhere'])
})

test('six digits are a code only where they stand alone', () => {
  const evidence = new Evidence()
  const code = { name: 'a code', value: '735194' }
  evidence.add('output', 'a longer number', 'at 1735194 and 7351942')
  expect(evidence.leaks([code])).toEqual([])
  evidence.add('output', 'a code', 'typed 735194.')
  expect(evidence.leaks([code])).toMatchObject([{ where: 'a code', encoding: 'plain' }])
})
