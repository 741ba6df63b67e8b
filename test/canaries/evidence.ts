import { createHash } from 'node:crypto'
import type { Wanted } from '../support/needles.ts'
import { type Hit, Search } from '../support/secret-search.ts'

/** What has left the main process's memory, by the way it went. */
export const kinds = [
  'file',
  'command line',
  'environment',
  'answer to a window',
  'snapshot',
  'page',
  'memory of a window',
  'D-Bus message',
  'clipboard',
  'output',
  'endpoint error',
] as const
export type Kind = (typeof kinds)[number]

export interface Allowed {
  readonly kind: Kind
  readonly where: RegExp
  readonly secrets: RegExp
  readonly because: string
}

export interface Leak extends Hit {
  readonly kind: Kind
}

/** Collects contents as they come, each once in each place, and is searched when all secrets are known. */
export class Evidence {
  readonly #places = new Map<Kind, Map<string, { readonly where: string; readonly content: Buffer }>>(
    kinds.map(kind => [kind, new Map()]),
  )

  add(kind: Kind, where: string, content: string | Buffer): void {
    const bytes = Buffer.from(content)
    this.#places.get(kind)?.set(`${where} ${digest(bytes)}`, { where, content: bytes })
  }

  /** What was found where it must not be; never what the secret is. */
  leaks(secrets: readonly Wanted[], allowed: readonly Allowed[] = []): readonly Leak[] {
    const search = new Search(secrets)
    return this.#all()
      .flatMap(({ kind, where, content }) => search.in(where, content).map(hit => ({ kind, ...hit })))
      .filter(leak => !allowed.some(each => isAllowed(leak, each)))
  }

  /** How much of each kind there is. */
  counts(): ReadonlyMap<Kind, { readonly pieces: number; readonly bytes: number }> {
    return new Map(
      kinds.map(kind => {
        const pieces = [...(this.#places.get(kind)?.values() ?? [])]
        return [
          kind,
          { pieces: pieces.length, bytes: pieces.reduce((sum, each) => sum + each.content.length, 0) },
        ]
      }),
    )
  }

  #all() {
    return [...this.#places].flatMap(([kind, places]) =>
      [...places.values()].map(each => ({ kind, ...each })),
    )
  }
}

const isAllowed = (leak: Leak, { kind, where, secrets }: Allowed): boolean =>
  kind === leak.kind && where.test(leak.where) && secrets.test(leak.secret)

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
