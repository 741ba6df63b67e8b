import { join } from 'node:path'

/** Where electron-updater puts what it downloads, under the name that electron-builder gives it. */
export function downloadFolder(platform: string, env: NodeJS.ProcessEnv, home: string): string {
  return join(caches(platform, env, home), 'understudy-updater')
}

/** An empty variable is none, to electron-updater as to the specification of these folders. */
function caches(platform: string, env: NodeJS.ProcessEnv, home: string): string {
  if (platform === 'win32') return env['LOCALAPPDATA'] || join(home, 'AppData/Local')
  if (platform === 'darwin') return join(home, 'Library/Caches')
  return env['XDG_CACHE_HOME'] || join(home, '.cache')
}
