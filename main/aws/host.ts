import type { StsEndpoint } from '../core/chain.ts'

/** DNS suffix by the Region's prefix; the first that fits. Source: the partitions file of the AWS SDKs. */
const SUFFIXES: readonly (readonly [prefix: string, suffix: string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['us-isof-', 'csp.hci.ic.gov'],
  ['us-iso-', 'c2s.ic.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
  ['eusc-', 'amazonaws.eu'],
  ['', 'amazonaws.com'],
]

/**
 * Where STS is. Built from what the user typed and nothing else: not from AWS_ENDPOINT_URL, nor from
 * ~/.aws/config, since this host receives MFA codes.
 */
export function stsUrl({ region, url }: StsEndpoint): string {
  if (url !== null) return url
  const [, suffix] = SUFFIXES.find(([prefix]) => region.startsWith(prefix)) ?? ['', 'amazonaws.com']
  return `https://sts.${region}.${suffix}`
}
