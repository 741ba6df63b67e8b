import { readlinkSync, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { dropOldest } from '../../core/bounded.ts'
import type { CallBudget } from './call-budget.ts'
import { NextRun } from './next-run.ts'

/** A process and the file descriptor by which it has a socket. */
export interface Holder {
  readonly pid: number
  readonly fd: string
}

/** Tools that ask often are few: shells' children are new each time, and servers are the rest. */
const REMEMBERED = 32

/**
 * Finds the processes that have sockets. The kernel keeps no list of them, so each file descriptor is looked at.
 * @see https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html
 */
export class LinuxHolders {
  readonly #proc: string
  readonly #uid: number
  readonly #budget: CallBudget
  readonly #scans = new NextRun<ReadonlyMap<number, Holder>>(() => this.#scan())
  #wanted = new Set<number>()
  /** The last one is the latest. */
  readonly #recent = new Set<number>()

  constructor(proc: string, uid: number, budget: CallBudget) {
    this.#proc = proc
    this.#uid = uid
    this.#budget = budget
  }

  async holder(inode: number): Promise<Holder | null> {
    this.#wanted.add(inode)
    const found = await this.#scans.ask()
    return found.get(inode) ?? null
  }

  /** False once the process is gone: its number may by now be another's. */
  holds({ pid, fd }: Holder, inode: number): boolean {
    return this.#inodeAt(pid, fd) === inode
  }

  async #scan(): Promise<ReadonlyMap<number, Holder>> {
    const wanted = this.#wanted
    this.#wanted = new Set()
    const found = new Map<number, Holder>()
    const recent = [...this.#recent].reverse()
    for (const pid of recent) await this.#look(pid, wanted, found)
    if (wanted.size === 0) return found
    // The newest first: most often it is a command that has just been started.
    const pids = (await names(this.#proc)).filter(name => /^\d+$/.test(name)).map(Number)
    for (const pid of pids.sort((a, b) => b - a)) {
      if (wanted.size === 0) break
      if (!recent.includes(pid)) await this.#look(pid, wanted, found)
    }
    return found
  }

  /** Moves what this process has from `wanted` to `found`. */
  async #look(pid: number, wanted: Set<number>, found: Map<number, Holder>): Promise<void> {
    if (wanted.size === 0) return
    await this.#budget.spend()
    if (!this.#isOurs(pid)) return void this.#recent.delete(pid)
    for (const fd of await names(path.join(this.#proc, String(pid), 'fd'))) {
      await this.#budget.spend()
      const inode = this.#inodeAt(pid, fd)
      if (inode === null || !wanted.delete(inode)) continue
      found.set(inode, { pid, fd })
      this.#remember(pid)
      if (wanted.size === 0) return
    }
  }

  #remember(pid: number): void {
    this.#recent.delete(pid)
    this.#recent.add(pid)
    dropOldest(this.#recent, REMEMBERED)
  }

  #isOurs(pid: number): boolean {
    try {
      return statSync(path.join(this.#proc, String(pid)), { throwIfNoEntry: false })?.uid === this.#uid
    } catch {
      return false
    }
  }

  #inodeAt(pid: number, fd: string): number | null {
    try {
      const target = readlinkSync(path.join(this.#proc, String(pid), 'fd', fd))
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1]
      return inode === undefined ? null : Number(inode)
    } catch {
      return null
    }
  }
}

/** Empty where it can't be read: the process is gone, or it does not show itself. */
const names = (folder: string) => readdir(folder).catch((): string[] => [])
