import * as v from 'valibot'

/** A version that was released, and the files that it can be had as. */
export interface Release {
  /** Three numbers with dots between: a feed offers nothing that is not finished. */
  readonly version: string
  readonly files: readonly ReleaseFile[]
}

export interface ReleaseFile {
  /** Beside the feed, with no folder. */
  readonly name: string
  /** In base64. */
  readonly sha512: string
  /** In bytes. */
  readonly size: number
}

/** More than any package of Electron's needs (bytes). */
const MOST_BYTES = 1024 ** 3
const NUMBERS = /^(?:0|[1-9]\d{0,4})\.(?:0|[1-9]\d{0,4})\.(?:0|[1-9]\d{0,4})$/

const file = v.pipe(
  v.object({
    // No slash, so that it leads to no other place, neither of the server nor of this computer.
    url: v.pipe(v.string(), v.regex(/^\w[\w.-]{0,199}$/)),
    sha512: v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{86}==$/)),
    size: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST_BYTES)),
  }),
  v.transform(({ url, sha512, size }): ReleaseFile => ({ name: url, sha512, size })),
)
const release: v.GenericSchema<unknown, Release> = v.object({
  version: v.pipe(v.string(), v.regex(NUMBERS)),
  files: v.pipe(v.array(file), v.maxLength(50)),
})

/**
 * What a feed says, in the members that electron-builder gives it (https://www.electron.build/auto-update); null where
 * it is of another shape. Whether it may be believed is not looked at here.
 */
export function readRelease(said: unknown): Release | null {
  const parsed = v.safeParse(release, said)
  return parsed.success ? parsed.output : null
}

/**
 * Whether a release comes after the version that runs, by https://semver.org. One that is equal or older never does,
 * so a feed can't lead back to a fault that was mended.
 * @param running may be a pre-release, which its release comes after; with any other version nothing is newer
 */
export function isNewer({ version }: Pick<Release, 'version'>, running: string): boolean {
  const [numbers = '', ...rest] = running.split(/(?=[-+])/)
  if (!NUMBERS.test(numbers)) return false
  const offered = version.split('.').map(Number)
  const own = numbers.split('.').map(Number)
  for (const [index, number] of offered.entries()) {
    const difference = number - (own[index] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return rest[0]?.startsWith('-') === true
}

/** Where a release for this system stands in a feed: as electron-builder names it. */
export function channelFile(platform: string, arch: string): string {
  const system = platform === 'linux' ? '-linux' : platform === 'darwin' ? '-mac' : ''
  const machine = platform === 'linux' && arch !== 'x64' ? `-${arch}` : ''
  return `latest${system}${machine}.yml`
}
