import { type Clock, MINUTE } from '../core/clock.ts'
import { type PromptingBus, SERVICE, secretProperty } from './secret-service.ts'

/** Time (ms) to find and type a password that is seldom needed. The dialog stays; an answer helps the next try. */
const TIME_LIMIT = 2 * MINUTE

const PROMPT = 'org.freedesktop.Secret.Prompt'
/** The Secret Service gives this path where it needs no dialog. */
const NONE = '/'

/**
 * Has the Secret Service unlock a collection, which may show the user a dialog.
 * @returns whether it is unlocked now
 * @see https://specifications.freedesktop.org/secret-service-spec/latest/unlocking.html
 */
export async function unlockCollection(bus: PromptingBus, clock: Clock, path: string): Promise<boolean> {
  const [, prompt] = await bus.call({
    ...SERVICE,
    interface: 'org.freedesktop.Secret.Service',
    member: 'Unlock',
    signature: 'ao',
    body: [[path]],
  })
  if (typeof prompt === 'string' && prompt !== NONE) await show(bus, clock, prompt)
  // The dialog's own word is not believed: any program on the bus can say that it was completed.
  return (await secretProperty(bus, path, 'Collection', 'Locked')) === false
}

/**
 * Until the user has answered or dismissed it, or the time is up. It is not taken back then: gnome-keyring 42 ends when a
 * program calls `Dismiss` of a dialog that is open, and then nobody gets any key.
 */
async function show(bus: PromptingBus, clock: Clock, path: string): Promise<void> {
  let end = (): void => {}
  const ended = new Promise<void>(resolve => {
    end = resolve
  })
  // Before it is shown: one that nobody can show is completed at once.
  const stopHearing = await bus.onSignal({ interface: PROMPT, member: 'Completed', path }, end)
  const stopTimer = clock.after(TIME_LIMIT, end)
  try {
    // The window that it is for: none.
    await bus.call({ ...SERVICE, path, interface: PROMPT, member: 'Prompt', signature: 's', body: [''] })
    await ended
  } finally {
    stopTimer()
    stopHearing()
  }
}
