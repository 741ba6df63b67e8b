import { STSClient } from '@aws-sdk/client-sts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { iamEndpoint, stsUrl } from '../../main/aws/host.ts'
import { checkRegion } from '../../main/core/catalog/identity-rules.ts'

const TABLE: readonly [region: string, url: string][] = [
  ['us-east-1', 'https://sts.us-east-1.amazonaws.com'],
  ['eu-central-1', 'https://sts.eu-central-1.amazonaws.com'],
  ['ap-southeast-7', 'https://sts.ap-southeast-7.amazonaws.com'],
  ['il-central-1', 'https://sts.il-central-1.amazonaws.com'],
  ['mx-central-1', 'https://sts.mx-central-1.amazonaws.com'],
  ['us-gov-west-1', 'https://sts.us-gov-west-1.amazonaws.com'],
  ['us-gov-east-1', 'https://sts.us-gov-east-1.amazonaws.com'],
  ['cn-north-1', 'https://sts.cn-north-1.amazonaws.com.cn'],
  ['cn-northwest-1', 'https://sts.cn-northwest-1.amazonaws.com.cn'],
  ['us-iso-east-1', 'https://sts.us-iso-east-1.c2s.ic.gov'],
  ['us-iso-west-1', 'https://sts.us-iso-west-1.c2s.ic.gov'],
  ['us-isob-east-1', 'https://sts.us-isob-east-1.sc2s.sgov.gov'],
  ['us-isof-south-1', 'https://sts.us-isof-south-1.csp.hci.ic.gov'],
  ['eu-isoe-west-1', 'https://sts.eu-isoe-west-1.cloud.adc-e.uk'],
  ['eusc-de-east-1', 'https://sts.eusc-de-east-1.amazonaws.eu'],
]

describe('the address of STS', () => {
  it.each(TABLE)('in %s is %s', (region, url) => {
    expect(stsUrl({ region, fallbackRegion: null, url: null })).toBe(url)
  })

  it.each(TABLE)('in %s is what the SDK’s own rules say', async region => {
    const client = new STSClient({ region })
    const parameters = { Region: region, UseFIPS: false, UseDualStack: false, UseGlobalEndpoint: false }
    const endpoint = await client.config.endpointProvider(parameters)
    client.destroy()
    expect(`${stsUrl({ region, fallbackRegion: null, url: null })}/`).toBe(endpoint.url.href)
  })

  it('is what was typed, if something was', () => {
    const url = 'https://vpce-1.sts.eu-central-1.vpce.amazonaws.com'
    expect(stsUrl({ region: 'eu-central-1', fallbackRegion: null, url })).toBe(url)
  })

  it('is below AWS’s own names, whatever passes for a Region', () => {
    const region = fc.oneof(fc.string(), fc.stringMatching(/^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$/))
    const suffixes = TABLE.map(([known, url]) => url.slice(`https://sts.${known}`.length))
    let checked = 0
    fc.assert(
      fc.property(region, text => {
        if (checkRegion('region', text).length > 0) return
        checked++
        const url = new URL(stsUrl({ region: text, fallbackRegion: null, url: null }))
        const suffix = suffixes.find(each => url.host === `sts.${text}${each}`)
        expect([url.protocol, url.port, url.pathname, suffix]).toEqual([
          'https:',
          '',
          '/',
          expect.any(String),
        ])
      }),
      { numRuns: 2_000 },
    )
    expect(checked).toBeGreaterThan(100)
  })
})

describe('the address of IAM', () => {
  it.each([
    ['us-east-1', 'https://iam.amazonaws.com', 'us-east-1'],
    ['eu-central-1', 'https://iam.amazonaws.com', 'us-east-1'],
    ['us-gov-east-1', 'https://iam.us-gov.amazonaws.com', 'us-gov-west-1'],
    ['cn-northwest-1', 'https://iam.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
    ['us-iso-west-1', 'https://iam.us-iso-east-1.c2s.ic.gov', 'us-iso-east-1'],
    ['us-isob-east-1', 'https://iam.us-isob-east-1.sc2s.sgov.gov', 'us-isob-east-1'],
    ['us-isof-south-1', 'https://iam.us-isof-south-1.csp.hci.ic.gov', 'us-isof-south-1'],
    ['eu-isoe-west-1', 'https://iam.eu-isoe-west-1.cloud.adc-e.uk', 'eu-isoe-west-1'],
    ['eusc-de-east-1', 'https://iam.eusc-de-east-1.amazonaws.eu', 'eusc-de-east-1'],
  ])('for %s is %s, one for the partition', (region, url, signedFor) => {
    expect(iamEndpoint({ region, fallbackRegion: null, url: null })).toEqual({ url, region: signedFor })
  })

  it.each([
    ['http://127.0.0.1:4566', 'http://127.0.0.1:4566'],
    ['https://localhost:4566', 'https://localhost:4566'],
    ['https://sts.amazonaws.com', 'https://iam.amazonaws.com'],
    ['https://vpce-1.sts.eu-central-1.vpce.amazonaws.com', 'https://iam.amazonaws.com'],
    ['https://localhost.evil.example', 'https://iam.amazonaws.com'],
  ])('beside the STS URL %s is %s', (url, iam) => {
    expect(iamEndpoint({ region: 'eu-central-1', fallbackRegion: null, url }).url).toBe(iam)
  })
})
