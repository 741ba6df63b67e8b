import type { StsRequestOf } from '../../main/core/sts/sts-request.ts'

export const SESSION_TOKEN: StsRequestOf<'GetSessionToken'> = {
  operation: 'GetSessionToken',
  durationSeconds: null,
  minimumSessionTokenSize: null,
}

/** For a role and nothing else. */
export function assumeRole(
  roleArn: string,
  more: Partial<StsRequestOf<'AssumeRole'>> = {},
): StsRequestOf<'AssumeRole'> {
  return {
    operation: 'AssumeRole',
    durationSeconds: null,
    minimumSessionTokenSize: null,
    roleArn,
    roleSessionName: 'alice',
    externalId: null,
    policy: null,
    policyArns: [],
    tags: [],
    transitiveTagKeys: [],
    sourceIdentity: null,
    providedContexts: [],
    ...more,
  }
}
