import type { StsEndpoint } from '../core/chain.ts'
import { isOnThisMachine } from '../core/identity-rules.ts'
import { partitionOfRegion } from '../core/partitions.ts'

/**
 * Where STS is. Built from what the user typed and nothing else: not from AWS_ENDPOINT_URL, nor from
 * ~/.aws/config, since this host receives MFA codes.
 */
export function stsUrl({ region, url }: StsEndpoint): string {
  return url ?? `https://sts.${region}.${partitionOfRegion(region).dnsSuffix}`
}

/**
 * Where IAM is, and the Region that its calls are signed for: one for a whole partition. A local AWS has all services
 * at its one address; any other STS URL is of STS alone, as a VPC endpoint is.
 */
export function iamEndpoint({ region, url }: StsEndpoint): { readonly url: string; readonly region: string } {
  const { iam } = partitionOfRegion(region)
  return { url: url !== null && isOnThisMachine(url) ? url : `https://${iam.host}`, region: iam.region }
}
