import type { PolicyDocument } from './policy.ts'
import { randomId } from './random.ts'
import { type Account, type OidcProvider, oidcArn, oidcName, type SamlProvider, type World } from './world.ts'

const ACCOUNT = '111122223333'
const MAX_SESSION_SECONDS = 43_200

/** Known before the world is made, since identity providers must name them in what they sign. */
export const SAML_DEV = {
  role: `arn:aws:iam::${ACCOUNT}:role/saml-dev`,
  provider: `arn:aws:iam::${ACCOUNT}:saml-provider/corporate`,
}

const looksAtTopics: PolicyDocument = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 'sns:List*', Resource: '*' },
}

const trusts = (provider: string, operation: string, condition: Record<string, string>): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { Federated: provider },
    Action: [`sts:${operation}`, 'sts:TagSession', 'sts:SetSourceIdentity'],
    Condition: { StringEquals: condition },
  },
})

function home(world: World): Account {
  const account = world.accounts.find(({ id }) => id === ACCOUNT)
  if (account === undefined) throw new Error(`no account ${ACCOUNT} in this world`)
  return account
}

const addRole = ({ roles }: Account, name: string, trust: PolicyDocument) =>
  roles.push({
    name,
    roleId: randomId('AROA'),
    trust,
    policies: [looksAtTopics],
    maxSessionSeconds: MAX_SESSION_SECONDS,
  })

/** Adds the role `saml-dev` and the provider that it trusts, whose ARN must be `SAML_DEV`'s. */
export function addSamlDev(world: World, provider: SamlProvider) {
  const account = home(world)
  account.samlProviders = [...(account.samlProviders ?? []), provider]
  const condition = { 'SAML:aud': 'https://signin.aws.amazon.com/saml' }
  addRole(account, 'saml-dev', trusts(SAML_DEV.provider, 'AssumeRoleWithSAML', condition))
}

/** Adds the role `web-dev` and the provider that it trusts, for the first of its audiences. Gives the role's ARN. */
export function addWebDev(world: World, provider: OidcProvider): string {
  const account = home(world)
  const [audience = ''] = provider.clientIds
  account.oidcProviders = [...(account.oidcProviders ?? []), provider]
  const trust = trusts(oidcArn(world, account, provider), 'AssumeRoleWithWebIdentity', {
    [`${oidcName(provider)}:aud`]: audience,
  })
  addRole(account, 'web-dev', trust)
  return `arn:aws:iam::${ACCOUNT}:role/web-dev`
}
