import { type BigIntStats, lstatSync, readlinkSync } from 'node:fs'
import { dirname, join, parse, relative, resolve, sep } from 'node:path'

/** So many links one behind the other are a loop, to Linux as well. */
const MOST_LINKS = 40

/** A folder, and a name in it on which depends what a path leads to. */
export interface Place {
  readonly folder: string
  readonly name: string
}

/**
 * Where a change would make a path lead to something else, or to another text: where its file is, where each link on the
 * way to it is, and where the next thing on the way is missing. That a plain folder further up is renamed is not among them.
 */
export function placesOf(path: string): readonly Place[] {
  const places: Place[] = []
  let folder = parse(resolve(path)).root
  let names = namesIn(folder, resolve(path))
  for (let links = 0; links <= MOST_LINKS; ) {
    const [name, ...rest] = names
    if (name === undefined) break
    const next = join(folder, name)
    const stats = statsOf(next)
    if (stats?.isDirectory() === true && rest.length > 0) {
      ;[folder, names] = [next, rest]
      continue
    }
    places.push({ folder, name })
    const target = stats?.isSymbolicLink() === true ? targetOf(next) : null
    if (target === null) break
    links++
    folder = parse(target).root
    names = [...namesIn(folder, target), ...rest]
  }
  return places
}

function namesIn(folder: string, path: string): readonly string[] {
  return relative(folder, path)
    .split(sep)
    .filter(name => name !== '')
}

function statsOf(path: string): BigIntStats | null {
  try {
    return lstatSync(path, { bigint: true })
  } catch {
    return null
  }
}

function targetOf(link: string): string | null {
  try {
    return resolve(dirname(link), readlinkSync(link))
  } catch {
    return null
  }
}
