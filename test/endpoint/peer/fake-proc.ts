import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

export const CLIENT_PORT = 40_001
export const SERVER_PORT = 20_001
export const ADDRESS = { clientPort: CLIENT_PORT, serverPort: SERVER_PORT }

export const ownUid = process.getuid?.() ?? -1

interface Faked {
  readonly parent?: number
  readonly started?: number
  readonly uid?: number
  readonly comm?: string
  readonly exe?: string
  readonly cwd?: string
  readonly args?: readonly string[]
  readonly sockets?: readonly number[]
}

/** A folder like /proc, for what a real one shows only by chance. */
export class FakeProc {
  readonly root = mkdtempSync(path.join(tmpdir(), 'us-proc-'))

  constructor() {
    mkdirSync(path.join(this.root, 'net'))
    this.tables({})
  }

  remove(): void {
    rmSync(this.root, { recursive: true })
  }

  tables({ tcp = [], tcp6 = [] }: { tcp?: readonly string[]; tcp6?: readonly string[] | null }): void {
    const table = (rows: readonly string[]) =>
      ['  sl  local_address rem_address   st', ...rows, ''].join('\n')
    writeFileSync(path.join(this.root, 'net/tcp'), table(tcp))
    if (tcp6 === null) rmSync(path.join(this.root, 'net/tcp6'), { force: true })
    else writeFileSync(path.join(this.root, 'net/tcp6'), table(tcp6))
  }

  /** A process with all that /proc tells; `without` takes some of it away. */
  process(pid: number, faked: Faked, without: readonly string[] = []): void {
    const {
      parent = 1,
      started = 100,
      uid = ownUid,
      comm = 'tool',
      exe = '/opt/tool',
      cwd = this.root,
    } = faked
    const folder = path.join(this.root, String(pid))
    mkdirSync(path.join(folder, 'fd'), { recursive: true })
    const numbers = Array.from({ length: 30 }, () => '0')
    const fields = ['S', String(parent), ...numbers.slice(0, 17), String(started), ...numbers]
    writeFileSync(path.join(folder, 'stat'), `${pid} (${comm}) ${fields.join(' ')}\n`)
    const ids = [uid, uid, uid, uid].join('\t')
    writeFileSync(path.join(folder, 'status'), `Name:\t${comm}\nPPid:\t${parent}\nUid:\t${ids}\n`)
    writeFileSync(path.join(folder, 'cmdline'), (faked.args ?? [exe]).map(arg => `${arg}\0`).join(''))
    symlinkSync(exe, path.join(folder, 'exe'))
    symlinkSync(cwd, path.join(folder, 'cwd'))
    symlinkSync('/dev/null', path.join(folder, 'fd/0'))
    for (const inode of faked.sockets ?? [])
      symlinkSync(`socket:[${inode}]`, path.join(folder, 'fd', String(inode)))
    for (const name of without) rmSync(path.join(folder, name), { recursive: true })
  }
}

interface Row {
  readonly clientPort?: number
  readonly serverPort?: number
  readonly uid?: number
  readonly inode?: number
  /** The address as the table prints it. */
  readonly local?: string
  readonly number?: number
}

export const V4 = '0100007F'
export const MAPPED = '0000000000000000FFFF00000100007F'

export function row(of: Row): string {
  const { clientPort = CLIENT_PORT, serverPort = SERVER_PORT, uid = ownUid, inode = 7_001 } = of
  const { local = V4, number = 0 } = of
  const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0')
  const ends = `${local}:${hex(clientPort)} ${local.length > 8 ? MAPPED : V4}:${hex(serverPort)}`
  const rest = `01 00000000:00000000 00:00000000 00000000 ${String(uid).padStart(5)}        0 ${inode}`
  return `${String(number).padStart(4)}: ${ends} ${rest} 1 0000000000000000 20 4 30 10 -1`
}
