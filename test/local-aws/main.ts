/**
 * The local AWS as a program: `npx tsx test/local-aws/main.ts [--port N] [--life 90s] [--session-life 12h]`.
 * Prints one line of JSON with all that is needed to use it, and stays until it is told to stop.
 */
import { parseArgs } from 'node:util'
import { demoWorld } from './demo-world.ts'
import { startLocalAws } from './server.ts'

const SECONDS_OF = new Map([
  ['', 1],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
])

function secondsOf(text: string): number {
  const [, number = '', unit = ''] = /^(\d+)([smh]?)$/.exec(text) ?? []
  const seconds = Number(number) * (SECONDS_OF.get(unit) ?? Number.NaN)
  if (!(seconds > 0)) throw new Error(`"${text}" is no length of time: write 90s, 15m or 1h`)
  return seconds
}

const { values } = parseArgs({
  options: { port: { type: 'string' }, life: { type: 'string' }, 'session-life': { type: 'string' } },
})
const port = Number(values.port ?? 0)
if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`"${values.port}" is no port`)

const { world, alice, roles } = demoWorld()
const aws = await startLocalAws({
  world,
  port,
  ...(values.life !== undefined && { roleLifeSeconds: secondsOf(values.life) }),
  ...(values['session-life'] !== undefined && { sessionTokenLifeSeconds: secondsOf(values['session-life']) }),
})
const otpauth = `otpauth://totp/local-aws:alice?secret=${alice.mfaSecret}&issuer=local-aws`
process.stdout.write(
  `${JSON.stringify({ url: aws.url, pid: process.pid, alice: { ...alice, otpauth }, roles })}\n`,
)

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void aws.close().finally(() => process.exit(0))
  })
}
