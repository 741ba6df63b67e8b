/**
 * The AppImage that a program was started from; null where it was started from none. Its variables alone say nothing,
 * since whatever is started from another one's terminal inherits them.
 * Source: https://docs.appimage.org/packaging-guide/environment-variables.html
 */
export function ownImage(
  { APPIMAGE: image, APPDIR: mounted }: Readonly<Record<string, string | undefined>>,
  executable: string,
): string | null {
  if (!image?.startsWith('/') || !mounted?.startsWith('/')) return null
  return executable.startsWith(`${mounted}/`) ? image : null
}
