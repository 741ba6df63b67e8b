import { join } from 'node:path'
import { type UtilityProcess, utilityProcess } from 'electron'
import type { Reply, StartHost } from './messages.ts'

/** Hosts keytar in a process of its own. What libsecret does there can't hang or crash the app. */
export function startInUtilityProcess(folder: string): StartHost {
  return events => {
    const child: UtilityProcess = utilityProcess.fork(join(folder, 'keychain-host.js'), [], {
      serviceName: 'Understudy keychain',
      stdio: 'ignore',
    })
    child.on('message', (reply: Reply) => events.onReply(reply))
    child.on('exit', () => events.onExit())
    return { send: request => child.postMessage(request), kill: () => void child.kill() }
  }
}

/**
 * Hosts keytar in this process. On macOS an item belongs to the program that made it, so a helper process
 * could be asked for a password again; there and on Windows the native module does not hang.
 */
export function startInThisProcess(): StartHost {
  return events => {
    const ready = import('./answer.ts')
    return {
      send: request =>
        void ready
          .then(({ answer }) => answer(request))
          .catch((error: unknown) => ({ id: request.id, ok: false, error: String(error) }) as const)
          .then(events.onReply),
      kill: () => {},
    }
  }
}
