import type { App } from 'electron'

/** Given by what the desktop runs at login. */
export const AT_LOGIN = '--at-login'
const SWITCH = '--switch'

/** The arguments that would be right for a start at any time. */
export function withoutPurpose(args: readonly string[]): readonly string[] {
  return args.filter(each => each !== AT_LOGIN && each !== SWITCH)
}

/** What a start of the program is for. While the app runs, a further one only tells it so. */
export type Start = 'switch' | 'at-login' | 'by-user'

/** Of the app's own start. */
export function firstStart(
  app: Pick<App, 'getLoginItemSettings'>,
  platform: NodeJS.Platform,
  argv: readonly string[],
): Start {
  // macOS gives no arguments to what it starts.
  if (platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin) return 'at-login'
  return startOf(argv)
}

function startOf(argv: readonly string[]): Start {
  if (argv.includes(SWITCH)) return 'switch'
  return argv.includes(AT_LOGIN) ? 'at-login' : 'by-user'
}

/** The starts after the first one. They are told only once, so those that come too early are kept. */
export class FurtherStarts {
  #tell: ((start: Start) => void) | null = null
  #early: Start | null = null

  constructor(app: Pick<App, 'on'>) {
    app.on('second-instance', (_event, argv) => this.#started(startOf(argv)))
  }

  /** @param tell is told of what comes, and of the latest that has come before */
  listen(tell: (start: Start) => void): void {
    this.#tell = tell
    if (this.#early !== null) tell(this.#early)
    this.#early = null
  }

  #started(start: Start): void {
    // Somebody logs in to a session in which the app runs: there is nothing to show.
    if (start === 'at-login') return
    if (this.#tell === null) this.#early = start
    else this.#tell(start)
  }
}
