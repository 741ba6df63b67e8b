import { join } from 'node:path'
import { type UtilityProcess, utilityProcess } from 'electron'
import type { Reply, StartHost } from './messages.ts'

/** @param folder where the built main process is */
export function keychainHost(platform: NodeJS.Platform, folder: string): StartHost {
  return platform === 'linux' ? startInUtilityProcess(folder) : startInThisProcess()
}

/** Hosts keytar in a process of its own. What libsecret does there can't hang or crash the app. */
function startInUtilityProcess(folder: string): StartHost {
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
function startInThisProcess(): StartHost {
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
