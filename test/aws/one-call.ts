/** A process of its own that makes one call with what its input says, and prints what came of it. */
import { text } from 'node:stream/consumers'
import { AwsSts } from '../../main/aws/sts.ts'
import { SystemClock } from '../../main/clock.ts'
import { Secret } from '../../main/core/secret.ts'
import { SESSION_TOKEN } from '../support/requests.ts'

const given: unknown = JSON.parse(await text(process.stdin))

function field(name: string): string {
  const value = typeof given === 'object' && given !== null ? Object.entries(given) : []
  const [, found] = value.find(([key]) => key === name) ?? []
  if (typeof found !== 'string') throw new Error(`the input has no ${name}`)
  return found
}

const result = await new AwsSts(fetch, new SystemClock()).obtain({
  request: SESSION_TOKEN,
  signer: {
    accessKeyId: field('accessKeyId'),
    secretAccessKey: new Secret(field('secretAccessKey')),
    sessionToken: null,
  },
  caller: field('arn'),
  endpoint: { region: 'eu-central-1', fallbackRegion: null, url: field('url') },
  proofs: [],
  mfa: null,
})
process.stdout.write(JSON.stringify(result.ok ? { ok: true, arn: result.value.credentials.arn } : result))
