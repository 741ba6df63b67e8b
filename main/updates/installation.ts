import type { Release, ReleaseFile } from '../core/updates/release.ts'

/** How the app has come onto this computer, where it can be replaced from within. */
export type Installation =
  | { readonly kind: 'app-image'; readonly file: string }
  | { readonly kind: 'nsis' }
  | { readonly kind: 'mac' }

/** Null where it is a package manager's to replace, or whoever unpacked it. */
export function installationOf(
  platform: string,
  appImage: string | undefined,
  isPackaged: boolean,
): Installation | null {
  if (!isPackaged) return null
  if (platform === 'darwin') return { kind: 'mac' }
  if (platform === 'win32') return { kind: 'nsis' }
  // As the AppImage's own start says it: https://docs.appimage.org/packaging-guide/environment-variables.html
  return appImage?.startsWith('/') === true ? { kind: 'app-image', file: appImage } : null
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
