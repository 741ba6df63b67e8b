import path from 'node:path'
import type { Browser } from '../../core/sessions/console-settings.ts'

export interface Command {
  readonly program: string
  readonly arguments: readonly string[]
}

type Known = Exclude<Browser, { kind: 'command' }>['kind']

/** As each system names them. On Windows the shell's own start finds a program by its registered name. */
const PROGRAMS: Readonly<Record<Known, { linux: string; macos: string; windows: string }>> = {
  firefox: { linux: 'firefox', macos: 'Firefox', windows: 'firefox' },
  chrome: { linux: 'google-chrome', macos: 'Google Chrome', windows: 'chrome' },
  chromium: { linux: 'chromium', macos: 'Chromium', windows: 'chromium' },
  edge: { linux: 'microsoft-edge', macos: 'Microsoft Edge', windows: 'msedge' },
  brave: { linux: 'brave-browser', macos: 'Brave Browser', windows: 'brave' },
}

/**
 * How a browser is started with an address, in a profile of its own where one was chosen.
 * @param systemRoot of Windows, whose PowerShell is named in full: else one in the app's current folder would be taken
 */
export function browserCommand(
  browser: Browser,
  platform: string,
  address: string,
  systemRoot = process.env['SystemRoot'] ?? 'C:\\Windows',
): Command {
  if (browser.kind === 'command')
    return { program: browser.program, arguments: [...browser.arguments, address] }
  const names = PROGRAMS[browser.kind]
  const words = [...profileWords(browser), address]
  switch (platform) {
    case 'darwin':
      // -n, or a browser that runs would be given the address and no profile.
      return { program: '/usr/bin/open', arguments: ['-na', names.macos, '--args', ...words] }
    case 'win32':
      return {
        program: path.win32.join(systemRoot, 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe'),
        arguments: [
          '-NoProfile',
          '-Command',
          `Start-Process ${names.windows} -ArgumentList ${words.map(quoted).join(',')}`,
        ],
      }
    default:
      return { program: names.linux, arguments: words }
  }
}

/** Whether the command is one of the system's that starts the browser, and then ends. */
export function isLaunched(browser: Browser, platform: string): boolean {
  return browser.kind !== 'command' && (platform === 'darwin' || platform === 'win32')
}

/** Firefox by the profile's name, the others by its folder's, as `about:profiles` and `chrome://version` show them. */
function profileWords({ kind, profile }: Exclude<Browser, { kind: 'command' }>): readonly string[] {
  if (profile === null) return []
  return kind === 'firefox' ? ['-P', profile] : [`--profile-directory=${profile}`]
}

/** One word for PowerShell, and for the program that it starts. */
function quoted(word: string): string {
  // A program takes the backslashes before a quotation mark, the last one too, in pairs.
  const inProgram = word.replace(/(\\*)("|$)/g, (_, slashes: string, mark: string) =>
    mark === '' ? slashes + slashes : `${slashes}${slashes}\\"`,
  )
  // PowerShell ends a quotation at a curly mark as well.
  return `'"${inProgram.replace(/['\u2018-\u201b]/g, '$&$&')}"'`
}
