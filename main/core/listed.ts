/** “a”, “a and b”, “a, b and c”. */
export function listed(items: readonly string[]): string {
  return items.length <= 1 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

/** As {@link listed}, but of many the first two and how many more there are: “a, b and 5 more”. */
export function listedInShort(items: readonly string[]): string {
  return listed(items.length <= 3 ? items : [...items.slice(0, 2), `${items.length - 2} more`])
}
