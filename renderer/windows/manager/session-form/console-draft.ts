import type { BROWSERS, Browser, ConsoleSettings } from '../../../../main/core/sessions/console-settings.ts'
import type { StsOperation } from '../../../../main/core/sessions/session.ts'
import { joinCommand, problemOfCommand, splitCommand } from '../../../command-line.ts'
import { toSeconds } from '../../../duration.ts'

/** Where the console opens, as it was typed. */
export interface ConsoleDraft {
  readonly browser: (typeof BROWSERS)[number] | 'system' | 'command'
  readonly profile: string
  /** One line. */
  readonly command: string
  readonly service: string
  readonly region: string
  readonly duration: string
}

/** Whether the form asks how its console opens: with the credentials of the others there is none. */
export function opensConsole(operation: StsOperation): boolean {
  return operation !== 'GetSessionToken' && operation !== 'AssumeRoot'
}

/** See {@link problemOfCommand}. */
export function problemOfBrowser({ browser, command }: ConsoleDraft): string | null {
  return browser === 'command' ? problemOfCommand(command) : null
}

export function toConsoleDraft({ browser, service, region, durationSeconds }: ConsoleSettings): ConsoleDraft {
  return {
    browser: browser?.kind ?? 'system',
    profile: browser !== null && browser.kind !== 'command' ? (browser.profile ?? '') : '',
    command: browser?.kind === 'command' ? joinCommand([browser.program, ...browser.arguments]) : '',
    service: service ?? '',
    region: region ?? '',
    duration: durationSeconds === null ? '' : String(durationSeconds),
  }
}

export function toConsole(draft: ConsoleDraft): ConsoleSettings {
  return {
    browser: toBrowser(draft),
    service: draft.service.trim() || null,
    region: draft.region.trim() || null,
    durationSeconds: toSeconds(draft.duration),
  }
}

function toBrowser({ browser, profile, command }: ConsoleDraft): Browser | null {
  if (browser === 'system') return null
  if (browser !== 'command') return { kind: browser, profile: profile.trim() || null }
  const [program = '', ...words] = splitCommand(command).words
  return { kind: 'command', program, arguments: words }
}
