/** Files as somebody would write them, with what each kind of entry can have. */
const head = { format: 'understudy-configuration', version: 1 } as const

export const smallest = head

export const team = {
  $schema: 'configuration.schema.json',
  ...head,
  identities: [
    {
      kind: 'iam-user',
      name: 'alice',
      arn: 'arn:aws:iam::111122223333:user/team/alice',
      account: '111122223333',
      mfaSerial: 'arn:aws:iam::111122223333:mfa/alice',
      region: 'eu-central-1',
      fallbackRegion: 'eu-west-1',
    },
    {
      kind: 'saml-provider',
      name: 'Corp',
      signInUrl: 'https://login.corp.example/aws',
      region: 'eu-central-1',
    },
    {
      kind: 'oidc-provider',
      name: 'cluster',
      token: { file: '/run/token' },
      region: 'us-east-1',
      globalSts: true,
    },
  ],
  sessions: [
    {
      name: 'audit',
      operation: 'AssumeRole',
      source: { session: 'dev' },
      roleArn: 'arn:aws:iam::444455556666:role/Audit',
      sessionPolicies: { policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] },
      durationSeconds: 3_600,
      production: true,
      consent: 'first-use',
      console: { browser: { kind: 'firefox', profile: 'audit' }, service: 's3' },
    },
    {
      name: 'dev',
      operation: 'AssumeRole',
      source: { identity: 'alice' },
      roleArn: 'arn:aws:iam::444455556666:role/team/Dev',
      externalId: 'x-1',
      roleSessionName: 'alice',
      mfa: 'session-token',
      tags: [{ key: 'team', value: 'off' }],
      transitiveTagKeys: ['team'],
      sourceIdentity: 'alice',
      providedContexts: [
        {
          providerArn: 'arn:aws:iam::aws:contextProvider/IdentityCenter',
          assertion: { file: '/run/context' },
        },
      ],
    },
    {
      name: 'corp',
      operation: 'AssumeRoleWithSAML',
      source: { identity: 'Corp' },
      roleArn: 'arn:aws:iam::444455556666:role/Staff',
      principalArn: 'arn:aws:iam::444455556666:saml-provider/Corp',
    },
    {
      name: 'pod',
      operation: 'AssumeRoleWithWebIdentity',
      source: { identity: 'cluster' },
      roleArn: 'arn:aws:iam::444455556666:role/Pod',
      providerId: 'www.amazon.com',
    },
    {
      name: 'root task',
      operation: 'AssumeRoot',
      source: { identity: 'alice' },
      targetPrincipal: '777788889999',
      task: 'S3UnlockBucketPolicy',
    },
    {
      name: 'guest',
      operation: 'GetFederationToken',
      source: { identity: 'alice' },
      federatedUserName: 'guest',
      sessionPolicies: { policy: '{"Statement":[]}' },
      tags: [{ key: 'team', value: 'blue' }],
    },
    { name: 'day', operation: 'GetSessionToken', source: { identity: 'alice' }, mfa: true },
  ],
  tools: [
    {
      name: 'agent',
      target: { session: 'dev' },
      sessionPolicies: { policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] },
    },
    { name: 'ide', target: 'current' },
  ],
  profiles: [
    { name: 'dev', target: { session: 'dev' }, region: 'eu-central-1', output: 'json' },
    { name: 'agent', target: { tool: 'agent' } },
    { name: 'default', target: 'current' },
  ],
} as const
