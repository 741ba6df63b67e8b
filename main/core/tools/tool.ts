import { shortened } from '../shortened.ts'

/** A program that runs on this computer, as far as the system tells of it. */
export interface ToolProcess {
  readonly pid: number
  /** Together with `pid` it names one process for good: the system gives its numbers again. */
  readonly startedAt: string
  /** What a person would call it: `aws`, `terraform`, `python3`. */
  readonly name: string
  /** The path of the program; null where the system does not tell. */
  readonly executable: string | null
  /** The file that an interpreter runs, such as /usr/bin/aws, which python3 runs; else null. */
  readonly script: string | null
  /** The folder in which it works. */
  readonly folder: string | null
}

/**
 * The process that asks and those that have started it, the nearest first, up to the user's outermost program.
 * Empty where the system does not tell.
 */
export type Lineage = readonly ToolProcess[]

/** The way by which credentials are fetched. */
export type Route = 'container' | 'process' | 'instance-metadata'

/** Whoever asks for credentials: the program, what has started it, and the user's outermost program above them. */
export interface Asking {
  /** Null where the system does not tell. */
  readonly tool: ToolProcess | null
  readonly parent: ToolProcess | null
  readonly app: ToolProcess | null
  /** What the program is called in a sentence. */
  readonly name: string
}

const LONGEST_NAME = 64
const LONGEST_PATH = 512

/**
 * By `credential_process` it is curl that asks, on behalf of the program that has started it; and a plugin asks on
 * behalf of the program that it belongs to.
 */
export function askingOf(lineage: Lineage, route: Route): Asking {
  const shown = lineage.map(presentable)
  const [first, ...others] = withoutPlugin(route === 'process' ? withoutHelpers(shown) : shown)
  const tool = first ?? null
  const parent = others[0] ?? null
  return { tool, parent, app: shown.at(-1) ?? null, name: tool?.name ?? 'an unknown program' }
}

/** SDKs run it directly or, as those of JavaScript and Go, in a shell of its own. */
function withoutHelpers(lineage: Lineage): Lineage {
  const [first, ...above] = lineage
  if (first === undefined || !/^curl(?:\.exe)?$/i.test(first.name)) return lineage
  const [shell, ...others] = above
  if (shell === undefined) return lineage
  const isHelper = shell.script === null && /^(?:sh|dash|cmd\.exe)$/i.test(shell.name)
  return isHelper && others.length > 0 ? others : above
}

/**
 * These start their plugins anew for each phase of one run: were each of them a tool of its own, what `terraform apply`
 * has planned in one account could be done in another.
 */
const PLUGINS: readonly (readonly [plugin: RegExp, of: RegExp])[] = [
  [/^terraform-provider-/, /^(?:terraform|tofu)/],
  [/^pulumi-resource-/, /^pulumi/],
  [/^packer-plugin-/, /^packer/],
]

function withoutPlugin(lineage: Lineage): Lineage {
  const [first, ...above] = lineage
  const [host] = above
  if (first === undefined || host === undefined) return lineage
  return PLUGINS.some(([plugin, of]) => plugin.test(first.name) && of.test(host.name)) ? above : lineage
}

/** Whoever starts a program may call it anything: what would change the words around it on a screen is taken out. */
function presentable(process: ToolProcess): ToolProcess {
  const { pid, startedAt, name, executable, script, folder } = process
  return {
    pid,
    startedAt,
    name: plain(name, LONGEST_NAME) ?? '?',
    executable: plain(executable, LONGEST_PATH),
    script: plain(script, LONGEST_PATH),
    folder: plain(folder, LONGEST_PATH),
  }
}

/** Marks above and below letters: no language stacks more of them, and a tower of them covers other lines. */
const TOWER = /([\p{Mn}\p{Me}]{4})[\p{Mn}\p{Me}]+/gu

function plain(text: string | null, longest: number): string | null {
  if (text === null) return null
  const readable = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu, '�').replace(TOWER, '$1�')
  // Not at its end, which is the program's own name.
  return shortened(readable, longest)
}
