/** Hands out names, none of them twice: “work”, “work (2)”. */
export class UniqueNames {
  readonly #taken = new Set<string>()

  take(wanted: string): string {
    let name = wanted
    for (let number = 2; this.#taken.has(name); number++) name = `${wanted} (${number})`
    this.#taken.add(name)
    return name
  }
}
