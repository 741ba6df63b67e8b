import type { Brand } from '../brand.ts'
import type { Additions, Catalog } from '../catalog/catalog.ts'
import { fail, type Result, succeed } from '../failures/failure.ts'
import { exportConfiguration } from './export.ts'
import { type ConfigurationItem, planConfiguration } from './plan.ts'
import { configurationText, readConfiguration } from './text.ts'

export type ConfigurationId = Brand<'ConfigurationId'>

/** What taking a file over would do; nothing is done yet. */
export interface ConfigurationView {
  readonly id: ConfigurationId
  readonly file: string
  readonly items: readonly ConfigurationItem[]
}

/** The whole configuration as a file, there and back. */
export class Configurations {
  readonly #catalog: Catalog
  readonly #newId: () => string
  /** The one that was shown last: whoever looks at another one has left it. */
  #shown: { readonly view: ConfigurationView; readonly additions: Additions } | null = null

  constructor(catalog: Catalog, newId: () => string) {
    this.#catalog = catalog
    this.#newId = newId
  }

  export(): string {
    return configurationText(exportConfiguration(this.#catalog.data))
  }

  /** @param file its name, for what is said of it */
  preview(text: string, file: string): Result<ConfigurationView> {
    const read = readConfiguration(text, file)
    if (!read.ok) return read
    const { items, additions } = planConfiguration(read.value, this.#catalog.data, this.#newId)
    const view = { id: this.#newId() as ConfigurationId, file, items }
    this.#shown = { view, additions }
    return succeed(view)
  }

  /** Adds what was shown and nothing else. Nothing is started, and nothing becomes current. */
  async import(id: ConfigurationId): Promise<Result<void>> {
    const shown = this.#shown
    if (shown?.view.id !== id) return fail({ kind: 'not-imported', file: '', reason: 'gone', detail: '' })
    const added = await this.#catalog.addAll(shown.additions)
    if (added.ok) this.#shown = null
    return added
  }
}
