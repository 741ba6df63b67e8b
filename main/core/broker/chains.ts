import type { CatalogData } from '../catalog/catalog-data.ts'
import type { Result } from '../failures/failure.ts'
import { type ChainNode, chainOf } from './chain.ts'
import { keyOf, type Wanted } from './wishes.ts'

/** The chains of the sessions that were asked about, each made once for as long as the catalog is the same. */
export class Chains {
  readonly #catalog: () => CatalogData
  readonly #known = new Map<string, Result<ChainNode>>()

  constructor(catalog: () => CatalogData) {
    this.#catalog = catalog
  }

  of({ id, bounds }: Wanted): Result<ChainNode> {
    const key = `${id} ${keyOf(bounds)}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const chain = chainOf(this.#catalog(), id, bounds)
    this.#known.set(key, chain)
    return chain
  }

  /** To be called after each change of the catalog. */
  clear(): void {
    this.#known.clear()
  }
}
