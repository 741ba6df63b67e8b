import { type NativeImage, nativeImage } from 'electron'
import type { TrayIcon } from '../tray-menu.ts'
import fault from './fault.png?inline'
import idle from './idle.png?inline'
import needsYou from './needs-you.png?inline'
import serving from './serving.png?inline'

const faces: Record<TrayIcon['face'], string> = { idle, serving, fault }

export function imageOf({ face, badge }: TrayIcon): NativeImage {
  return nativeImage.createFromDataURL(badge === 'needs-you' ? needsYou : faces[face])
}
