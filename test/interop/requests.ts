import type { StsCall } from '../../main/core/broker/acquire.ts'
import { Secret } from '../../main/core/secret.ts'
import type { StsRequest, StsRequestOf } from '../../main/core/sts/sts-request.ts'

type Sent<Operation extends StsRequest['operation']> = Pick<StsCall, 'proofs' | 'mfa'> & {
  readonly request: StsRequestOf<Operation>
}

const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`
const POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*ü+&="}]}'
const BOUNDS = {
  policy: POLICY,
  policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess', 'arn:aws:iam::111122223333:policy/a/b'],
}
const TAGS = [
  { key: 'Project', value: 'a b/c+d=é' },
  { key: 'CostCenter', value: '' },
]
const MFA = { serial: 'arn:aws:iam::111122223333:mfa/alice', code: '123456' }

/** One of each operation, with every parameter that it has. */
export const EVERY_REQUEST: { readonly [Operation in StsRequest['operation']]: Sent<Operation> } = {
  AssumeRole: {
    request: {
      operation: 'AssumeRole',
      durationSeconds: 1_800,
      minimumSessionTokenSize: 4_096,
      roleArn: role('team/dev'),
      roleSessionName: 'alice',
      externalId: 'a:b/c=1,2.3@4-5+6',
      ...BOUNDS,
      tags: TAGS,
      transitiveTagKeys: ['Project', 'CostCenter'],
      sourceIdentity: 'alice@example.com',
      providedContexts: [
        {
          providerArn: 'arn:aws:iam::aws:contextProvider/IdentityCenter',
          assertion: { kind: 'file', path: '/nonexistent' },
        },
      ],
    },
    proofs: [new Secret('an-assertion')],
    mfa: MFA,
  },
  AssumeRoleWithSAML: {
    request: {
      operation: 'AssumeRoleWithSAML',
      durationSeconds: 3_600,
      minimumSessionTokenSize: 0,
      roleArn: role('saml'),
      principalArn: 'arn:aws:iam::111122223333:saml-provider/corporate',
      ...BOUNDS,
    },
    proofs: [new Secret('PHNhbWxwOlJlc3BvbnNlLz4=')],
    mfa: null,
  },
  AssumeRoleWithWebIdentity: {
    request: {
      operation: 'AssumeRoleWithWebIdentity',
      durationSeconds: 7_200,
      minimumSessionTokenSize: 1,
      roleArn: role('web'),
      roleSessionName: 'alice',
      providerId: 'www.amazon.com',
      ...BOUNDS,
    },
    proofs: [new Secret('head.body.signature')],
    mfa: null,
  },
  AssumeRoot: {
    request: {
      operation: 'AssumeRoot',
      durationSeconds: 900,
      minimumSessionTokenSize: 2,
      targetPrincipal: '111122223333',
      taskPolicyArn: 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials',
    },
    proofs: [],
    mfa: null,
  },
  GetFederationToken: {
    request: {
      operation: 'GetFederationToken',
      durationSeconds: 43_200,
      minimumSessionTokenSize: 3,
      name: 'bob',
      ...BOUNDS,
      tags: TAGS,
    },
    proofs: [],
    mfa: null,
  },
  GetSessionToken: {
    request: { operation: 'GetSessionToken', durationSeconds: 900, minimumSessionTokenSize: 4 },
    proofs: [],
    mfa: MFA,
  },
}

/** As much of a SAML response as moto reads, which looks at no signature; base64. */
export function samlResponse(said: {
  readonly role: string
  readonly provider: string
  readonly name: string
}) {
  const attribute = (name: string, value: string) =>
    `<Attribute Name="https://aws.amazon.com/SAML/Attributes/${name}"><AttributeValue>${value}</AttributeValue></Attribute>`
  const attributes =
    attribute('Role', `${said.role},${said.provider}`) + attribute('RoleSessionName', said.name)
  const assertion =
    '<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion">' +
    `<AttributeStatement>${attributes}</AttributeStatement></Assertion>`
  const response = `<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol">${assertion}</p:Response>`
  return Buffer.from(response).toString('base64')
}
