import type { StsEndpoint } from '../core/broker/chain.ts'
import { isOnThisMachine } from '../core/catalog/identity-rules.ts'
import type { SignInRequest } from '../core/console.ts'
import { partitionOfRegion } from '../core/sts/partitions.ts'

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

/** Where the console's federation endpoint is. A local AWS has it at its one address. */
export function signInUrl({ region, url }: StsEndpoint): string {
  const local = url !== null && isOnThisMachine(url) ? url.replace(/\/$/, '') : null
  return `${local ?? `https://${consoleOf(region).signInHost}`}/federation`
}

/** The page of the console that is opened. */
export function consoleAt({ region, service }: Pick<SignInRequest, 'region' | 'service'>): string {
  const page = service === null ? 'console/home' : service.includes('/') ? service : `${service}/home`
  return `https://${consoleOf(region).host}/${page}?region=${region}`
}

function consoleOf(region: string) {
  const { console } = partitionOfRegion(region)
  if (console === null) throw new Error(`It is not known where the console of ${region} is.`)
  return console
}
