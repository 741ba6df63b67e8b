import { type ExecFileException, execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { homedir } from 'node:os'
import { nameOfSource, type TokenReader, type TokenSource } from '../core/catalog/token-source.ts'
import { SECOND } from '../core/clock.ts'
import { assertNever, codeOf, fail, type Result, succeed } from '../core/failures/failure.ts'
import { Secret } from '../core/secret.ts'
import { STS_PARAMETERS } from '../core/sts/limits.ts'

const TIME_LIMIT = 10 * SECOND
/** Else opening a pipe would wait for who writes to it. Windows has no such flag, and no pipes in its folders. */
const AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)
/** Of what AWS takes anywhere; more than that is read, so that one that is too long shows. */
const LONGEST = STS_PARAMETERS.AssumeRoleWithWebIdentity.WebIdentityToken.max

type Reason = 'missing' | 'unreadable' | 'empty' | 'too-large' | 'failed' | 'timed-out'
type Told = { readonly text: string } | { readonly reason: Reason; readonly detail: string }

/** Reads tokens from files and from what commands print. What a command says of an error is not kept: it may hold a token. */
export class FilesAndCommands implements TokenReader {
  async read(source: TokenSource): Promise<Result<Secret>> {
    const told = await tell(source)
    const failed = (reason: Reason, detail: string): Result<never> =>
      fail({ kind: 'token-source', reason, source: nameOfSource(source), detail })
    if ('reason' in told) return failed(told.reason, told.detail)
    const token = told.text.trim()
    if (token === '') return failed('empty', '')
    if (token.length > LONGEST) return failed('too-large', `over ${LONGEST} characters`)
    return succeed(new Secret(token))
  }
}

function tell(source: TokenSource): Promise<Told> {
  switch (source.kind) {
    case 'file':
      return readFile(source.path)
    case 'command':
      return run(source.program, source.arguments)
    default:
      return assertNever(source)
  }
}

async function readFile(path: string): Promise<Told> {
  try {
    const file = await open(path, AT_ONCE)
    try {
      // A device never ends.
      if (!(await file.stat()).isFile()) return { reason: 'unreadable', detail: 'it is no file' }
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4 * LONGEST + 1))
      return { text: buffer.toString('utf8', 0, bytesRead) }
    } finally {
      await file.close()
    }
  } catch (error) {
    const code = codeOf(error)
    return { reason: code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'unreadable', detail: code }
  }
}

function run(program: string, args: readonly string[]): Promise<Told> {
  const options = {
    cwd: homedir(),
    timeout: TIME_LIMIT,
    killSignal: 'SIGKILL',
    maxBuffer: 4 * LONGEST,
    windowsHide: true,
    shell: false,
  } as const
  return new Promise(resolve => {
    try {
      execFile(program, args, options, (error, stdout) =>
        resolve(error === null ? { text: stdout } : why(error)),
      ).stdin?.end()
    } catch (error) {
      // Some reasons come at once, such as a script on Windows, which only a shell can run.
      resolve({ reason: 'failed', detail: codeOf(error) })
    }
  })
}

function why({ code, killed, signal }: ExecFileException): Told {
  if (code === 'ENOENT') return { reason: 'missing', detail: code }
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER')
    return { reason: 'too-large', detail: `over ${LONGEST} characters` }
  if (killed) return { reason: 'timed-out', detail: `${TIME_LIMIT / SECOND} s` }
  return {
    reason: 'failed',
    detail: typeof code === 'number' ? `exit code ${code}` : (code ?? signal ?? 'no exit code'),
  }
}
