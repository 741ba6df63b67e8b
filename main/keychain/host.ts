/**
 * The entry of the process that hosts keytar on Linux. libsecret's calls can hang, crash the process, or fail
 * for good once the daemon was restarted; here that costs a new process and not the app.
 */
import type { MessageEvent } from 'electron'
import { answer } from './answer.ts'
import type { Request } from './messages.ts'

const parent = process.parentPort

parent.on('message', (event: MessageEvent) => {
  // The parent is our own main process, which sends nothing else.
  void answer(event.data as Request).then(reply => parent.postMessage(reply))
})
