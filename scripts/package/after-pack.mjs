import { rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * What belongs to a runtime for development and not to an app: the default app, which would be run if ours
 * were missing, and the file that names the runtime's version.
 * @param {{ appOutDir: string }} context
 */
export default async function afterPack({ appOutDir }) {
  await rm(join(appOutDir, 'resources/default_app.asar'), { force: true })
  await rm(join(appOutDir, 'version'), { force: true })
}
