import type { ToolProcess } from '../../core/tools/tool.ts'
import type { PeerAddress } from './peer.ts'

/** An end of a connection, and the process that has it. */
export interface OpenFile {
  readonly pid: number
  readonly uid: number
  readonly clientPort: number
  readonly serverPort: number
}

export interface ListedProcess {
  readonly tool: ToolProcess
  readonly parent: number
  readonly uid: number
  /** Epoch seconds in the computer's own time zone; of use only for a comparison. */
  readonly started: number
}

const CONNECTION =
  /^(?:127\.0\.0\.1|\[::ffff:127\.0\.0\.1\]):(\d+)->(?:127\.0\.0\.1|\[::ffff:127\.0\.0\.1\]):(\d+)$/

/**
 * Reads what `lsof -F pun` prints: lines of one field each, a letter and its value. A process' fields stand before
 * those of its files.
 * @see https://github.com/lsof-org/lsof/blob/master/Lsof.8 (OUTPUT FOR OTHER PROGRAMS)
 */
export function parseLsof(output: string): readonly OpenFile[] {
  const files: OpenFile[] = []
  let pid: number | null = null
  let uid: number | null = null
  for (const line of output.split('\n')) {
    const value = line.slice(1)
    if (line.startsWith('p')) {
      pid = numberIn(value)
      uid = null
    } else if (line.startsWith('u')) uid = numberIn(value)
    else if (line.startsWith('n')) {
      const [, client, server] = CONNECTION.exec(value) ?? []
      if (pid === null || uid === null || client === undefined || server === undefined) continue
      files.push({ pid, uid, clientPort: Number(client), serverPort: Number(server) })
    }
  }
  return files
}

const numberIn = (text: string) => (/^\d+$/.test(text) ? Number(text) : null)

/** The client's ends only; a child can have inherited one. */
export function clientsOf(files: readonly OpenFile[], of: PeerAddress): readonly OpenFile[] {
  return files.filter(file => file.clientPort === of.clientPort && file.serverPort === of.serverPort)
}

const PROCESS =
  /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\w{3}\s+(\w{3})\s+(\d{1,2})\s+(\d\d):(\d\d):(\d\d)\s+(\d{4}))\s+(\S.*?)\s*$/

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * Reads what `ps -o pid=,ppid=,uid=,lstart=,comm=` prints in the C locale. `comm` is the path of the program there and
 * may hold blanks; arguments are not in it.
 * @see https://keith.github.io/xcode-man-pages/ps.1.html
 */
export function parsePs(output: string): ReadonlyMap<number, ListedProcess> {
  const processes = new Map<number, ListedProcess>()
  for (const line of output.split('\n')) {
    const [, pid, parent, uid, startedAt, month, day, hours, minutes, seconds, year, comm] =
      PROCESS.exec(line) ?? []
    if (startedAt === undefined || month === undefined || comm === undefined) continue
    const date = [Number(year), MONTHS.indexOf(month), Number(day)] as const
    const time = [Number(hours), Number(minutes), Number(seconds)] as const
    processes.set(Number(pid), {
      tool: {
        pid: Number(pid),
        startedAt: startedAt.replace(/\s+/g, ' '),
        // A login shell's is `-zsh`.
        name: comm.slice(comm.lastIndexOf('/') + 1).replace(/^-/, ''),
        executable: comm.startsWith('/') ? comm : null,
        script: null,
        folder: null,
      },
      parent: Number(parent),
      uid: Number(uid),
      started: Date.UTC(...date, ...time) / 1_000,
    })
  }
  return processes
}
