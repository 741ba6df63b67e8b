import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type Group, startGroup } from './desktop-process.ts'
import { until } from './desktop-wait.ts'

export async function startDisplay(
  folder: string,
  env: NodeJS.ProcessEnv,
  size: string,
): Promise<{ group: Group; env: { DISPLAY: string; XAUTHORITY: string } }> {
  const authority = path.join(folder, 'Xauthority')
  await writeFile(authority, cookieForAnyDisplay(), { mode: 0o600 })
  const args = [
    '-displayfd',
    '3',
    '-screen',
    '0',
    `${size}x24`,
    '-nolisten',
    'tcp',
    '-noreset',
    '-auth',
    authority,
  ]
  const group = startGroup('Xvfb', args, { env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
  let number = ''
  group.child.stdio[3]?.on('data', (chunk: Buffer) => {
    number += chunk.toString()
  })
  // The server itself picks a free number: no two runs at once can take the same.
  const display = await until('Xvfb tells its display', () => /^(\d+)\n/.exec(number)?.[1], {
    timeoutMs: 20_000,
    details: group.output,
  })
  return { group, env: { DISPLAY: `:${display}`, XAUTHORITY: authority } }
}

/** One entry of an Xauthority file: the display's number is not known before the server that reads it has started. */
function cookieForAnyDisplay(): Buffer {
  const field = (value: Buffer) => {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(value.length)
    return Buffer.concat([length, value])
  }
  const anyFamily = Buffer.from([0xff, 0xff])
  const nothing = field(Buffer.alloc(0))
  const name = field(Buffer.from('MIT-MAGIC-COOKIE-1'))
  return Buffer.concat([anyFamily, nothing, nothing, name, field(randomBytes(16))])
}
