import type { Lineage, ToolProcess } from '../../main/core/tools/tool.ts'

let lastPid = 100

/** A process of a number of its own. */
export function process(name: string, more: Partial<ToolProcess> = {}): ToolProcess {
  lastPid += 1
  return {
    pid: lastPid,
    startedAt: String(lastPid),
    name,
    executable: `/usr/bin/${name}`,
    script: null,
    folder: '/home/alice',
    ...more,
  }
}

/** A program that a bash in a terminal has started. */
export function inTerminal(name: string, more: Partial<ToolProcess> = {}): Lineage {
  return [process(name, more), process('bash'), process('gnome-terminal')]
}
