import type { Service } from '../operations/operation.ts'
import { EC2 } from './ec2/index.ts'
import { IAM } from './iam/index.ts'
import { sns } from './sns/index.ts'
import { STS } from './sts.ts'

/** Every service that answers at the URL, each with what it keeps in mind. */
export const newServices = (): readonly Service[] => [STS, sns(), IAM, EC2]

/**
 * Which service a call is for. AWS tells by the host; here there is one for all, so the version counts, which no two
 * services share, and then the signature. That the signature is for this very service is checked all the same.
 */
export const serviceOf = (
  services: readonly Service[],
  version: string | undefined,
  signedFor: string,
): Service =>
  services.find(service => service.version === version) ??
  services.find(service => service.name === signedFor) ??
  STS
