import type { Result } from '../failures/failure.ts'
import { type Problem, problem } from '../failures/problem.ts'
import type { Secret } from '../secret.ts'
import { checkCommand, type TypedCommand } from './command-rules.ts'

/** Where a token is taken from that somebody else keeps fresh. The token itself is never kept. */
export type TokenSource =
  /** As a cluster mounts it into a pod: the file is written anew before its token ends. */
  | { readonly kind: 'file'; readonly path: string }
  /** Prints the token. Started as it is, without a shell. */
  | ({ readonly kind: 'command' } & TypedCommand)

export interface TokenReader {
  /** Reads the file, or runs the command (10 s at most), anew each time. Fails with `token-source`. */
  read(source: TokenSource): Promise<Result<Secret>>
}

/** As a person would name it. */
export function nameOfSource(source: TokenSource): string {
  return source.kind === 'file' ? source.path : source.program
}

export function checkTokenSource(field: string, source: TokenSource): readonly Problem[] {
  switch (source.kind) {
    case 'file':
      if (source.path.includes('\0')) return problem(field, 'A path holds no NUL.')
      // What the app's own folder is at its start is an accident.
      return /^(?:\/|[a-z]:[\\/]|\\\\)/i.test(source.path)
        ? []
        : problem(field, 'Give the file’s whole path, such as /home/me/token.')
    case 'command':
      return checkCommand(field, source, 'prints the token')
  }
}
