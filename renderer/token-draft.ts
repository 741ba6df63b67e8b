import type { TokenSource } from '../main/core/catalog/token-source.ts'
import { joinCommand, problemOfCommand, splitCommand } from './command-line.ts'

/** Where a token is taken from, as it is being typed; what was typed for the other kind stays. */
export interface TokenDraft {
  readonly kind: TokenSource['kind']
  readonly path: string
  /** The command as a line. */
  readonly command: string
}

export function toTokenDraft(source: TokenSource | null): TokenDraft {
  const empty = { kind: 'file', path: '', command: '' } as const
  if (source === null) return empty
  return source.kind === 'file'
    ? { ...empty, path: source.path }
    : { ...empty, kind: 'command', command: joinCommand([source.program, ...source.arguments]) }
}

export function toTokenSource({ kind, path, command }: TokenDraft): TokenSource {
  if (kind === 'file') return { kind, path: path.trim() }
  const [program = '', ...rest] = splitCommand(command).words
  return { kind, program, arguments: rest }
}

/** See {@link problemOfCommand}. */
export function problemOfLine({ kind, command }: TokenDraft): string | null {
  return kind === 'command' ? problemOfCommand(command) : null
}
