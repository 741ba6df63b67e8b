import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { codeOf, done, fail, type Result } from '../../core/failures/failure.ts'

const NAME = 'understudy.desktop'

/**
 * Starts the app when the user logs in.
 * Source: https://specifications.freedesktop.org/autostart-spec/latest/
 */
export class Autostart {
  readonly #path: string
  readonly #command: readonly string[]

  /** @param folder `$XDG_CONFIG_HOME`, or `~/.config` */
  constructor(folder: string, command: readonly string[]) {
    this.#path = join(folder, 'autostart', NAME)
    this.#command = command
  }

  /** Other tools turn it off in the file, or remove that. */
  get isOn(): boolean {
    try {
      return !saysOff(readFileSync(this.#path, 'utf8'))
    } catch {
      return false
    }
  }

  get place(): string | null {
    return existsSync(this.#path) ? this.#path : null
  }

  set(on: boolean): Result<void> {
    try {
      if (!on) rmSync(this.#path, { force: true })
      else {
        mkdirSync(dirname(this.#path), { recursive: true })
        writeFileSync(this.#path, this.#entry())
      }
      return done
    } catch (error) {
      return fail({ kind: 'not-at-login', detail: codeOf(error) })
    }
  }

  #entry(): string {
    return [
      '[Desktop Entry]',
      'Type=Application',
      'Name=Understudy',
      'Comment=AWS roles in the tray',
      `Exec=${findable(this.#command).map(quoted).join(' ')}`,
      'Terminal=false',
      'X-GNOME-Autostart-enabled=true',
      '',
    ].join('\n')
  }
}

/** In the first group, which is the entry itself: `Hidden` is the specification's word, the other one GNOME's. */
function saysOff(content: string): boolean {
  const [, entry = ''] = /^\[Desktop Entry\][^\S\n]*$([\s\S]*?)(?=^\[|(?![\s\S]))/m.exec(content) ?? []
  return /^Hidden\s*=\s*true\s*$/m.test(entry) || /^X-GNOME-Autostart-enabled\s*=\s*false\s*$/m.test(entry)
}

/** glib looks for the program under its name as it is escaped, and takes an entry whose program it can't find for broken. */
function findable(command: readonly string[]): readonly string[] {
  return command[0]?.includes('%') === true ? ['env', ...command] : command
}

/** As the value of `Exec`: https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html */
function quoted(word: string): string {
  const inQuotes = word.replaceAll(/["`$\\]/g, character => `\\${character}`)
  // A string of the file has its own escape for a backslash, and % begins a field code.
  return `"${inQuotes}"`.replaceAll('\\', '\\\\').replaceAll('%', '%%')
}
