import { Notification } from 'electron'

/** One notification at a time: a new one takes the place of the one before. */
export class Notifications {
  #shown: Notification | null = null

  /** @returns false where this desktop shows none */
  show(
    { title, body }: { readonly title: string; readonly body: string },
    on: { readonly click: () => void; readonly failed: () => void },
  ): boolean {
    this.end()
    if (!Notification.isSupported()) return false
    // Silent: it is about something that the user will do when there is time, minutes before it matters.
    const notification = new Notification({ title, body, silent: true })
    notification.on('click', on.click)
    let hasFailed = false
    notification.on('failed', () => {
      hasFailed = true
      on.failed()
    })
    notification.show()
    // On Linux it is known by now whether anything on the desktop shows notifications.
    if (hasFailed) return false
    // Kept, or it would be collected and its click be lost.
    this.#shown = notification
    return true
  }

  end(): void {
    this.#shown?.close()
    this.#shown = null
  }
}
