import { endpointOf, type StsEndpoint } from '../broker/chain.ts'
import type { Identity } from '../catalog/identity.ts'
import type { StsTarget } from './facts.ts'

/**
 * Every STS that identities use, once: the first ones before those that are asked only in their place.
 * @param urlOf where an STS is
 */
export function stsTargets(
  identities: readonly Identity[],
  urlOf: (endpoint: StsEndpoint) => string,
): readonly StsTarget[] {
  const endpoints = identities.map(endpointOf)
  const firsts = endpoints.map(endpoint => target(endpoint, false))
  const fallbacks = endpoints.flatMap(endpoint => {
    const { fallbackRegion: region, url } = endpoint
    // A custom URL is one host, whatever the Region.
    return region === null || url !== null ? [] : [target({ ...endpoint, region }, true)]
  })
  const byUrl = new Map<string, StsTarget>()
  for (const each of [...firsts, ...fallbacks]) if (!byUrl.has(each.url)) byUrl.set(each.url, each)
  return [...byUrl.values()]

  function target(endpoint: StsEndpoint, isFallback: boolean): StsTarget {
    return { region: endpoint.region, url: urlOf(endpoint), isAws: endpoint.url === null, isFallback }
  }
}
