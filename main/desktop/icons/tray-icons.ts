import { join } from 'node:path'
import { type NativeImage, nativeImage } from 'electron'
import type { TrayIcon } from '../tray-icon.ts'

/**
 * The picture for a state. Its files are drawn by `scripts/icons` and stand beside the built main process; a screen of
 * twice the density gets the one that is named `@2x`.
 * @param folder where the built main process is
 */
export function imageOf({ face, badge }: TrayIcon, folder: string, platform: NodeJS.Platform): NativeImage {
  // By this name macOS knows that it is to paint it in its menu bar's own color.
  const kind = platform === 'darwin' ? '-Template' : ''
  return nativeImage.createFromPath(join(folder, 'tray', `${face}-${badge}${kind}.png`))
}
