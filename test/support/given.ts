import { DEFAULT_CONSOLE } from '../../main/core/sessions/console-settings.ts'
import type { Consent, Source } from '../../main/core/sessions/session.ts'
import { DEFAULT_LOOK } from '../../main/core/sessions/session-look.ts'
import type { DemoWorld } from '../local-aws/demo-world.ts'
import { command } from './commands.ts'
import type { Person } from './person.ts'

/** The same as `furnish` types in, without the forms: for tests that begin where these have been filled. */
export async function giveAll(
  person: Person,
  { accessKeyId, secretAccessKey, mfaSerial }: DemoWorld['alice'],
  roles: DemoWorld['roles'],
  stsUrl: string,
): Promise<void> {
  const where = { region: 'eu-central-1', fallbackRegion: null, globalSts: false, stsUrl }
  const key = { accessKeyId, secretAccessKey }
  await command(person, 'addKey', { settings: { ...where, name: '', mfaSerial }, key })
  const { identities } = await person.waitFor('the key is there', state => state.identities.length > 0)
  const [identity] = identities
  if (identity === undefined) throw new Error('There is no key.')
  const ofAlice: Source = { kind: 'identity', id: identity.id }
  await giveRole(person, 'dev-readonly', { roleArn: roles.devReadonly, source: ofAlice, mfa: 'none' })
  await giveRole(person, 'prod-admin', { roleArn: roles.prodAdmin, source: ofAlice, mfa: 'session-token' })
  const { sessions } = await person.waitFor('two sessions are there', state => state.sessions.length === 2)
  const prodAdmin = sessions.find(each => each.session.name === 'prod-admin')?.session
  if (prodAdmin === undefined) throw new Error('There is no prod-admin.')
  const ofProdAdmin: Source = { kind: 'session', id: prodAdmin.id }
  await giveRole(person, 'audit-chained', { roleArn: roles.auditChained, source: ofProdAdmin, mfa: 'none' })
  await person.waitFor('all three are there', state => state.sessions.length === 3)
}

export async function giveRole(
  person: Person,
  name: string,
  own: {
    readonly roleArn: string
    readonly source: Source
    readonly mfa: 'session-token' | 'own-code' | 'none'
    readonly production?: boolean
    readonly consent?: Consent
  },
): Promise<void> {
  await command(person, 'addSession', {
    session: {
      production: false,
      consent: 'off',
      ...own,
      name,
      operation: 'AssumeRole',
      roleSessionName: null,
      externalId: null,
      sessionPolicies: null,
      tags: [],
      transitiveTagKeys: [],
      sourceIdentity: null,
      providedContexts: [],
      durationSeconds: null,
      minimumSessionTokenSize: null,
      console: DEFAULT_CONSOLE,
      look: DEFAULT_LOOK,
    },
  })
}
