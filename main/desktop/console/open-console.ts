import { shell } from 'electron'
import type { Consoles } from '../../core/console.ts'
import { codeOf, done, fail, type Result } from '../../core/failures/failure.ts'
import type { Secret } from '../../core/secret.ts'
import type { Browser } from '../../core/sessions/console-settings.ts'
import type { SessionId } from '../../core/sessions/session.ts'
import type { BriefCopies } from './brief-copies.ts'
import { browserCommand, isLaunched } from './browser-command.ts'
import { startProgram } from './start-program.ts'

export interface OpenConsoleParts {
  readonly copies: BriefCopies
  readonly consoles: Consoles
  /** Gives an address that leads to a link once, so that no command line holds the link itself. */
  readonly offer: (link: Secret) => Promise<Result<string>>
}

/** Signs in to the console with a session's credentials. */
export class OpenConsole {
  readonly #parts: OpenConsoleParts

  constructor(parts: OpenConsoleParts) {
    this.#parts = parts
  }

  async open(id: SessionId): Promise<Result<void>> {
    const made = await this.#parts.consoles.link(id)
    if (!made.ok) return made
    const address = await this.#parts.offer(made.value.link)
    return address.ok ? start(made.value.browser, address.value) : address
  }

  /** For a browser that can't be started from here. Whoever has the link is signed in, for 15 minutes. */
  async copyLink(id: SessionId): Promise<Result<void>> {
    const made = await this.#parts.consoles.link(id)
    if (!made.ok) return made
    this.#parts.copies.copy(made.value.link)
    return done
  }
}

async function start(browser: Browser | null, address: string): Promise<Result<void>> {
  if (browser !== null) {
    const { platform } = process
    return startProgram(
      browserCommand(browser, platform, address),
      isLaunched(browser, platform) ? browser.kind : null,
    )
  }
  try {
    await shell.openExternal(address)
    return done
  } catch (error) {
    return fail({ kind: 'no-browser', program: 'The system’s browser', detail: codeOf(error) })
  }
}
