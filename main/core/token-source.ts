import type { Result } from './failure.ts'
import { TOKEN_SOURCE } from './limits.ts'
import type { Problem } from './problem.ts'
import type { Secret } from './secret.ts'

/** Where a token is taken from that somebody else keeps fresh. The token itself is never kept. */
export type TokenSource =
  /** As a cluster mounts it into a pod: the file is written anew before its token ends. */
  | { readonly kind: 'file'; readonly path: string }
  /** Prints the token. Started as it is, without a shell. */
  | { readonly kind: 'command'; readonly program: string; readonly arguments: readonly string[] }

export interface TokenReader {
  /** Reads the file, or runs the command (10 s at most), anew each time. Fails with `token-source`. */
  read(source: TokenSource): Promise<Result<Secret>>
}

/** As a person would name it. */
export function nameOfSource(source: TokenSource): string {
  return source.kind === 'file' ? source.path : source.program
}

export function checkTokenSource(field: string, source: TokenSource): readonly Problem[] {
  const problem = (text: string): readonly Problem[] => [{ field, problem: text }]
  switch (source.kind) {
    case 'file':
      if (source.path.includes('\0')) return problem('A path holds no NUL.')
      // What the app's own folder is at its start is an accident.
      return /^(?:\/|[a-z]:[\\/]|\\\\)/i.test(source.path)
        ? []
        : problem('Give the file’s whole path, such as /home/me/token.')
    case 'command': {
      const words = [source.program, ...source.arguments]
      if (source.program.trim() === '') return problem('Name the program that prints the token.')
      if (words.some(word => word.includes('\0'))) return problem('A command holds no NUL.')
      const { words: most } = TOKEN_SOURCE
      return words.length <= most
        ? []
        : problem(`A command has ${most} words at most; this has ${words.length}.`)
    }
  }
}
