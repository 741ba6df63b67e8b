import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LinuxPeers } from '../../../main/endpoint/peer/linux.ts'
import { ADDRESS, FakeProc, MAPPED, ownUid, row, V4 } from './fake-proc.ts'

let proc: FakeProc
beforeEach(() => {
  proc = new FakeProc()
})
afterEach(() => proc.remove())

const owner = () => new LinuxPeers(proc.root).owner(ADDRESS)
const lineage = () => new LinuxPeers(proc.root).lineage(ADDRESS)

describe('the owner', () => {
  it('is told by the uid of the row', async () => {
    proc.tables({ tcp: [row({})] })
    expect(await owner()).toBe('ours')
    proc.tables({ tcp: [row({ uid: ownUid + 1 })] })
    expect(await owner()).toBe('other-user')
  })

  it('is found among dual-stack sockets', async () => {
    proc.tables({ tcp6: [row({ local: MAPPED })] })
    expect(await owner()).toBe('ours')
    proc.tables({ tcp6: [row({ local: MAPPED, uid: ownUid + 1 })] })
    expect(await owner()).toBe('other-user')
  })

  it('is gone with no row, with the other end’s row only, and with inode 0', async () => {
    expect(await owner()).toBe('gone')
    proc.tables({ tcp: [row({ clientPort: ADDRESS.serverPort, serverPort: ADDRESS.clientPort })] })
    expect(await owner()).toBe('gone')
    proc.tables({ tcp: [row({ inode: 0 })] })
    expect(await owner()).toBe('gone')
    proc.tables({ tcp6: [row({ inode: 0, local: MAPPED })] })
    expect(await owner()).toBe('gone')
  })

  it('is that of the live row, if the last connection with these ports is listed too', async () => {
    const [dead, live] = [row({ inode: 0, uid: 0 }), row({ uid: ownUid + 1 })]
    proc.tables({ tcp: [dead, live] })
    expect(await owner()).toBe('other-user')
    proc.tables({ tcp: [live, dead] })
    expect(await owner()).toBe('other-user')
    proc.tables({ tcp: [dead], tcp6: [row({ local: MAPPED })] })
    expect(await owner()).toBe('ours')
  })

  it('does not confuse addresses: another loopback address is another peer', async () => {
    proc.tables({ tcp: [row({ local: '0200007F' })], tcp6: [row({ local: `${'0'.repeat(24)}0100007F` })] })
    expect(await owner()).toBe('gone')
    proc.tables({ tcp6: [row({ local: `${'0'.repeat(24)}01000000` })] })
    expect(await owner()).toBe('gone')
  })

  it('is found behind ten thousand other rows', async () => {
    const others = Array.from({ length: 12_000 }, (_, number) =>
      row({ number, clientPort: 1_024 + number, serverPort: 443, uid: ownUid + 1 }),
    )
    proc.tables({ tcp: [...others, row({ number: 12_000, local: V4 }), ...others] })
    expect(await owner()).toBe('ours')
  })

  it('is found wherever the text that is read is cut', async () => {
    const text = ['  sl  local_address rem_address   st', row({ clientPort: 7 }), row({}), ''].join('\n')
    for (let cut = 0; cut <= text.length; cut++) {
      const read = async function* () {
        yield text.slice(0, cut)
        yield text.slice(cut)
      }
      expect(await new LinuxPeers(proc.root, read).owner(ADDRESS)).toBe('ours')
    }
  })

  it('needs no IPv6', async () => {
    proc.tables({ tcp: [row({})], tcp6: null })
    expect(await owner()).toBe('ours')
    proc.tables({ tcp6: null })
    expect(await owner()).toBe('gone')
  })

  it('is unknown where /proc tells nothing', async () => {
    rmSync(path.join(proc.root, 'net'), { recursive: true })
    expect(await owner()).toBe('unknown')
    expect(await lineage()).toEqual([])
    expect(await new LinuxPeers(path.join(proc.root, 'nowhere')).owner(ADDRESS)).toBe('unknown')
  })

  it('is unknown where one table can’t be read and the other one has no row', async () => {
    proc.tables({ tcp: [row({})] })
    const refused = Object.assign(new Error('refused'), { code: 'EACCES' })
    const tcp6Refused = (rows: string) =>
      async function* (file: string) {
        if (file.endsWith('tcp6')) throw refused
        yield `${rows}\n`
      }
    expect(await new LinuxPeers(proc.root, tcp6Refused(row({}))).owner(ADDRESS)).toBe('ours')
    expect(await new LinuxPeers(proc.root, tcp6Refused('')).owner(ADDRESS)).toBe('unknown')
  })
})

describe('the lineage', () => {
  beforeEach(() => proc.tables({ tcp: [row({ inode: 7_001 })] }))

  it('goes from the process that asks up to the outermost program', async () => {
    proc.process(900, { comm: 'systemd', parent: 1 })
    proc.process(910, { comm: 'konsole', parent: 900 })
    proc.process(920, { comm: 'zsh', parent: 910, exe: '/usr/bin/zsh' })
    proc.process(930, { comm: 'aws', parent: 920, started: 200, exe: '/opt/aws', sockets: [7_001] })
    expect(await lineage()).toEqual([
      { pid: 930, startedAt: '200', name: 'aws', executable: '/opt/aws', script: null, folder: proc.root },
      expect.objectContaining({ pid: 920, name: 'zsh' }),
      expect.objectContaining({ pid: 910, name: 'konsole' }),
    ])
  })

  it('ends before another user’s process, the first one, one that is gone, and one that is too young', async () => {
    const asking = { comm: 'aws', sockets: [7_001] }
    const names = async () => (await lineage()).map(({ name }) => name)
    proc.process(900, { comm: 'sudo', uid: ownUid + 1 })
    proc.process(1, { comm: 'first', parent: 0 })
    proc.process(901, { comm: 'stranger', started: 101 })
    for (const parent of [900, 1, 0, 899, 901]) {
      proc.process(930, { ...asking, parent })
      expect(await names()).toEqual(['aws'])
      rmSync(path.join(proc.root, '930'), { recursive: true })
    }
  })

  it('ends although /proc leads in circles', async () => {
    proc.process(920, { comm: 'b', parent: 930 })
    proc.process(930, { comm: 'a', parent: 920, sockets: [7_001] })
    expect((await lineage()).length).toBeGreaterThan(1)
  })

  it('keeps a session manager that asks itself', async () => {
    proc.process(930, { comm: 'systemd', sockets: [7_001] })
    expect((await lineage()).map(({ name }) => name)).toEqual(['systemd'])
  })

  it('reads a name with blanks and parentheses', async () => {
    proc.process(920, { comm: 'x) S 1 (y', exe: '/opt/x) S 1 (y' })
    proc.process(930, { comm: ') (', parent: 920, started: 300, exe: '/opt/) (', sockets: [7_001] })
    expect((await lineage()).map(({ name, startedAt }) => [name, startedAt])).toEqual([
      [') (', '300'],
      ['x) S 1 (y', '100'],
    ])
  })

  it('takes no part of a command line that a process has made its name', async () => {
    proc.process(930, { comm: 'npm run hunter2', exe: '/usr/bin/node', sockets: [7_001] })
    expect((await lineage())[0]?.name).toBe('npm')
  })

  it('completes a name that the kernel has cut', async () => {
    proc.process(930, { comm: 'terraform-provi', exe: '/opt/terraform-provider-aws', sockets: [7_001] })
    expect((await lineage())[0]?.name).toBe('terraform-provider-aws')
  })

  it('calls Node’s main thread by its script', async () => {
    const script = path.join(proc.root, 'cdk.js')
    writeFileSync(script, '')
    const node = { comm: 'node-MainThread', exe: '/usr/bin/node', sockets: [7_001] }
    proc.process(930, { ...node, args: ['node', 'cdk.js', 'hunter2'] })
    expect(await lineage()).toEqual([expect.objectContaining({ name: 'cdk.js', script })])
    proc.process(931, { ...node, args: ['node', '-e', 'hunter2', 'cdk.js'] })
    expect(await lineage()).toEqual([expect.objectContaining({ name: 'node', script: null })])
  })

  it('takes no argument for a script that is no file', async () => {
    mkdirSync(path.join(proc.root, 'folder'))
    const bash = { comm: 'bash', exe: '/usr/bin/bash', sockets: [7_001] }
    for (const [index, script] of ['hunter2', 'folder', '/dev/null', ''].entries()) {
      proc.process(930 + index, { ...bash, args: ['bash', script, 'net/tcp'] })
      expect(await lineage()).toEqual([expect.objectContaining({ name: 'bash', script: null })])
    }
  })

  it('does not take the part of an argument that was read for a script', async () => {
    writeFileSync(path.join(proc.root, 'f'), '')
    const read = 4 * 1024 - 'bash '.length
    const part = `${proc.root}${'/'.repeat(read - proc.root.length - 1)}f`
    const bash = { comm: 'bash', exe: '/usr/bin/bash', sockets: [7_001] }
    proc.process(930, { ...bash, args: ['bash', `${part}oo`] })
    expect((await lineage())[0]?.script).toBe(null)
    proc.process(931, { ...bash, args: ['bash', part.replace('//', '/'), 'hunter2'] })
    expect((await lineage())[0]?.script).toBe(path.join(proc.root, 'f'))
  })

  it('says what it knows of a process that hides its program and its folder', async () => {
    proc.process(930, { comm: 'aws', sockets: [7_001] }, ['exe', 'cwd', 'cmdline'])
    expect(await lineage()).toEqual([
      { pid: 930, startedAt: '100', name: 'aws', executable: null, script: null, folder: null },
    ])
  })

  it('shows a deleted program by its path', async () => {
    proc.process(930, { comm: 'aws', exe: '/opt/aws (deleted)', sockets: [7_001] })
    expect((await lineage())[0]?.executable).toBe('/opt/aws')
  })

  it.each([['stat'], ['status'], ['fd']])('is empty if %s vanishes', async name => {
    proc.process(930, { sockets: [7_001] }, [name])
    expect(await lineage()).toEqual([])
  })

  it('is empty for another user’s connection, whoever seems to have it', async () => {
    proc.tables({ tcp: [row({ uid: ownUid + 1 })] })
    proc.process(930, { sockets: [7_001] })
    expect(await lineage()).toEqual([])
  })

  it('is empty if nobody has the connection, and that of the newest process if two have it', async () => {
    proc.process(930, { sockets: [7_002] })
    expect(await lineage()).toEqual([])
    proc.process(940, { comm: 'old', sockets: [7_001] })
    proc.process(1_000, { comm: 'new', sockets: [7_001] })
    expect((await lineage())[0]?.name).toBe('new')
  })
})
