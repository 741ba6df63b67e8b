import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AwsLookups } from '../../main/aws/lookups.ts'
import { SystemClock } from '../../main/clock.ts'
import { type DemoWorld, demoWorld } from '../local-aws/demo-world.ts'
import { type LocalAws, startLocalAws } from '../local-aws/server.ts'
import { endpointAt, keyOf } from './calling.ts'

let demo: DemoWorld
let aws: LocalAws
const lookups = new AwsLookups(fetch, new SystemClock())

beforeEach(async () => {
  demo = demoWorld()
  aws = await startLocalAws({ world: demo.world })
})
afterEach(() => aws.close())

const called = () => aws.calls().map(({ operation, mfa, outcome }) => ({ operation, mfa, outcome }))

describe('whoAmI', () => {
  it('tells whose key it is', async () => {
    const who = await lookups.whoAmI(keyOf(demo), endpointAt(aws.url))
    expect(who).toEqual({
      ok: true,
      value: { arn: demo.alice.arn, account: '111122223333', userId: expect.stringMatching(/^\w+$/) },
    })
    expect(called()).toEqual([{ operation: 'GetCallerIdentity', mfa: false, outcome: 'ok' }])
  })

  it('signs for the Region of the key', async () => {
    await lookups.whoAmI(keyOf(demo), { region: 'ap-southeast-2', fallbackRegion: null, url: aws.url })
    expect(aws.calls().map(call => call.region)).toEqual(['ap-southeast-2'])
  })
})
