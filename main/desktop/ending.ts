import { app, BrowserWindow, dialog } from 'electron'

/** The end of the process, which waits until all is closed. */
export class Ending {
  readonly #close: () => Promise<void>
  #isEnding = false

  constructor(close: () => Promise<void>) {
    this.#close = close
    app.on('before-quit', event => {
      // Whoever waits for an answer is to have one before the process ends.
      event.preventDefault()
      // Not `quit`: once prevented, a quit that a signal has begun does not come to its end.
      void this.#end(() => app.exit())
    })
  }

  /**
   * Ends it with the folder of the settings removed.
   * @param remove gives what could not be removed
   */
  leave(remove: () => readonly string[]): Promise<void> {
    return this.#end(() => {
      for (const window of BrowserWindow.getAllWindows()) window.destroy()
      endHelpers()
      const left = remove()
      if (left.length > 0)
        dialog.showErrorBox('Some files could not be removed', `Remove them by hand:\n${left.join('\n')}`)
      // An orderly end would have Chromium write its preferences into a new folder.
      process.kill(process.pid, 'SIGKILL')
    })
  }

  /** @param start what takes the app's place, which is to come up when this one is closed */
  handOver(start: () => Promise<void>): Promise<void> {
    return this.#end(() => {
      // Else the other one would find this one at work, and go.
      app.releaseSingleInstanceLock()
      void start().finally(() => app.exit())
    })
  }

  /** Once, since a second one would find the ports closed already and end the process under the answers of the first. */
  async #end(last: () => void): Promise<void> {
    if (this.#isEnding) return
    this.#isEnding = true
    // What can't be closed must not keep the process.
    await this.#close().catch(() => {})
    // From here on nothing is awaited, so that nothing writes a file anew.
    last()
  }
}

/** Those of Chromium, of which the network's writes down what it knows of hosts when it ends by itself. */
function endHelpers(): void {
  for (const { type, pid } of app.getAppMetrics()) {
    if (type === 'Browser') continue
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }
}
