import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from './desktop-wait.ts'
import { familyOf } from './processes.ts'

/** A secret to look for, with the name by which a hit is told. */
export interface Wanted {
  readonly name: string
  readonly value: string
}

export interface Hit {
  readonly secret: string
  readonly encoding: string
  readonly where: string
}

interface Needle extends Wanted {
  readonly encoding: string
  readonly bytes: Buffer
  /** Six digits stand in many a longer number; alone they are a code. */
  readonly alone: boolean
}

/** A secret as it may have been written down: plain, UTF-16, hex, and base64 at each of the three offsets. */
function needlesOf(wanted: Wanted): readonly Needle[] {
  const plain = Buffer.from(wanted.value)
  const needle = (encoding: string, bytes: Buffer, alone = false): Needle => ({
    ...wanted,
    encoding,
    bytes,
    alone,
  })
  const base64 = [0, 1, 2].map(offset => {
    const text = Buffer.concat([Buffer.alloc(offset), plain])
      .toString('base64')
      .replace(/=+$/, '')
    // The first and last characters hold bits of the neighbors as well.
    const inner = text.slice(Math.ceil((offset * 8) / 6), (offset + plain.length) % 3 === 0 ? undefined : -1)
    return needle(`base64 at offset ${offset}`, Buffer.from(inner))
  })
  return [
    needle('plain', plain, /^\d+$/.test(wanted.value)),
    needle('UTF-16', Buffer.from(wanted.value, 'utf16le')),
    needle('hex', Buffer.from(plain.toString('hex'))),
    needle('HEX', Buffer.from(plain.toString('hex').toUpperCase())),
    ...base64,
  ]
}

export function search(where: string, content: Buffer, secrets: readonly Wanted[]): readonly Hit[] {
  return secrets
    .flatMap(needlesOf)
    .filter(needle => contains(content, needle))
    .map(({ name, encoding }) => ({ secret: name, encoding, where }))
}

function contains(content: Buffer, { bytes, alone }: Needle): boolean {
  for (let at = content.indexOf(bytes); at >= 0; at = content.indexOf(bytes, at + 1)) {
    const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 0x30 && byte <= 0x39
    if (!alone || !(isDigit(content[at - 1]) || isDigit(content[at + bytes.length]))) return true
  }
  return false
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
