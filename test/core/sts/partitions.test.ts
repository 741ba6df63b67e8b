import { IAMClient } from '@aws-sdk/client-iam'
import { describe, expect, it } from 'vitest'
import { GLOBAL_STS, isPartition, partitionOfRegion } from '../../../main/core/sts/partitions.ts'

const TABLE: readonly [region: string, partition: string, console: string | null][] = [
  ['us-east-1', 'aws', 'signin.aws.amazon.com'],
  ['eu-central-1', 'aws', 'signin.aws.amazon.com'],
  ['us-gov-west-1', 'aws-us-gov', 'signin.amazonaws-us-gov.com'],
  ['us-gov-east-1', 'aws-us-gov', 'signin.amazonaws-us-gov.com'],
  ['cn-north-1', 'aws-cn', 'signin.amazonaws.cn'],
  ['cn-northwest-1', 'aws-cn', 'signin.amazonaws.cn'],
  ['us-iso-west-1', 'aws-iso', null],
  ['us-isob-east-1', 'aws-iso-b', null],
  ['eu-isoe-west-1', 'aws-iso-e', null],
  ['us-isof-south-1', 'aws-iso-f', null],
  ['eusc-de-east-1', 'aws-eusc', null],
]

describe('a Region', () => {
  it.each(TABLE)('%s is in %s', (region, name, console) => {
    const partition = partitionOfRegion(region)
    expect([partition.name, partition.console?.signInHost ?? null]).toEqual([name, console])
    expect(isPartition(name)).toBe(true)
  })

  it.each(TABLE)('%s has its IAM where the SDK’s own rules say', async region => {
    const client = new IAMClient({ region })
    const told = await client.config.endpointProvider({ Region: region, UseFIPS: false, UseDualStack: false })
    client.destroy()
    const [scheme] = told.properties?.authSchemes ?? []
    const { iam } = partitionOfRegion(region)
    expect([`https://${iam.host}/`, iam.region]).toEqual([told.url.href, scheme?.signingRegion])
  })
})

it.each(['', 'amazon', 'aws-', 'aws-iso-x', 'AWS'])('there is no partition “%s”', name => {
  expect(isPartition(name)).toBe(false)
})

it('the global STS is in a partition that there is', () => {
  expect(partitionOfRegion(GLOBAL_STS.region).name).toBe(GLOBAL_STS.partition)
  expect(GLOBAL_STS.url).toBe('https://sts.amazonaws.com')
})
