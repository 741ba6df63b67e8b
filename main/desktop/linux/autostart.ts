import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf, done, fail, type Result } from '../../core/failure.ts'

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

  get isOn(): boolean {
    return existsSync(this.#path)
  }

  set(on: boolean): Result<void> {
    try {
      if (!on) rmSync(this.#path, { force: true })
      else {
        mkdirSync(join(this.#path, '..'), { recursive: true })
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
      `Exec=${this.#command.map(quoted).join(' ')}`,
      'Terminal=false',
      'X-GNOME-Autostart-enabled=true',
      '',
    ].join('\n')
  }
}

/** As the value of `Exec`: https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html */
function quoted(word: string): string {
  const inQuotes = word.replaceAll(/["`$\\]/g, character => `\\${character}`)
  // A string of the file has its own escape for a backslash, and % begins a field code.
  return `"${inQuotes}"`.replaceAll('\\', '\\\\').replaceAll('%', '%%')
}
