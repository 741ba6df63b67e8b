import { expect, it } from 'vitest'
import { MINUTE } from '../../../main/core/clock.ts'
import { type Failure, fail } from '../../../main/core/failures/failure.ts'
import { Secret } from '../../../main/core/secret.ts'
import { TrackRecords } from '../../../main/core/sts/track-records.ts'
import { FakeSts } from '../../support/fake-sts.ts'
import { FakeClock } from '../../support/fakes.ts'
import { assumeRole } from '../../support/requests.ts'
import { ADMIN_ARN, awsFailure, offline, stsCall } from '../world.ts'

const refused = awsFailure('InvalidClientTokenId')

function scene() {
  const clock = new FakeClock()
  const sts = new FakeSts(clock)
  const records = new TrackRecords(sts, clock)
  /** What the refusal of a call knows of the past. */
  const recordOf = async (call: ReturnType<typeof stsCall>, failure: Failure = refused) => {
    sts.failNext(failure)
    const result = await records.obtain(call)
    if (result.ok || result.failure.kind !== 'aws') throw new Error('it should have been refused by AWS')
    return result.failure.call.record
  }
  return { clock, sts, records, recordOf }
}

const asking = (durationSeconds: number | null, roleArn = ADMIN_ARN) =>
  stsCall('AKIA1', { request: assumeRole(roleArn, { durationSeconds }) })

it('what never worked has no record', async () => {
  expect(await scene().recordOf(asking(7_200))).toEqual({ keyWorkedAgo: null, longestDuration: null })
})

it('a key that worked is known by when it did', async () => {
  const { clock, records, recordOf } = scene()
  await records.obtain(stsCall('AKIA1'))
  await clock.advance(7 * MINUTE)
  expect((await recordOf(stsCall('AKIA1')))?.keyWorkedAgo).toBe(7 * MINUTE)
  expect((await recordOf(stsCall('AKIA2')))?.keyWorkedAgo).toBeNull()
})

it('a role is known by the longest life that it was given for, whatever came after', async () => {
  const { records, recordOf } = scene()
  for (const seconds of [3_600, 7_200, 900, null]) await records.obtain(asking(seconds))
  expect((await recordOf(asking(43_200)))?.longestDuration).toBe(7_200)
  expect((await recordOf(asking(43_200, `${ADMIN_ARN}-other`)))?.longestDuration).toBeNull()
})

it('temporary keys are not remembered: there is no end of them', async () => {
  const { records, recordOf } = scene()
  const temporary = stsCall('ASIA1', {
    signer: { accessKeyId: 'ASIA1', secretAccessKey: new Secret('x'), sessionToken: new Secret('y') },
  })
  await records.obtain(temporary)
  expect((await recordOf(temporary))?.keyWorkedAgo).toBeNull()
})

it('what AWS did not answer is passed on as it is', async () => {
  const { sts, records } = scene()
  sts.failNext(offline)
  expect(await records.obtain(stsCall('AKIA1'))).toEqual(fail(offline))
})
