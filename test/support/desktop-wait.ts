import { setTimeout as sleep } from 'node:timers/promises'

/** Asks until the answer is something; every wait ends, and says what it waited for. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  { timeoutMs = 20_000, details = () => '' }: { timeoutMs?: number; details?: () => string } = {},
): Promise<T> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const answer = await endsBy(deadline, Promise.resolve(ask()), () => explain(what, timeoutMs, details))
    if (answer !== null && answer !== undefined && answer !== false) return answer
    if (Date.now() >= deadline) throw new Error(explain(what, timeoutMs, details))
    await sleep(20)
  }
}

/** A promise with an end: what hangs fails, with a reason that can be read. */
export async function within<T>(
  what: string,
  timeoutMs: number,
  promise: Promise<T>,
  details = () => '',
): Promise<T> {
  return endsBy(Date.now() + timeoutMs, promise, () => explain(what, timeoutMs, details))
}

async function endsBy<T>(deadline: number, promise: Promise<T>, why: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(why())), Math.max(deadline - Date.now(), 1))
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

function explain(what: string, timeoutMs: number, details: () => string): string {
  const more = details().trim()
  return `not in time (${timeoutMs} ms): ${what}${more === '' ? '' : `\n${more}`}`
}
