import { chown, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** On every Linux there is such a user, who is nobody's and owns nothing. */
export const NOBODY = 65534

/** The beginning of a command line that runs the rest as somebody else; nothing where it runs as oneself. */
export function asUser(uid: number | undefined): readonly string[] {
  if (uid === undefined) return []
  // Whatever ends with its parent forgets that when it becomes somebody else.
  return ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--pdeathsig', 'KILL']
}

/** Gives a folder and all in it to somebody. */
export async function giveTo(uid: number, folder: string): Promise<void> {
  await chown(folder, uid, uid)
  for (const name of await readdir(folder, { recursive: true })) await chown(join(folder, name), uid, uid)
}
