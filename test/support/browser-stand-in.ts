import { chmod, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { until } from './desktop-wait.ts'

/** What a stand-in for a browser has been through. */
export interface Visit {
  /** Its command line, without its own name. */
  readonly words: readonly string[]
  /** The text of the page at the end of the redirects. */
  readonly page: string
  /** Its environment. */
  readonly environment: string
}

export interface BrowserStandIn {
  readonly program: string
  /** Waits until it was started so often, and gives all that it has been through. */
  visits(count: number): Promise<readonly Visit[]>
  /** Ends what stays. Before the app is closed: it has inherited the connection of the tests' driver. */
  end(): Promise<void>
}

/**
 * A program that fetches the address that it is started with, and goes where that leads, as a browser does. Where it
 * stays, as a browser and not as the system's launcher, it does so until it is told to end: whoever watches command
 * lines sees it.
 */
export async function makeBrowserStandIn(
  folder: string,
  name: string,
  { stays = false }: { readonly stays?: boolean } = {},
): Promise<BrowserStandIn> {
  const program = join(folder, name)
  const log = join(folder, `${name}.log`)
  await writeFile(log, '')
  await writeFile(
    program,
    `#!${process.execPath}
const { appendFileSync, existsSync, readFileSync } = require('node:fs')
const words = process.argv.slice(2)
const address = words.at(-1)
const get = (url, left) => new Promise((resolve, reject) => {
  const headers = { 'Sec-Fetch-Site': 'none', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' }
  require('node:http').get(url, { headers, agent: false }, answer => {
    const { location } = answer.headers
    if (location !== undefined && left > 0) return resolve(get(new URL(location, url), left - 1))
    let text = ''
    answer.setEncoding('utf8').on('data', part => { text += part }).on('end', () => resolve(text))
  }).on('error', reject)
})
const end = page => {
  const environment = readFileSync('/proc/self/environ', 'utf8')
  appendFileSync(${JSON.stringify(log)}, JSON.stringify({ words, page, environment }) + '\\n')
  if (${stays}) setInterval(() => existsSync(__filename) || process.exit(0), 200)
}
get(address, 5).then(end, error => end(String(error)))
`,
  )
  await chmod(program, 0o755)
  return {
    program,
    end: () => rm(program, { force: true }),
    async visits(count) {
      const read = async () => (await readFile(log, 'utf8')).split('\n').filter(line => line !== '')
      const lines = await until(`${name} has come ${count} times`, async () => {
        const all = await read()
        return all.length >= count ? all : null
      })
      return lines.map((line): Visit => JSON.parse(line))
    },
  }
}
