import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright'
import type { Connection } from '../../main/core/snapshot/snapshot.ts'
import { containerEnvironment, DEBIAN_AWS, runProgram } from '../../test/support/debian-clients.ts'
import { within } from '../../test/support/desktop-wait.ts'
import { fetchCredentials } from '../../test/support/endpoint-client.ts'

export interface Watched {
  readonly name: string
  readonly connection: Connection
}

/** What somebody does again and again until told to end, and what went wrong. */
export interface Log {
  count: number
  readonly failures: string[]
}

/** The worst of many times (ms), and when it was. */
export interface Worst {
  count: number
  ms: number
  at: string
}

type Going = () => boolean
/** How far the soak is, for messages. */
type Now = () => string

/** A real `aws` after the other, each session in turn. */
export async function callAws(
  watched: readonly Watched[],
  where: { readonly stsUrl: string; readonly home: string },
  going: Going,
  now: Now,
): Promise<Log> {
  const log: Log = { count: 0, failures: [] }
  const args = ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text']
  while (going())
    for (const { name, connection } of watched) {
      const pause = sleep(1000)
      const env = { ...(await containerEnvironment(connection, where.home)), AWS_MAX_ATTEMPTS: '1' }
      const started = now()
      const { stdout, said } = await runProgram(
        DEBIAN_AWS,
        [...args, '--endpoint-url', where.stsUrl],
        env,
      ).then(
        ({ stdout, exitCode, stderr }) => ({ stdout, said: `ended with ${exitCode}: ${stderr.trim()}` }),
        (error: unknown) => ({ stdout: '', said: String(error) }),
      )
      log.count++
      if (!stdout.includes(`:assumed-role/${name}/`)) log.failures.push(`${started} aws as ${name} ${said}`)
      await pause
      if (!going()) break
    }
  return log
}

export interface Fetched extends Log {
  readonly accessKeys: Set<unknown>
}

/** Asks the endpoint several times a second, as an SDK does. */
export async function fetchOften({ name, connection }: Watched, going: Going, now: Now): Promise<Fetched> {
  const log: Fetched = { count: 0, failures: [], accessKeys: new Set() }
  while (going()) {
    const started = now()
    const told = await fetchCredentials(connection).then(
      ({ status, body }) => {
        if (status !== 200) return `got ${status}: ${body['message']}`
        log.accessKeys.add(body['AccessKeyId'])
        return Date.parse(String(body['Expiration'])) > Date.now() ? null : 'got credentials that had ended'
      },
      (error: unknown) => String(error),
    )
    log.count++
    if (told !== null) log.failures.push(`${started} a fetch for ${name} ${told}`)
    await sleep(250)
  }
  return log
}

/** Asks the window for the state four times a second, and clicks in it once a second. */
export async function probeWindow(page: Page, going: Going, now: Now): Promise<Worst> {
  const worst: Worst = { count: 0, ms: 0, at: '' }
  const note = (what: string, started: string, ms: number): void => {
    worst.count++
    if (ms > worst.ms) Object.assign(worst, { ms, at: `${what} at ${started}` })
  }
  for (let turn = 0; going(); turn++) {
    const started = now()
    note('the state', started, await within('the window tells the state', 60_000, askState(page)))
    if (turn % 4 === 0) {
      const name = turn % 8 === 0 ? 'Identities' : 'Sessions'
      note('a click', started, await within('the window follows a click', 60_000, clickOn(page, name)))
    }
    await sleep(250)
  }
  return worst
}

/** Measured in the window: this process has enough to do with other things. */
function askState(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const start = performance.now()
    await window.understudy.getSnapshot()
    return performance.now() - start
  })
}

/** From the moment when the system had the click until the other page is drawn. */
async function clickOn(page: Page, name: string): Promise<number> {
  // No function in it has a name: tsx would have it call a helper that the window does not know.
  const drawn = page.evaluate(
    wanted =>
      new Promise<number>(resolve => {
        addEventListener(
          'click',
          event => {
            const timer = setInterval(() => {
              if (document.querySelector('nav [aria-current=page]')?.textContent !== wanted) return
              clearInterval(timer)
              requestAnimationFrame(() => resolve(performance.now() - event.timeStamp))
            }, 4)
          },
          { capture: true, once: true },
        )
      }),
    name,
  )
  // Where the click fails, that is the error to tell.
  drawn.catch(() => undefined)
  await page.getByRole('navigation').getByRole('button', { name, exact: true }).click()
  return drawn
}
