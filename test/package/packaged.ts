import { resolve } from 'node:path'

/** What `npm run package` has built. */
export const dist = resolve(import.meta.dirname, '../../dist')
/** The app as a folder, which every package holds. */
export const folder = resolve(dist, 'linux-unpacked')
export const executable = resolve(folder, 'understudy')
export const archive = resolve(folder, 'resources/app.asar')
