import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LinuxPeers } from '../../../main/endpoint/peer/linux.ts'
import { until } from '../../support/desktop-wait.ts'
import { open } from '../raw.ts'
import { ADDRESS, FakeProc, ownUid, row } from './fake-proc.ts'
import { Listener } from './listener.ts'

const SECRET = 'hunter2-must-not-be-seen'
const children: ChildProcess[] = []
const sockets: Socket[] = []
let folder: string
let listener: Listener
let peers: LinuxPeers

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'us-peer-')))
  listener = new Listener()
  await listener.listen()
  peers = new LinuxPeers()
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const socket of sockets.splice(0)) socket.destroy()
  listener.close()
  rmSync(folder, { recursive: true })
})

function run(command: string, ...args: readonly string[]): ChildProcess {
  const env = { ...process.env, AWS_SECRET_ACCESS_KEY: SECRET }
  const child = spawn(command, args, { cwd: folder, env, stdio: 'ignore' })
  children.push(child)
  return child
}

function script(name: string, text: string): string {
  const file = path.join(folder, name)
  writeFileSync(file, text)
  chmodSync(file, 0o755)
  return file
}

const python = (connections: number, address = '127.0.0.1', family = 'AF_INET') => `#!/usr/bin/python3
import socket, sys, time
port = int(sys.argv[1])
held = [socket.socket(socket.${family}) for _ in range(${connections})]
for each in held: each.connect(('${address}', port))
time.sleep(60)
`

describe('a client that runs', () => {
  it('is named with those who have started it, and with no argument', async () => {
    const child = run('curl', '-s', '-u', `me:${SECRET}`, '-H', `Authorization: ${SECRET}`, listener.url)
    const of = await listener.one()
    expect(await peers.owner(of)).toBe('ours')
    const lineage = await peers.lineage(of)
    expect(lineage[0]).toEqual({
      pid: child.pid,
      startedAt: expect.stringMatching(/^\d+$/),
      name: 'curl',
      executable: expect.stringMatching(/\/curl$/),
      script: null,
      folder,
    })
    expect(lineage[1]).toMatchObject({
      pid: process.pid,
      executable: process.execPath,
      folder: process.cwd(),
    })
    expect(lineage.map(({ pid }) => pid)).not.toContain(1)
    expect(JSON.stringify(lineage)).not.toContain(SECRET)
  })

  it('is named by its script, with the first line of which the kernel finds the interpreter', async () => {
    const file = script('a) (tool', python(1))
    run(file, String(listener.port), '--password', SECRET)
    const lineage = await peers.lineage(await listener.one())
    expect(lineage[0]).toMatchObject({
      name: 'a) (tool',
      script: file,
      executable: expect.stringMatching(/^\/usr\/bin\/python3/),
    })
    expect(JSON.stringify(lineage)).not.toContain(SECRET)
  })

  it('is named by its script in full, which the kernel cuts', async () => {
    const file = script('print-credentials-of-the-day.py', python(1))
    run(file, String(listener.port))
    expect((await peers.lineage(await listener.one()))[0]).toMatchObject({
      name: 'print-credentials-of-the-day.py',
      script: file,
    })
  })

  it('is named by the script that its interpreter was given', async () => {
    const file = script('app.py', python(1))
    run('/usr/bin/python3', '-W', 'ignore', 'app.py', String(listener.port), SECRET)
    expect((await peers.lineage(await listener.one()))[0]).toMatchObject({ name: 'app.py', script: file })
  })

  it('has a shell above it, whose code is not told', async () => {
    run('bash', '-c', `: ${SECRET}; curl -s ${listener.url}; true`, '/etc/passwd')
    const lineage = await peers.lineage(await listener.one())
    expect(lineage.slice(0, 2)).toMatchObject([
      { name: 'curl', script: null },
      { name: 'bash', script: null },
    ])
    expect(lineage[2]?.pid).toBe(process.pid)
    expect(JSON.stringify(lineage)).not.toContain(SECRET)
  })

  it('has a shell’s script above it', async () => {
    const file = script('deploy.sh', `curl -s ${listener.url}\ntrue\n`)
    run('bash', '-eu', 'deploy.sh', SECRET)
    const lineage = await peers.lineage(await listener.one())
    expect(lineage.map(({ name }) => name).slice(0, 2)).toEqual(['curl', 'deploy.sh'])
    expect(lineage[1]).toMatchObject({ script: file })
  })

  it('uses a dual-stack socket', async () => {
    const file = script('dual.py', python(1, '::ffff:127.0.0.1', 'AF_INET6'))
    const { pid } = run(file, String(listener.port))
    const of = await listener.one()
    expect(await peers.owner(of)).toBe('ours')
    expect((await peers.lineage(of))[0]).toMatchObject({ pid, name: 'dual.py' })
  })

  it('has lost its program’s file', async () => {
    const file = path.join(folder, 'tool')
    copyFileSync('/usr/bin/curl', file)
    run(file, '-s', listener.url)
    const of = await listener.one()
    rmSync(file)
    expect((await peers.lineage(of))[0]).toMatchObject({ name: 'tool', executable: file })
  })
})

it('tells another user’s client', async () => {
  if (ownUid === 0) {
    run('setpriv', '--reuid=65534', '--clear-groups', 'curl', '-s', listener.url)
    const of = await listener.one()
    expect(await peers.owner(of)).toBe('other-user')
    expect(await peers.lineage(of)).toEqual([])
    return
  }
  process.emitWarning(
    'Only root can start another user’s client: its row is a made one, as the kernel prints it.',
  )
  const proc = new FakeProc()
  proc.tables({ tcp: [row({ uid: ownUid + 1 })] })
  const faked = new LinuxPeers(proc.root)
  expect([await faked.owner(ADDRESS), await faked.lineage(ADDRESS)]).toEqual(['other-user', []])
  proc.remove()
})

describe('a client that is gone', () => {
  it.each([
    ['by an RST', (socket: Socket) => socket.resetAndDestroy()],
    ['by a FIN', (socket: Socket) => socket.destroy()],
  ])('%s', async (_how, leave) => {
    const socket = await open(listener.port)
    const of = await listener.one()
    expect(await peers.owner(of)).toBe('ours')
    const closed = once(socket, 'close')
    leave(socket)
    await closed
    expect(await peers.owner(of)).toBe('gone')
    expect(await peers.lineage(of)).toEqual([])
  })

  it('by a kill while it is looked for', async () => {
    for (let round = 0; round < 30; round += 1) {
      const child = run('curl', '-s', listener.url)
      const of = await listener.one()
      const exit = once(child, 'exit')
      const asked = [peers.owner(of), peers.lineage(of)] as const
      for (let turn = 0; turn < round; turn += 1) await new Promise(resolve => setImmediate(resolve))
      child.kill('SIGKILL')
      const [owner, lineage] = await Promise.all(asked)
      expect(['ours', 'gone']).toContain(owner)
      if (lineage.length > 0) expect(lineage[0]).toMatchObject({ pid: child.pid, name: 'curl' })
      await exit
      expect(await peers.owner(of)).toBe('gone')
    }
  })

  it('is followed by another one with the same port', async () => {
    const first = await fromPortNobodyIsGiven()
    const of = await listener.one()
    expect(of.clientPort).toBe(first.localPort)
    const closed = once(first, 'close')
    first.resetAndDestroy()
    await closed
    expect(await peers.owner(of)).toBe('gone')
    expect(await fromPort(of.clientPort)).not.toBe(null)
    expect(await listener.one()).toEqual(of)
    expect(await peers.owner(of)).toBe('ours')
  })
})

/** Null if somebody has the port. */
async function fromPort(localPort: number): Promise<Socket | null> {
  const { port } = listener
  const socket = connect({ host: '127.0.0.1', port, localAddress: '127.0.0.1', localPort })
  sockets.push(socket)
  return once(socket, 'connect').then(
    () => socket,
    () => null,
  )
}

/** Below the ports that the kernel gives to connections: in between, none of them can get it. */
async function fromPortNobodyIsGiven(): Promise<Socket> {
  for (let port = 12_000; port < 12_200; port += 1) {
    const socket = await fromPort(port)
    if (socket !== null) return socket
  }
  throw new Error('200 ports are taken')
}

describe('300 connections at once', () => {
  it('are told apart, with few reads of the kernel’s tables', async () => {
    const reads: string[] = []
    const counting = new LinuxPeers('/proc', async function* (file) {
      reads.push(file)
      yield await readFile(file, 'latin1')
    })
    const clients = [
      run(script('one.py', python(100)), String(listener.port)),
      run(script('two.py', python(100, '::ffff:127.0.0.1', 'AF_INET6')), String(listener.port)),
    ]
    for (let each = 0; each < 100; each += 1) sockets.push(await open(listener.port))
    const all = await listener.next(300)

    const owners = await Promise.all(all.map(of => counting.owner(of)))
    expect(owners.filter(owner => owner === 'ours').length).toBe(300)
    expect(reads.length).toBeLessThanOrEqual(4)

    const lineages = await Promise.all(all.map(of => counting.lineage(of)))
    const pids = lineages.map(lineage => lineage[0]?.pid)
    const own = new Set(sockets.map(({ localPort }) => localPort))
    for (const [index, of] of all.entries()) expect(pids[index] === process.pid).toBe(own.has(of.clientPort))
    const counts = [process.pid, ...clients.map(({ pid }) => pid)].map(
      pid => pids.filter(each => each === pid).length,
    )
    expect(counts).toEqual([100, 100, 100])
    expect(reads.length).toBeLessThanOrEqual(8)
  })

  it('each from a process of its own', async () => {
    const clients = Array.from({ length: 60 }, () => run('curl', '-s', listener.url))
    const all = await listener.next(60)
    const pids = (await Promise.all(all.map(of => peers.lineage(of)))).map(lineage => lineage[0]?.pid)
    expect(pids.sort()).toEqual(clients.map(({ pid }) => pid).sort())
  })
})

it('finds a row that has appeared since a read began', async () => {
  const waiting: (() => void)[] = []
  const slow = new LinuxPeers('/proc', async function* (file) {
    const text = await readFile(file, 'latin1')
    if (waiting.length === 0) await new Promise<void>(resolve => waiting.push(resolve))
    yield text
  })
  const early = slow.owner({ clientPort: 1, serverPort: listener.port })
  await until('a read', () => waiting.length > 0)
  sockets.push(await open(listener.port))
  const late = slow.owner(await listener.one())
  waiting[0]?.()
  expect([await early, await late]).toEqual(['gone', 'ours'])
})
