import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ownImage } from '../core/own-image.ts'
import type { Release, ReleaseFile } from '../core/updates/release.ts'

/** How the app has come onto this computer, where it can be replaced from within. */
export type Installation =
  | { readonly kind: 'app-image'; readonly file: string }
  | { readonly kind: 'nsis' }
  | { readonly kind: 'mac' }

export interface Start {
  readonly platform: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Of the program that runs. */
  readonly executable: string
  readonly isPackaged: boolean
}

/** Null where it is a package manager's to replace, or whoever unpacked it. */
export function installationOf({ platform, env, executable, isPackaged }: Start): Installation | null {
  if (!isPackaged) return null
  switch (platform) {
    case 'darwin':
      // From a disk image, or from where macOS runs what was just downloaded, nothing can be replaced.
      return /^\/Volumes\/|\/AppTranslocation\//.test(executable) ? null : { kind: 'mac' }
    case 'win32':
      // Only an installation has this beside it.
      return existsSync(join(dirname(executable), 'Uninstall Understudy.exe')) ? { kind: 'nsis' } : null
    default: {
      const file = ownImage(env, executable)
      return file === null ? null : { kind: 'app-image', file }
    }
  }
}

const ENDS: Record<Installation['kind'], string> = { 'app-image': '.AppImage', nsis: '.exe', mac: '.zip' }

/** The file of a release that replaces such an installation; null where there is none. */
export function fileFor({ kind }: Installation, arch: string, { files }: Release): ReleaseFile | null {
  const fitting = files.filter(({ name }) => name.endsWith(ENDS[kind]) && isFor(name, arch))
  return fitting.find(({ name }) => name.includes(arch)) ?? fitting[0] ?? null
}

/** Names of files for x64 say so in many ways, or not at all. */
function isFor(name: string, arch: string): boolean {
  return name.includes('arm64') === (arch === 'arm64')
}
