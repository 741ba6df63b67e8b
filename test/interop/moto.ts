import { moto, pythonOf } from '../../scripts/setup/python-environments.mjs'
import { startGroup } from '../support/desktop-process.ts'
import { until } from '../support/desktop-wait.ts'

export interface Moto {
  readonly url: string
  /** From now on it looks at signatures and policies, which it does not by itself; for IAM and STS alike. */
  readonly guard: () => Promise<void>
  readonly close: () => Promise<void>
}

/** The Python that has moto and botocore. Throws where the set-up could not get it. */
export function motoPython(): string {
  const executable = pythonOf(moto)
  if (executable === null)
    throw new Error(
      'MOTO IS MISSING, so nothing is shown about it. It comes from PyPI: ' +
        '`node scripts/run.mjs interop` fetches it, and says why it could not.',
    )
  return executable
}

/** All that its programs get to know of this machine. */
export const MOTO_ENVIRONMENT = {
  PATH: '/usr/bin:/bin',
  HOME: '/nonexistent',
  LC_ALL: 'C.UTF-8',
  AWS_EC2_METADATA_DISABLED: 'true',
} as const

/** A server of moto, on a port that the system chooses, with nothing in it. */
export async function startMoto(): Promise<Moto> {
  const args = ['-m', 'moto.server', '-H', '127.0.0.1', '-p', '0']
  const server = startGroup(motoPython(), args, { env: MOTO_ENVIRONMENT })
  const wait = { timeoutMs: 60_000, details: server.output }
  try {
    const url = await until(
      'moto names its port',
      () => /http:\/\/127\.0\.0\.1:\d+/.exec(server.output())?.[0],
      wait,
    )
    const post = async (path: string, body = '') =>
      (await fetch(`${url}/moto-api/${path}`, { method: 'POST', body }).catch(() => null))?.ok === true
    await until('moto answers', () => post('reset'), wait)
    return {
      url,
      guard: async () => {
        // Its name for it: after how many calls it begins to look.
        if (!(await post('reset-auth', '0')))
          throw new Error(`moto does not guard itself\n${server.output()}`)
      },
      close: () => server.kill(),
    }
  } catch (error) {
    await server.kill()
    throw error
  }
}
