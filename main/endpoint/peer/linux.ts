import type { Lineage, ToolProcess } from '../../core/tools/tool.ts'
import { CallBudget } from './call-budget.ts'
import { LinuxHolders } from './linux-holders.ts'
import { type KnownProcess, knownProcess } from './linux-process.ts'
import { LinuxSockets, type ReadPieces } from './linux-sockets.ts'
import type { PeerAddress, PeerOwner, Peers } from './peer.ts'

/** What starts programs for the user without being one that he knows; names as the kernel cuts them. */
const SESSION_MANAGERS: ReadonlySet<string> = new Set([
  ...['systemd', 'init', 'dbus-daemon', 'dbus-broker', 'dbus-broker-launch', 'dbus-broker-lau'],
  ...['gnome-session-binary', 'gnome-session-b', 'gnome-session-service', 'gnome-session-s', 'gnome-shell'],
  ...['plasma_session', 'plasmashell', 'ksmserver', 'kwin_wayland', 'kwin_x11', 'startplasma-x11'],
  ...['xfce4-session', 'cinnamon-session', 'cinnamon-sessio', 'cinnamon', 'mate-session', 'lxsession'],
  ...['lxqt-session', 'sway', 'i3', 'Hyprland'],
])

/** Nobody nests programs so deep; it is the end for a /proc that leads in circles. */
const DEEPEST = 64

/**
 * Asks the kernel through /proc.
 * @see https://man7.org/linux/man-pages/man5/proc.5.html
 */
export class LinuxPeers implements Peers {
  readonly isQuick = true
  readonly #proc: string
  readonly #uid = process.getuid?.() ?? null
  readonly #budget = new CallBudget()
  readonly #sockets: LinuxSockets
  readonly #holders: LinuxHolders | null
  /** Of an open connection the row stays the same, and to find it is costly. */
  readonly #rows = new WeakMap<PeerAddress, ReturnType<LinuxSockets['row']>>()
  readonly #parents = new Map<number, Promise<KnownProcess | null>>()

  constructor(proc = '/proc', read?: ReadPieces) {
    this.#proc = proc
    this.#sockets = new LinuxSockets(proc, read)
    this.#holders = this.#uid === null ? null : new LinuxHolders(proc, this.#uid, this.#budget)
  }

  async owner(of: PeerAddress): Promise<PeerOwner> {
    const looking = this.#sockets.row(of)
    this.#rows.set(of, looking)
    const row = await looking
    if (row === null || this.#uid === null) return 'unknown'
    if (row === undefined || row.inode === 0) return 'gone'
    return row.uid === this.#uid ? 'ours' : 'other-user'
  }

  async lineage(of: PeerAddress): Promise<Lineage> {
    const row = await (this.#rows.get(of) ?? this.#sockets.row(of))
    if (!row || row.inode === 0 || row.uid !== this.#uid) return []
    const holder = await this.#holders?.holder(row.inode)
    if (!holder) return []
    const asking = await this.#known(holder.pid)
    // A process may have gone since it was found, and its number be another's.
    if (asking === null || !this.#holders?.holds(holder, row.inode)) return []
    return [asking.tool, ...(await this.#ancestors(asking))]
  }

  async #ancestors(of: KnownProcess): Promise<readonly ToolProcess[]> {
    const tools: ToolProcess[] = []
    for (let child = of; child.parent > 1 && tools.length < DEEPEST; ) {
      const parent = await this.#shared(child.parent)
      // A later start is that of a stranger who got a dead parent's number.
      if (parent === null || parent.started > child.started) break
      if (SESSION_MANAGERS.has(parent.tool.name)) break
      tools.push(parent.tool)
      child = parent
    }
    return tools
  }

  /** A thousand tools at once have mostly the same parents. The tool itself is looked at anew: it may just have begun. */
  #shared(pid: number): Promise<KnownProcess | null> {
    const underWay = this.#parents.get(pid)
    if (underWay !== undefined) return underWay
    const look = this.#known(pid).finally(() => this.#parents.delete(pid))
    this.#parents.set(pid, look)
    return look
  }

  /** Null for another user's too, such as that of `sudo`. */
  async #known(pid: number): Promise<KnownProcess | null> {
    const known = await knownProcess(this.#proc, pid, this.#budget)
    return known?.uid === this.#uid ? known : null
  }
}
