import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from './desktop-wait.ts'
import { type Encoding, type Needle, needlesOf, type Wanted } from './needles.ts'
import { familyOf } from './processes.ts'

export interface Hit {
  readonly secret: string
  readonly encoding: Encoding
  readonly where: string
}

/** Looks for many secrets in many places, each place being read once however many secrets there are. */
export class Search {
  readonly #byStart = new Map<number, Needle[]>()
  /** By their first bytes, which tell nearly everywhere that nothing begins here. */
  readonly #starts = new Uint8Array(2 ** 16)

  constructor(secrets: readonly Wanted[]) {
    for (const needle of secrets.flatMap(needlesOf)) {
      const { bytes } = needle
      if (bytes.length < SHORTEST) throw new Error(`${needle.name} is too short to be looked for.`)
      const start = bytes.readUInt32LE(0)
      this.#starts[hashOf(start)] = 1
      this.#byStart.set(start, [...(this.#byStart.get(start) ?? []), needle])
    }
  }

  /** What is found in one place, each secret once in each encoding. */
  in(where: string, content: Buffer): readonly Hit[] {
    const found = new Map<string, Hit>()
    let start = 0
    for (let end = 0; end < content.length; end++) {
      start = (start >>> 8) | ((content[end] ?? 0) << 24)
      if (end < SHORTEST - 1 || this.#starts[hashOf(start)] === 0) continue
      for (const needle of this.#byStart.get(start >>> 0) ?? []) {
        const { name: secret, encoding } = needle
        if (stands(content, end - SHORTEST + 1, needle))
          found.set(`${secret} ${encoding}`, { secret, encoding, where })
      }
    }
    return [...found.values()]
  }
}

const SHORTEST = 4

const hashOf = (start: number): number => Math.imul(start, 0x9e3779b1) >>> 16

function stands(content: Buffer, at: number, { bytes, alone }: Needle): boolean {
  const end = at + bytes.length
  if (end > content.length || content.compare(bytes, 0, bytes.length, at, end) !== 0) return false
  const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 0x30 && byte <= 0x39
  return !alone || !(isDigit(content[at - 1]) || isDigit(content[end]))
}

export function search(where: string, content: Buffer, secrets: readonly Wanted[]): readonly Hit[] {
  return new Search(secrets).in(where, content)
}

/** Every file under a folder. What goes away meanwhile is passed over. */
export async function readFolder(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const found = new Map<string, Buffer>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const content = await readFile(path).catch(() => null)
    if (content !== null) found.set(path, content)
  }
  return found
}

/** Collects command lines and environments of a process and all that it has started, again and again. */
export class ProcessWatch {
  readonly #root: number
  readonly #seen = new Map<string, Buffer>()
  readonly #looking: Promise<void>
  #isOn = true

  constructor(root: number) {
    this.#root = root
    this.#looking = this.#look()
  }

  /** Waits until it has looked at a process with all of these texts in its command line. */
  async saw(...texts: readonly string[]): Promise<void> {
    const isIt = (name: string) =>
      /^\/proc\/\d+\/cmdline /.test(name) && texts.every(each => name.includes(each))
    await until(`a process is seen with ${texts.join(' and ')}`, () => [...this.#seen.keys()].some(isIt))
  }

  /** What was seen, by a name that tells the process and the file. */
  async stop(): Promise<ReadonlyMap<string, Buffer>> {
    this.#isOn = false
    await this.#looking
    await this.#sample()
    return this.#seen
  }

  /** One look after another: on a busy machine each may take longer than the pause between two. */
  async #look(): Promise<void> {
    while (this.#isOn) {
      await this.#sample()
      await sleep(25)
    }
  }

  async #sample(): Promise<void> {
    for (const pid of await familyOf(this.#root))
      for (const file of ['cmdline', 'environ']) {
        const content = await readFile(`/proc/${pid}/${file}`).catch(() => null)
        // One entry for each content, since a process can change what it shows.
        if (content !== null) this.#seen.set(`/proc/${pid}/${file} ${content.toString('latin1')}`, content)
      }
  }
}
