/** Deletes what was put in first, until no more than `most` are left. */
export function dropOldest<Key>(
  from: { readonly size: number; keys(): Iterable<Key>; delete(key: Key): boolean },
  most: number,
): void {
  for (const key of from.keys()) {
    if (from.size <= most) return
    from.delete(key)
  }
}
