import { type ChildProcess, execFile, type StdioOptions, spawn } from 'node:child_process'
import { within } from './desktop-wait.ts'

/** A process with all its children: they are one group, and end together. */
export interface Group {
  readonly name: string
  readonly pid: number
  readonly child: ChildProcess
  readonly exited: Promise<number | null>
  /** What it has printed so far, on both outputs. */
  output(): string
  signal(signal: NodeJS.Signals): void
  kill(): Promise<void>
}

export function startGroup(
  command: string,
  args: string[],
  options: { env: NodeJS.ProcessEnv; cwd?: string; input?: string; stdio?: StdioOptions },
): Group {
  // With setpriv the process ends with this one, even if this one is killed and can clean up nothing.
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', command, ...args], {
    env: options.env,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    detached: true,
    stdio: options.stdio ?? ['pipe', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  // A process that is gone already cannot read its input; that it is gone shows soon enough.
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(options.input ?? '')
  const exited = new Promise<number | null>(resolve => {
    child.once('error', error => {
      output += `${error.message}\n`
      resolve(null)
    })
    child.once('exit', code => resolve(code))
  })
  const signal = (name: NodeJS.Signals) => {
    if (child.pid === undefined) return
    try {
      process.kill(-child.pid, name)
    } catch {
      // The whole group is gone: nothing left to signal.
    }
  }
  return {
    name: command,
    pid: child.pid ?? -1,
    child,
    exited,
    output: () => output,
    signal,
    async kill() {
      signal('SIGKILL')
      await within(`${command} is gone after SIGKILL`, 20_000, exited)
    },
  }
}

/** Runs a short command to its end. */
export function runTool(
  command: string,
  args: string[],
  { env, timeoutMs = 20_000, input }: { env: NodeJS.ProcessEnv; timeoutMs?: number; input?: string },
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { env, timeout: timeoutMs }, (error, stdout, stderr) => {
      if (child.exitCode === null) reject(error ?? new Error(`${command} did not end in ${timeoutMs} ms`))
      else resolve({ code: child.exitCode, stdout, stderr })
    })
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input ?? '')
  })
}
