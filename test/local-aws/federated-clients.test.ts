import {
  AssumeRoleWithSAMLCommand,
  AssumeRoleWithWebIdentityCommand,
  type Credentials,
  STSClient,
} from '@aws-sdk/client-sts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { selfSigned } from '../support/certificates.ts'
import { clientEnvironment, DEBIAN_AWS, runProgram } from '../support/debian-clients.ts'
import { newOidcIssuer } from '../support/oidc-issuer.ts'
import { makeSamlResponse, samlProvider } from '../support/saml-assertion.ts'
import { demoWorld } from './demo-world.ts'
import { addSamlDev, addWebDev, SAML_DEV } from './federated-world.ts'
import { type LocalAws, startLocalAws } from './server.ts'

// Clients that nobody here wrote, which must understand the answers.

let aws: LocalAws
let response: string
let token: string
let webDev: string
beforeEach(async () => {
  const { world } = demoWorld()
  const signer = { entityId: 'https://idp.example', certificate: selfSigned() }
  const issuer = await newOidcIssuer('https://tokens.example', 'sts.amazonaws.com')
  addSamlDev(world, samlProvider(SAML_DEV.provider, signer))
  webDev = addWebDev(world, issuer.provider)
  aws = await startLocalAws({ world })
  const claims = { roles: [SAML_DEV], sessionName: 'alice', sourceIdentity: 'alice', tags: { team: 'blue' } }
  response = makeSamlResponse(claims, signer, Date.now())
  token = await issuer.token()
})
afterEach(() => aws.close())

const SAML_ARN = 'arn:aws:sts::111122223333:assumed-role/saml-dev/alice'
const WEB_ARN = 'arn:aws:sts::111122223333:assumed-role/web-dev/me'

describe('the SDK', () => {
  const client = () => new STSClient({ endpoint: aws.url, region: 'eu-central-1' })
  const isGiven = (credentials: Credentials | undefined, arn: string) => {
    const given = aws.issued().at(-1)
    expect(given?.arn).toBe(arn)
    expect(credentials).toEqual({
      AccessKeyId: given?.accessKeyId,
      SecretAccessKey: given?.secretAccessKey,
      SessionToken: given?.sessionToken,
      Expiration: new Date(given?.expiration ?? ''),
    })
  }

  it('brings an assertion', async () => {
    const { role: RoleArn, provider: PrincipalArn } = SAML_DEV
    const command = new AssumeRoleWithSAMLCommand({ RoleArn, PrincipalArn, SAMLAssertion: response })
    const { Credentials: credentials, ...rest } = await client().send(command)
    isGiven(credentials, SAML_ARN)
    expect(rest).toMatchObject({
      AssumedRoleUser: { Arn: SAML_ARN },
      Issuer: 'https://idp.example',
      Audience: 'https://signin.aws.amazon.com/saml',
      Subject: 'alice',
      SubjectType: 'persistent',
      NameQualifier: expect.stringMatching(/^.{27}=$/),
      PackedPolicySize: expect.any(Number),
      SourceIdentity: 'alice',
    })
  })

  it('brings a token', async () => {
    const command = new AssumeRoleWithWebIdentityCommand({
      RoleArn: webDev,
      RoleSessionName: 'me',
      WebIdentityToken: token,
    })
    const { Credentials: credentials, ...rest } = await client().send(command)
    isGiven(credentials, WEB_ARN)
    expect(rest).toMatchObject({
      AssumedRoleUser: { Arn: WEB_ARN },
      Provider: 'arn:aws:iam::111122223333:oidc-provider/tokens.example',
      Audience: 'sts.amazonaws.com',
      SubjectFromWebIdentityToken: 'somebody',
    })
  })
})

describe('Debian awscli 2.9', () => {
  // It has no keys, and needs none.
  const nobody = { accessKeyId: '', secretAccessKey: '' }
  const ask = async (...args: string[]) => {
    const all = ['--endpoint-url', aws.url, '--output', 'json', 'sts', ...args]
    const ran = await runProgram(DEBIAN_AWS, all, clientEnvironment(nobody))
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 })
    return JSON.parse(ran.stdout)
  }

  it('brings an assertion, and a token', async () => {
    const { role, provider } = SAML_DEV
    const saml = ['--role-arn', role, '--principal-arn', provider, '--saml-assertion', response]
    expect(await ask('assume-role-with-saml', ...saml)).toMatchObject({ AssumedRoleUser: { Arn: SAML_ARN } })
    const web = ['--role-arn', webDev, '--role-session-name', 'me', '--web-identity-token', token]
    expect(await ask('assume-role-with-web-identity', ...web)).toMatchObject({
      AssumedRoleUser: { Arn: WEB_ARN },
    })
    expect(aws.calls().map(({ accessKeyId }) => accessKeyId)).toEqual(['', ''])
  }, 120_000)
})
