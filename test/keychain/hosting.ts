import { type ChildProcess, fork } from 'node:child_process'
import path from 'node:path'
import type { Reply, Request, StartHost } from '../../main/keychain/messages.ts'

/** Starts hosts in processes of their own on a test's desktop, and keeps book of them. */
export class Hosting {
  readonly #env: Readonly<Record<string, string>>
  readonly #children: ChildProcess[] = []
  readonly requests: Request[] = []
  /** Called with each request before it is sent. */
  onSend: (request: Request, child: ChildProcess) => void = () => undefined

  constructor(env: Readonly<Record<string, string>>) {
    this.#env = env
  }

  readonly start: StartHost = events => {
    const child = fork(path.join(import.meta.dirname, 'host.ts'), {
      env: { ...this.#env },
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    this.#children.push(child)
    child.on('message', (reply: Reply) => events.onReply(reply))
    child.on('exit', () => events.onExit())
    // Sending to a process that is just ending: its exit tells the rest.
    child.on('error', () => undefined)
    return {
      send: request => {
        this.requests.push(request)
        this.onSend(request, child)
        child.send(request, () => undefined)
      },
      kill: () => void child.kill('SIGKILL'),
    }
  }

  get started(): number {
    return this.#children.length
  }

  get running(): number {
    return this.#children.filter(child => child.exitCode === null && child.signalCode === null).length
  }

  end(): void {
    for (const child of this.#children) child.kill('SIGKILL')
  }
}
