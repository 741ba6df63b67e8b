import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { callSts, type Keys, keysOf, type Reply } from './client.ts'
import { type DemoWorld, demoWorld } from './demo-world.ts'
import type { PolicyDocument } from './policy.ts'
import { type LocalAws, startLocalAws } from './server.ts'
import type { Account } from './world.ts'

const HOME = '111122223333'
const MEMBER = '444455556666'
const ROOT_KEY = { accessKeyId: `AKIA${'R'.repeat(16)}`, secretAccessKey: 'r'.repeat(40), active: true }
const ALL: PolicyDocument = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }

let demo: DemoWorld
let home: Account
let aws: LocalAws
beforeEach(async () => {
  demo = demoWorld()
  const [first] = demo.world.accounts
  if (first === undefined) throw new Error('the demo world has an account')
  home = first
  home.root = { keys: [ROOT_KEY], mfaDevices: [] }
  // Everybody may everything: what is refused here, no policy refuses.
  for (const one of [...home.users, ...home.roles]) one.policies = [ALL]
  demo.world.accounts.push({ id: MEMBER, users: [], roles: [] })
  demo.world.organization = {
    managementAccount: HOME,
    delegatedAdministrators: [],
    members: [MEMBER],
    rootSessions: true,
  }
  aws = await startLocalAws({ world: demo.world })
})
afterEach(() => aws.close())

const assume = () => ({ Action: 'AssumeRole', RoleArn: demo.roles.devReadonly, RoleSessionName: 'me' })
const assumeRoot = () => ({
  Action: 'AssumeRoot',
  TargetPrincipal: MEMBER,
  'TaskPolicyArn.arn': 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials',
})
const federate = () => ({ Action: 'GetFederationToken', Name: 'guest', Policy: JSON.stringify(ALL) })
const getToken = () => ({ Action: 'GetSessionToken' })
const mfa = () => ({ SerialNumber: demo.alice.mfaSerial, TokenCode: aws.code(demo.alice.mfaSerial) })

const CALLS = {
  AssumeRole: assume,
  AssumeRoot: assumeRoot,
  DecodeAuthorizationMessage: () => ({ Action: 'DecodeAuthorizationMessage', EncodedMessage: 'x' }),
  GetAccessKeyInfo: () => ({ Action: 'GetAccessKeyInfo', AccessKeyId: demo.alice.accessKeyId }),
  GetCallerIdentity: () => ({ Action: 'GetCallerIdentity' }),
  GetFederationToken: federate,
  GetSessionToken: getToken,
} as const satisfies Record<string, () => Record<string, string>>
type Name = keyof typeof CALLS
const NAMES = Object.keys(CALLS).filter((name): name is Name => name in CALLS)

const ask = (keys: Keys, parameters: Record<string, string>) => callSts(aws.url, keys, parameters)
const given = async (keys: Keys, parameters: Record<string, string>) => keysOf(await ask(keys, parameters))

const SIGNERS: Readonly<Record<string, () => Promise<Keys>>> = {
  'a user’s key': async () => demo.alice,
  'the root user’s key': async () => ROOT_KEY,
  GetSessionToken: () => given(demo.alice, getToken()),
  'GetSessionToken with MFA': () => given(demo.alice, { ...getToken(), ...mfa() }),
  'GetSessionToken of the root user': () => given(ROOT_KEY, getToken()),
  AssumeRole: () => given(demo.alice, assume()),
  GetFederationToken: () => given(demo.alice, federate()),
  'GetFederationToken of the root user': () => given(ROOT_KEY, federate()),
  AssumeRoot: () => given(demo.alice, assumeRoot()),
}

const ROOT_MAY_NOT = ['AccessDenied', 403, 'Roles may not be assumed by root accounts.']
const ROOT_MAY_NOT_BE_ROOT = [
  'AccessDenied',
  403,
  `User: arn:aws:iam::${HOME}:root is not authorized to perform: sts:AssumeRoot on resource: arn:aws:iam::${MEMBER}:root`,
]
const refusal = (reply: Reply) => [reply.field('Code'), reply.status, reply.field('Message')]

/** What each signer may call of STS. */
const MAY: Readonly<Record<string, readonly Name[]>> = {
  'a user’s key': NAMES,
  'the root user’s key': NAMES.filter(name => !name.startsWith('Assume')),
  GetSessionToken: ['AssumeRole', 'GetCallerIdentity'],
  'GetSessionToken with MFA': ['AssumeRole', 'GetCallerIdentity'],
  'GetSessionToken of the root user': ['GetCallerIdentity'],
  AssumeRole: [
    'AssumeRole',
    'AssumeRoot',
    'DecodeAuthorizationMessage',
    'GetAccessKeyInfo',
    'GetCallerIdentity',
  ],
  GetFederationToken: ['GetCallerIdentity'],
  'GetFederationToken of the root user': ['GetCallerIdentity'],
  AssumeRoot: ['GetCallerIdentity'],
}

function whyNot(signer: string, name: Name) {
  if (name === 'AssumeRole' && /^(the|GetSessionToken of the) root user/.test(signer)) return ROOT_MAY_NOT
  if (name === 'AssumeRoot' && signer === 'the root user’s key') return ROOT_MAY_NOT_BE_ROOT
  return ['AccessDenied', 403, `Cannot call ${name} with session credentials`]
}

describe.each(Object.keys(SIGNERS))('with credentials of %s', signer => {
  it.each(NAMES)('%s', async name => {
    const keys = (await SIGNERS[signer]?.()) ?? demo.alice
    const reply = await ask(keys, CALLS[name]())
    if (MAY[signer]?.includes(name)) {
      // The message that is to be decoded is none, which only those are told who may ask.
      const code = name === 'DecodeAuthorizationMessage' ? 'InvalidAuthorizationMessageException' : ''
      expect(reply.field('Code')).toBe(code)
      return
    }
    expect(refusal(reply)).toEqual(whyNot(signer, name))
  })
})
