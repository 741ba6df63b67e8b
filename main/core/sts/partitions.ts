/**
 * The partitions of AWS: worlds of their own, in which neither keys nor roles of another are known.
 * Source: the partitions file of the AWS SDKs.
 */
export interface Partition {
  /** As ARNs name it. */
  readonly name: string
  /** Of its Regions' names. */
  readonly prefix: string
  readonly dnsSuffix: string
  /** Where its IAM is, and the Region that calls to it are signed for. */
  readonly iam: { readonly host: string; readonly region: string }
  /** Where its console is signed in to; null where that is known to nobody outside of it. */
  readonly console: { readonly signInHost: string; readonly host: string } | null
}

const AWS: Partition = {
  name: 'aws',
  prefix: '',
  dnsSuffix: 'amazonaws.com',
  iam: { host: 'iam.amazonaws.com', region: 'us-east-1' },
  console: { signInHost: 'signin.aws.amazon.com', host: 'console.aws.amazon.com' },
}

const OTHERS: readonly Partition[] = [
  {
    name: 'aws-cn',
    prefix: 'cn-',
    dnsSuffix: 'amazonaws.com.cn',
    iam: { host: 'iam.cn-north-1.amazonaws.com.cn', region: 'cn-north-1' },
    console: { signInHost: 'signin.amazonaws.cn', host: 'console.amazonaws.cn' },
  },
  {
    name: 'aws-us-gov',
    prefix: 'us-gov-',
    dnsSuffix: 'amazonaws.com',
    iam: { host: 'iam.us-gov.amazonaws.com', region: 'us-gov-west-1' },
    console: { signInHost: 'signin.amazonaws-us-gov.com', host: 'console.amazonaws-us-gov.com' },
  },
  isolated('aws-iso', 'us-iso-', 'c2s.ic.gov', 'us-iso-east-1'),
  isolated('aws-iso-b', 'us-isob-', 'sc2s.sgov.gov', 'us-isob-east-1'),
  isolated('aws-iso-e', 'eu-isoe-', 'cloud.adc-e.uk', 'eu-isoe-west-1'),
  isolated('aws-iso-f', 'us-isof-', 'csp.hci.ic.gov', 'us-isof-south-1'),
  isolated('aws-eusc', 'eusc-', 'amazonaws.eu', 'eusc-de-east-1'),
]

function isolated(name: string, prefix: string, dnsSuffix: string, region: string): Partition {
  return { name, prefix, dnsSuffix, iam: { host: `iam.${region}.${dnsSuffix}`, region }, console: null }
}

/** Where a person, or a company for one, signs in to the console. */
export const CONSOLE_SIGN_IN_HOSTS: readonly string[] = [AWS, ...OTHERS].flatMap(({ console }) =>
  console === null ? [] : [console.signInHost],
)

export function partitionOfRegion(region: string): Partition {
  return OTHERS.find(({ prefix }) => region.startsWith(prefix)) ?? AWS
}

export function isPartition(name: string): boolean {
  return partitionNamed(name) !== null
}

/** Null where there is none of this name. */
export function partitionNamed(name: string): Partition | null {
  return [AWS, ...OTHERS].find(each => each.name === name) ?? null
}

/** The one STS for all Regions that AWS began with: in this partition alone. Its calls are signed for this Region. */
export const GLOBAL_STS = {
  partition: AWS.name,
  url: 'https://sts.amazonaws.com',
  region: 'us-east-1',
} as const
