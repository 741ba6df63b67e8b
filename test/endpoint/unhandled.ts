/** The rejections that nobody handled while `work` ran: each of them would be an error of the whole app. */
export async function unhandledDuring(work: () => Promise<void>): Promise<readonly unknown[]> {
  const unhandled: unknown[] = []
  const others = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', reason => unhandled.push(reason))
  try {
    await work()
    // Node tells of them after the microtasks of the turn.
    await new Promise(resolve => setImmediate(resolve))
  } finally {
    process.removeAllListeners('unhandledRejection')
    for (const other of others) process.on('unhandledRejection', other)
  }
  return unhandled
}
