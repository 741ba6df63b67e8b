import type { PolicyDocument } from '../policy.ts'

/** What AWS's task policies leave to a root user, of what there are to call here or in the app's forms. */
const TASKS: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'IAMAuditRootUserCredentials',
    [
      'iam:GetAccessKeyLastUsed',
      'iam:GetAccountSummary',
      'iam:GetLoginProfile',
      'iam:GetUser',
      'iam:ListAccessKeys',
      'iam:ListMFADevices',
      'iam:ListSigningCertificates',
    ],
  ],
  ['IAMCreateRootUserPassword', ['iam:CreateLoginProfile', 'iam:GetLoginProfile']],
  [
    'IAMDeleteRootUserCredentials',
    [
      'iam:DeactivateMFADevice',
      'iam:DeleteAccessKey',
      'iam:DeleteLoginProfile',
      'iam:DeleteSigningCertificate',
      'iam:DeleteVirtualMFADevice',
      'iam:GetUser',
      'iam:ListAccessKeys',
      'iam:ListMFADevices',
      'iam:ListSigningCertificates',
    ],
  ],
  ['S3UnlockBucketPolicy', ['s3:DeleteBucketPolicy', 's3:GetBucketPolicy', 's3:ListAllMyBuckets']],
  ['SQSUnlockQueuePolicy', ['sqs:GetQueueAttributes', 'sqs:ListQueues', 'sqs:SetQueueAttributes']],
])

/** The policy that bounds a root user to the task that this ARN names; null where AWS has no such task. */
export function taskPolicy(arn: string, partition: string): PolicyDocument | null {
  const prefix = `arn:${partition}:iam::aws:policy/root-task/`
  const actions = arn.startsWith(prefix) ? TASKS.get(arn.slice(prefix.length)) : undefined
  if (actions === undefined) return null
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: actions, Resource: '*' },
      { Sid: 'DenyAllOtherActionsOnAnyResource', Effect: 'Deny', NotAction: actions, Resource: '*' },
    ],
  }
}
