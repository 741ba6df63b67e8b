import type { EndpointSettings } from '../../../main/core/catalog/identity.ts'

/** "eu-central-1, else eu-west-1", with where STS is if that is not the Region's own host. */
export function describeEndpoint({ region, fallbackRegion, globalSts, stsUrl }: EndpointSettings): string {
  const regions = fallbackRegion === null ? region : `${region}, else ${fallbackRegion}`
  const url = stsUrl === null ? '' : ` · STS at ${stsUrl}`
  return `${regions}${globalSts ? ' · global STS' : url}`
}
