import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CatalogData } from '../../../main/core/catalog/catalog-data.ts'
import type { IdentityId } from '../../../main/core/catalog/identity.ts'
import { diagnosticsText } from '../../../main/core/doctor/diagnostics.ts'
import type { Facts } from '../../../main/core/doctor/facts.ts'
import { stsTargets } from '../../../main/core/doctor/targets.ts'
import { lineOf } from '../../../main/core/log/log.ts'
import type { SessionId } from '../../../main/core/sessions/session.ts'
import { type GrantId, settleGrants } from '../../../main/core/tools/grants.ts'
import { countingIds } from '../../support/fakes.ts'
import { cluster, corp } from '../recipes.ts'
import { alice, catalogOf, role, token } from '../world.ts'
import { healthy } from './healthy.ts'

const person = { home: '/home/Mallory Möller', userName: 'Mallory Möller' }

/** Words that stand nowhere in what the app itself says. */
const name = fc
  .string({
    unit: fc.constantFrom('q', 'Z', 'ß', '7', '-', '.', '(', '[', '$', ' '),
    minLength: 3,
    maxLength: 12,
  })
  .map(text => `Xq${text.trim()}qX`)
const account = fc.string({ unit: fc.constantFrom('1', '2', '3', '9'), minLength: 12, maxLength: 12 })

interface Furnished {
  readonly catalog: CatalogData
  readonly facts: Facts
  readonly log: readonly string[]
  readonly hidden: readonly string[]
}

/** A catalog with something of each kind in it, and checks and a log that are as bad as can be about it. */
const furnished: fc.Arbitrary<Furnished> = fc
  .record({
    names: fc.uniqueArray(name, { minLength: 12, maxLength: 12 }),
    accounts: fc.uniqueArray(account, { minLength: 2, maxLength: 2 }),
    ids: fc.uniqueArray(fc.uuid(), { minLength: 8, maxLength: 8 }),
  })
  .map(({ names, accounts, ids }) => {
    const [user = '', first = '', second = '', cloud = '', company = '', profile = '', folder = ''] = names
    const [own = '', other = ''] = accounts
    const [userId = '', firstId = '', secondId = '', cloudId = '', companyId = '', grant = ''] = ids
    const host = `sts.${user.toLowerCase().replaceAll(/[^a-z]/g, '')}.corp`
    const arn = `arn:aws:iam::${other}:role/team/${second}`
    const key = { kind: 'identity', id: userId as IdentityId } as const
    const identities = [
      {
        ...alice,
        id: key.id,
        name: user,
        account: own,
        arn: `arn:aws:iam::${own}:user/${user}`,
        mfaSerial: `arn:aws:iam::${own}:mfa/${user}`,
        stsUrl: `https://${host}/`,
      },
      { ...cluster, id: cloudId as IdentityId, name: cloud, token: { kind: 'file', path: `/run/${cloud}` } },
      { ...corp, id: companyId as IdentityId, name: company, signInUrl: `https://${host}/${company}` },
    ] as const
    const sessions = [
      token(first, { id: firstId as SessionId, source: key }),
      role(second, { id: secondId as SessionId, source: key, roleArn: arn, externalId: folder }),
    ]
    const bare = catalogOf(sessions, identities)
    const catalog: CatalogData = {
      ...bare,
      grants: settleGrants(bare, countingIds(grant)),
      profiles: [
        { name: profile, target: { kind: 'grant', id: grant as GrantId }, region: null, output: null },
      ],
    }
    const why = {
      title: `The profile ${profile} gets ${second} of ${other} from ${person.home}/.aws/config.`,
      advice: `Look at ${arn}.`,
    }
    const targets = stsTargets(identities, ({ region, url }) => url ?? `https://sts.${region}.amazonaws.com`)
    const facts: Facts = {
      ...healthy,
      keychain: { kind: 'failed', detail: `${person.home}/keyring of ${person.userName}: ${own}` },
      endpoint: { kind: 'down', why },
      sts: targets.map(target => ({ target, answer: { kind: 'stranger', status: 200 } })),
      proxies: [`PROXY bob:pw@${host}:3128`],
      awsFiles: { why: null, warnings: [], profiles: [{ name: profile, why }] },
      settings: { folder: `${person.home}/.config/${first}`, unwritable: 'EACCES', unreadable: null },
    }
    const log = sessions.map(({ id }) =>
      lineOf({ kind: 'session', id, from: 'off', to: 'starting', why: null }, '2026-11-30T17:00:00.000Z'),
    )
    const hidden = [
      ...[user, first, second, cloud, company, profile, folder, host, own, other, ...ids],
      ...[person.home, person.userName, 'AKIA', 'arn:aws', 'bob', 'pw@'],
    ]
    return { catalog, facts, log, hidden }
  })

const textFor = ({ catalog, facts, log }: Omit<Furnished, 'hidden'>) =>
  diagnosticsText({ version: '1.2.3', system: 'linux x64', facts, catalog, person, log })

describe('what a report of a fault has with it', () => {
  it('holds nothing that the user has defined, and not who that is', () => {
    fc.assert(
      fc.property(furnished, each => {
        const text = textFor(each)
        for (const word of each.hidden) expect(text).not.toContain(word)
        expect(text).toContain('session id=session-1 from=off to=starting')
        expect(text).toContain('session id=session-2 ')
        expect(text).toContain('[problem] Endpoint: ')
        expect(text).toContain('[problem] STS in eu-central-1: ')
        expect(text).toContain('[problem] STS at sts-host-1: ')
        expect(text).toContain('[warning] AWS Files: The profile profile-1 does not give what it is for.')
        expect(text).toContain('~/.config/')
      }),
    )
  })

  it('has no names of one letter in it, nor are such letters torn out of its words', () => {
    const catalog = catalogOf([role('e')])
    const why = { title: 'e', advice: 'e' }
    const facts: Facts = { ...healthy, awsFiles: { why: null, warnings: [], profiles: [{ name: 'e', why }] } }
    const text = textFor({ catalog, facts, log: [] })
    expect(text).toContain('Keychain: An item could be written, read back and deleted.')
    expect(text).not.toMatch(/\be\b/)
  })

  it('hides a name in whichever case it is written', () => {
    const why = { title: 'PAYMENTS-PROD and Payments-Prod fail.', advice: 'See MALLORY MÖLLER’s files.' }
    const facts: Facts = { ...healthy, endpoint: { kind: 'down', why } }
    const text = textFor({ catalog: catalogOf([role('payments-prod')]), facts, log: [] })
    expect(text).toContain('session-1 and session-1 fail.')
    expect(text).toContain('See user’s files.')
  })

  it('says which account is which without its number', () => {
    const why = {
      title: '111122223333 asks 444455556666 for 111122223333.',
      advice: 'Key AKIAIOSFODNN7EXAMPLE.',
    }
    const facts: Facts = { ...healthy, endpoint: { kind: 'down', why } }
    const text = textFor({ catalog: catalogOf([]), facts, log: [] })
    expect(text).toContain('account-1 asks account-2 for account-1.')
    expect(text).toContain('Key key.')
  })
})
