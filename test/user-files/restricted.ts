import { execFile, execFileSync, spawnSync } from 'node:child_process'
import type { FileText } from '../../main/core/aws-files/user-files.ts'
import type { Result } from '../../main/core/failures/failure.ts'

/** What the program of these tests has printed: what it read, and what came of its change. */
export interface Outcome {
  readonly read: Result<FileText>
  readonly change: Result<void>
}

const NOBODY = 65_534

/**
 * Runs it as a user whom permissions count for, who owns this home: root is given another one.
 * @param then done before, by root, when all is that user's
 */
export function asNobody(
  program: string,
  home: string,
  folder: string,
  text: string,
  then: () => void = () => {},
): Outcome {
  const command = [process.execPath, program, folder, text]
  if (process.getuid?.() !== 0) return run('env', command)
  execFileSync('chown', ['-R', '-h', `${NOBODY}:${NOBODY}`, home])
  then()
  return run('setpriv', [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', ...command])
}

/** @param bytes how large a file may become */
export function withFileLimit(bytes: number, program: string, folder: string, text: string): Outcome {
  const script = 'trap "" XFSZ; exec prlimit --fsize="$0" "$@"'
  return run('sh', ['-c', script, String(bytes), process.execPath, program, folder, text])
}

/**
 * Runs it, as `"$@"` in a shell script, with the folder on a file system of 64 KiB that nobody else sees; null where this
 * computer lets nobody mount one.
 */
export function onSmallDisk(
  script: string,
  program: string,
  folder: string,
  text: string,
  env: Readonly<Record<string, string>> = {},
): Outcome | null {
  const own = process.getuid?.() === 0 ? ['--mount'] : ['--mount', '--map-root-user']
  const mount = 'mount -t tmpfs -o size=64k none "$0"; cd "$0"'
  if (spawnSync('unshare', [...own, 'sh', '-ec', mount, folder]).status !== 0) {
    process.emitWarning('Nothing can be mounted here, so a full disk and a file in use are not shown.')
    return null
  }
  const command = ['sh', '-ec', `${mount}; ${script}`, folder, process.execPath, program, folder, text]
  return run('unshare', [...own, ...command], env)
}

function run(file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Outcome {
  const options = { encoding: 'utf8', timeout: 20_000, env: { ...process.env, ...env } } as const
  return JSON.parse(execFileSync(file, [...args], options))
}

export function execFileLater(file: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(file, [...args], error => (error === null ? resolve() : reject(error)))
  })
}
