import { ROOT_TASKS, type StsOperation } from '../../../main/core/sessions/session.ts'
import { federation } from '../../core/recipes.ts'
import { role } from '../../core/world.ts'
import { SAML_DEV } from '../../local-aws/federated-world.ts'
import type { OidcIssuer } from '../../support/oidc-issuer.ts'
import { asserts, OTHER_KID, samlDev, webDev } from './federated.ts'
import {
  a,
  many,
  type Parameter,
  plain,
  RECIPES,
  type Scene,
  seconds,
  sessionName,
  tokenSize,
  tried,
} from './parameter.ts'
import { mfa, sessionPolicies, tags } from './shared-parameters.ts'
import { ALICE, account, addRole, HOME, MEMBER, trust } from './worlds.ts'

/** Whose path is as long as it takes. */
function roleArn(size: number): { readonly arn: string; readonly path: string } {
  const start = `arn:aws:iam::${HOME}:role/`
  const path = size - start.length - 2 > 0 ? `${a(size - start.length - 2)}/` : ''
  return { arn: `${start}${path}${a(size - start.length - path.length)}`, path: `/${path}` }
}

const SHORTEST_ROLE = `arn:aws:iam::${HOME}:role/a`.length

/** What somebody vouches for is in a file. */
const context = (count: number, arn: string, file: string) => ({
  providedContexts: many(count, () => ({ providerArn: arn, assertion: { kind: 'file', path: file } })),
})
const CONTEXT_PROVIDER = 'arn:aws:iam::aws:contextProvider/IdentityCenter'

const NO_JWT = 'InvalidIdentityToken'

/** A response that is as long as this in base64: blanks outside of the assertion are no part of what was signed. */
function responseOf({ app }: Scene, size: number): string {
  if (size < 100) return a(size)
  const length = Buffer.from(app.signIns.response(), 'base64').length
  const blanks = ' '.repeat(Math.floor((size * 3) / 4) - length)
  asserts(app, {}, { edit: xml => xml.replace('<samlp:Status>', `${blanks}$&`) })
  const response = app.signIns.response().padEnd(size, '=')
  if (response.length !== size) throw new Error(`no response has ${size} characters`)
  return response
}

/** A token that is as long as this, by a claim that nobody asks about. */
async function tokenOf(issuer: OidcIssuer, size: number): Promise<string> {
  if (size < 100) return a(size)
  const make = (pad: number) => issuer.token({ sub: 'alice', pad: a(pad) }, { kid: OTHER_KID })
  const guess = Math.floor(((size - (await make(0)).length) * 3) / 4)
  for (const more of [-2, -1, 0, 1, 2]) {
    const made = await make(guess + more)
    if (made.length === size) return made
  }
  return `${await tokenOf(issuer, size - 1)}x`
}

const taskArn = (task: string) => `arn:aws:iam::aws:policy/root-task/${task}`

export const PARAMETERS: Readonly<Record<StsOperation, Readonly<Record<string, Parameter>>>> = {
  AssumeRole: {
    RoleArn: {
      field: 'roleArn',
      least: SHORTEST_ROLE,
      at: (size, { app }) => {
        const { arn, path } = roleArn(size)
        addRole(app.demo.world, arn.split('/').at(-1) ?? '', { path, trust: trust(ALICE) })
        return tried(app, role('it', { roleArn: arn }), { RoleArn: arn })
      },
    },
    RoleSessionName: sessionName('AssumeRole', 'alice'),
    ...sessionPolicies('AssumeRole'),
    DurationSeconds: seconds('AssumeRole'),
    ...tags('AssumeRole'),
    TransitiveTagKeys: {
      field: 'transitiveTagKeys',
      at: (count, { app }) => {
        const list = many(Math.min(count, 50), at => ({ key: `k${at + 1}`, value: 'v' }))
        const keys = many(count, at => `k${Math.min(at + 1, 50)}`)
        const changes = { tags: list, transitiveTagKeys: keys }
        return tried(app, RECIPES.AssumeRole(changes), { [`TransitiveTagKeys.member.${count}`]: `k${count}` })
      },
      absent: [({ app }) => tried(app, RECIPES.AssumeRole({ transitiveTagKeys: [] }), {}), null],
    },
    ExternalId: plain('AssumeRole', 'externalId', 'ExternalId', a),
    ...mfa('AssumeRole'),
    SourceIdentity: plain('AssumeRole', 'sourceIdentity', 'SourceIdentity', a),
    ProvidedContexts: {
      field: 'providedContexts',
      at: (count, { app, files }) => {
        const changes = context(count, CONTEXT_PROVIDER, files.write('context', 'asserted'))
        const name = `ProvidedContexts.member.${count}.ContextAssertion`
        return tried(app, RECIPES.AssumeRole(changes), { [name]: 'asserted' })
      },
      absent: [({ app }) => tried(app, RECIPES.AssumeRole({ providedContexts: [] }), {}), null],
    },
    'ProvidedContexts.ProviderArn': {
      field: 'providedContexts',
      at: (size, { app, files }) => {
        const arn = 'arn:aws:iam::aws:a'.padEnd(size, 'a').slice(0, size)
        const changes = context(1, arn, files.write('context', 'asserted'))
        return tried(app, RECIPES.AssumeRole(changes), { 'ProvidedContexts.member.1.ProviderArn': arn })
      },
    },
    'ProvidedContexts.ContextAssertion': {
      field: 'providedContexts',
      at: (size, { app, files }) => {
        const changes = context(1, CONTEXT_PROVIDER, files.write('context', a(size)))
        return tried(app, RECIPES.AssumeRole(changes), {
          'ProvidedContexts.member.1.ContextAssertion': a(size),
        })
      },
    },
    MinimumSessionTokenSize: tokenSize('AssumeRole'),
  },
  AssumeRoleWithSAML: {
    RoleArn: {
      field: 'roleArn',
      least: SHORTEST_ROLE,
      at: (size, { app }) => {
        const { arn, path } = roleArn(size)
        const [like] = account(app.demo.world).roles.filter(({ name }) => name === 'saml-dev')
        addRole(app.demo.world, arn.split('/').at(-1) ?? '', {
          ...like,
          path,
          name: arn.split('/').at(-1) ?? '',
        })
        asserts(app, { roles: [{ ...SAML_DEV, role: arn }] })
        return tried(app, samlDev({ roleArn: arn }), { RoleArn: arn })
      },
    },
    PrincipalArn: {
      field: 'principalArn',
      least: `arn:aws:iam::${HOME}:saml-provider/a`.length,
      most: `arn:aws:iam::${HOME}:saml-provider/`.length + 128,
      at: (size, { app }) => {
        const arn = `arn:aws:iam::${HOME}:saml-provider/`.padEnd(size, 'a')
        const home = account(app.demo.world)
        for (const provider of home.samlProviders ?? []) provider.arn = arn
        for (const each of home.roles.filter(({ name }) => name === 'saml-dev'))
          each.trust = JSON.parse(JSON.stringify(each.trust).replace(SAML_DEV.provider, arn))
        asserts(app, { roles: [{ ...SAML_DEV, provider: arn }] })
        return tried(app, samlDev({ principalArn: arn }), { PrincipalArn: arn })
      },
    },
    SAMLAssertion: {
      field: 'source',
      ends: { least: NO_JWT },
      at: (size, scene) => {
        const response = responseOf(scene, size)
        scene.app.signIns.response = () => response
        return tried(scene.app, samlDev(), { SAMLAssertion: response })
      },
    },
    ...sessionPolicies('AssumeRoleWithSAML'),
    DurationSeconds: seconds('AssumeRoleWithSAML'),
    MinimumSessionTokenSize: tokenSize('AssumeRoleWithSAML'),
  },
  AssumeRoleWithWebIdentity: {
    RoleArn: {
      field: 'roleArn',
      least: SHORTEST_ROLE,
      at: (size, { app }) => {
        const { arn, path } = roleArn(size)
        const [like] = account(app.demo.world).roles.filter(({ name }) => name === 'web-dev')
        addRole(app.demo.world, '', { ...like, path, name: arn.split('/').at(-1) ?? '' })
        return tried(app, webDev({ roleArn: arn }), { RoleArn: arn })
      },
    },
    RoleSessionName: sessionName('AssumeRoleWithWebIdentity', 'cluster'),
    WebIdentityToken: {
      field: 'source',
      ends: { least: NO_JWT },
      at: async (size, { app, files, issuer }) => {
        const text = await tokenOf(issuer, size)
        files.write('token', text)
        const { problems, sent } = await tried(app, webDev(), { WebIdentityToken: text })
        // What is too long is not even read to its end.
        return { problems: problems.map(field => (field === 'token-source' ? 'source' : field)), sent }
      },
    },
    ProviderId: plain('AssumeRoleWithWebIdentity', 'providerId', 'ProviderId', a, {
      ends: { least: 'ValidationError', most: 'ValidationError' },
    }),
    ...sessionPolicies('AssumeRoleWithWebIdentity'),
    DurationSeconds: seconds('AssumeRoleWithWebIdentity'),
    MinimumSessionTokenSize: tokenSize('AssumeRoleWithWebIdentity'),
  },
  AssumeRoot: {
    TargetPrincipal: {
      field: 'targetPrincipal',
      most: `arn:aws:iam::${MEMBER}:root`.length,
      at: (size, { app }) => {
        const longest = `arn:aws:iam::${MEMBER}:root`
        const target = size <= MEMBER.length ? MEMBER.slice(0, size) : longest.padEnd(size, 't')
        return tried(app, RECIPES.AssumeRoot({ targetPrincipal: target }), { TargetPrincipal: target })
      },
    },
    TaskPolicyArn: {
      field: 'task',
      isChosen: true,
      least: taskArn('S3UnlockBucketPolicy').length,
      most: taskArn('IAMAuditRootUserCredentials').length,
      at: (size, { app }) => {
        const task = ROOT_TASKS.find(each => taskArn(each).length === size)
        return tried(app, RECIPES.AssumeRoot({ task }), { 'TaskPolicyArn.arn': taskArn(task ?? '') })
      },
    },
    DurationSeconds: seconds('AssumeRoot'),
    MinimumSessionTokenSize: tokenSize('AssumeRoot'),
  },
  GetFederationToken: {
    Name: {
      ...plain('GetFederationToken', 'federatedUserName', 'Name', a),
      absent: [({ app }) => tried(app, federation('it'), {}), 'alice'],
    },
    ...sessionPolicies('GetFederationToken'),
    DurationSeconds: seconds('GetFederationToken'),
    ...tags('GetFederationToken'),
    MinimumSessionTokenSize: tokenSize('GetFederationToken'),
  },
  GetSessionToken: {
    DurationSeconds: seconds('GetSessionToken'),
    ...mfa('GetSessionToken'),
    MinimumSessionTokenSize: tokenSize('GetSessionToken'),
  },
}
