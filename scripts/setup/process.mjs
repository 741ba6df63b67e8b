import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { constants, homedir } from 'node:os'
import path from 'node:path'

export const root = path.resolve(import.meta.dirname, '../..')
export const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'

/** Where downloads stay for all checkouts of this user. */
export function cacheFolder() {
  const cache = process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache')
  return path.join(existsSync(cache) ? realpathSync(cache) : cache, 'understudy')
}

/** Something that only the reader can put right: told in full, with no stack. */
export class SetupError extends Error {
  /** @param {string} message @param {number} [exitCode] */
  constructor(message, exitCode = 2) {
    super(message)
    this.exitCode = exitCode
  }
}

/** On stderr, so that what a command prints stays clean. @param {string} line */
export function say(line) {
  process.stderr.write(`understudy: ${line}\n`)
}

/**
 * Runs a child with this process's signals handed on to it.
 * @param {string} command @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, quiet?: boolean, timeoutMs?: number }} [options] quiet: keep the output instead of showing it
 * @returns {Promise<{ code: number, output: string }>} 128 + n after signal n, like a shell
 */
export function run(command, args, { env = process.env, quiet = false, timeoutMs = 0 } = {}) {
  return new Promise((resolve, reject) => {
    const io = quiet ? 'pipe' : 'inherit'
    const child = spawn(command, args, {
      cwd: root,
      env,
      stdio: [quiet ? 'ignore' : 'inherit', io, io],
      timeout: timeoutMs,
      // Windows starts no .cmd without one; what goes through here has no spaces or quotes.
      shell: command.endsWith('.cmd'),
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', text => {
        output += text
      })
    }

    // A terminal sends Ctrl-C to the whole process group; sent on again it would reach the child twice.
    const fromTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
    /** @param {NodeJS.Signals} signal */
    const forward = signal => {
      if (signal !== 'SIGINT' || !fromTerminal) child.kill(signal)
    }
    const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
    for (const signal of signals) process.on(signal, forward)
    // npm ends at a SIGTERM without handing it on; what it has started would stay for good.
    const parent = process.ppid
    const watch = setInterval(() => {
      if (process.env['npm_lifecycle_event'] !== undefined && process.ppid !== parent) child.kill('SIGTERM')
    }, 500).unref()
    const done = () => {
      clearInterval(watch)
      for (const signal of signals) process.off(signal, forward)
    }
    child.on('error', error => {
      done()
      reject(new SetupError(`cannot run ${command}: ${error.message}`))
    })
    child.on('close', (code, signal) => {
      done()
      resolve({ code: signal ? 128 + constants.signals[signal] : (code ?? 1), output })
    })
  })
}

/**
 * A step of the set-up: its output is shown only if it fails.
 * @param {string} what @param {string} command @param {string[]} args @param {Parameters<typeof run>[2]} [options]
 */
export async function step(what, command, args, options) {
  const { code, output } = await run(command, args, { quiet: true, ...options })
  if (code > 128) throw new SetupError(`${what}: stopped`, code)
  if (code !== 0) throw new SetupError(`${what} failed (exit ${code}):\n${gist(output)}`, 1)
  return output
}

/** Both ends: some tools say what is wrong first, others last. @param {string} output */
export function gist(output) {
  const lines = output.trimEnd().split('\n')
  return (lines.length <= 30 ? lines : [...lines.slice(0, 15), '…', ...lines.slice(-15)]).join('\n')
}

/** What a command prints, or null if it is missing or fails. @param {string} command @param {string[]} args */
export function ask(command, args) {
  const { status, stdout } = spawnSync(command, args, { cwd: root, encoding: 'utf8' })
  return status === 0 ? stdout : null
}

/**
 * The script behind a package's command, to be run with this very Node: no npx in between.
 * @param {string} name @param {string} [command] where the package has several
 */
export function packageBin(name, command = name) {
  const folder = path.join(root, 'node_modules', name)
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
  return path.join(folder, typeof bin === 'string' ? bin : bin[command])
}
