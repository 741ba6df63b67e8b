import { closeSync, openSync, readFileSync, readlinkSync, readSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { ToolProcess } from '../../core/tools/tool.ts'
import type { CallBudget } from './call-budget.ts'
import { isInterpreter, scriptArgument } from './interpreter.ts'

/** A process with what is needed to walk on from it. */
export interface KnownProcess {
  readonly tool: ToolProcess
  readonly parent: number
  readonly uid: number
  /** In the kernel's ticks since it was started. */
  readonly started: number
}

/** A script stands near the beginning of a command line, which can have megabytes. */
const ARGUMENTS = 4 * 1024

/** What the kernel cuts a name to: TASK_COMM_LEN without the zero at its end. */
const LONGEST_COMM = 15

const CALLS = 8

/**
 * Tells of one process; null if it is gone.
 *
 * Of a command line only a script's path leaves this file, and the environment is not read at all: both hold secrets.
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 * @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
 * @see https://man7.org/linux/man-pages/man5/proc_pid_cmdline.5.html
 */
export async function knownProcess(
  proc: string,
  pid: number,
  budget: CallBudget,
): Promise<KnownProcess | null> {
  const folderOf = path.join(proc, String(pid))
  await budget.spend(CALLS)
  const before = parseStat(textAt(folderOf, 'stat'))
  const uid = parseUid(textAt(folderOf, 'status'))
  if (before === null || uid === null) return null
  const executable = linkAt(folderOf, 'exe')
  const folder = linkAt(folderOf, 'cwd')
  const script = await scriptOf(folderOf, executable, folder)
  // Its number may have become another's in the meantime.
  if (parseStat(textAt(folderOf, 'stat'))?.startedAt !== before.startedAt) return null
  const { comm, parent, startedAt } = before
  const tool = { pid, startedAt, name: nameOf(comm, executable, script), executable, script, folder }
  return { tool, parent, uid, started: Number(startedAt) }
}

interface Stat {
  readonly comm: string
  readonly parent: number
  readonly startedAt: string
}

function parseStat(text: string | null): Stat | null {
  if (text === null) return null
  // A name may hold blanks and parentheses; what follows the last one is numbers and a letter.
  const open = text.indexOf('(')
  const close = text.lastIndexOf(')')
  if (open === -1 || close < open) return null
  const fields = text.slice(close + 2).split(' ')
  // The first of them is the third of the man page.
  const [parent, startedAt] = [fields[3 + 1 - 3], fields[22 - 3]]
  if (parent === undefined || startedAt === undefined || !/^\d+$/.test(startedAt)) return null
  return { comm: text.slice(open + 1, close), parent: Number(parent), startedAt }
}

/** The effective one: by it the system judges what a process may do. */
function parseUid(text: string | null): number | null {
  const uid = /^Uid:\t\d+\t(\d+)/m.exec(text ?? '')?.[1]
  return uid === undefined ? null : Number(uid)
}

async function scriptOf(
  folderOf: string,
  executable: string | null,
  folder: string | null,
): Promise<string | null> {
  if (executable === null) return null
  const program = path.basename(executable)
  if (!isInterpreter(program)) return null
  const script = scriptArgument(program, argumentsAt(folderOf))
  if (script === null || (folder === null && !path.isAbsolute(script))) return null
  const whole = path.resolve(folder ?? '/', script)
  // Not synchronous: it may lie on a network drive that does not answer.
  const isFile = await stat(whole).then(
    found => found.isFile(),
    () => false,
  )
  return isFile ? whole : null
}

/**
 * The kernel gives a script's process the script's name; one that was started through its interpreter lacks it.
 * What a process calls itself counts only up to a blank: `npm` makes its whole command line its name.
 */
function nameOf(comm: string, executable: string | null, script: string | null): string {
  const wholes = [script, executable].filter(file => file !== null).map(file => path.basename(file))
  const [nearest] = wholes
  // Newer versions of Node rename their main thread.
  const isUnnamed = comm.endsWith('MainThread') || (script !== null && isInterpreter(comm))
  if (nearest !== undefined && isUnnamed) return nearest
  const isCut = Buffer.byteLength(comm) === LONGEST_COMM
  const whole = wholes.find(name => name === comm || (isCut && name.startsWith(comm)))
  return whole ?? (/^\S+/.exec(comm)?.[0] || comm)
}

function textAt(folderOf: string, name: string): string | null {
  try {
    return readFileSync(path.join(folderOf, name), 'utf8')
  } catch {
    return null
  }
}

function linkAt(folderOf: string, name: string): string | null {
  try {
    return readlinkSync(path.join(folderOf, name)).replace(/ \(deleted\)$/, '')
  } catch {
    return null
  }
}

function argumentsAt(folderOf: string): readonly string[] {
  try {
    const file = openSync(path.join(folderOf, 'cmdline'), 'r')
    try {
      const bytes = Buffer.alloc(ARGUMENTS)
      const text = bytes.toString('utf8', 0, readSync(file, bytes, 0, ARGUMENTS, 0))
      // What follows the last zero is nothing, or an argument that was cut.
      return text.split('\0').slice(0, -1)
    } finally {
      closeSync(file)
    }
  } catch {
    return []
  }
}
