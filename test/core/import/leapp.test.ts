import { describe, expect, it } from 'vitest'
import { leappOffer } from '../../../main/core/import/leapp.ts'
import { parseLeappWorkspace } from '../../../main/core/import/leapp-workspace.ts'
import type { Offer, Offered } from '../../../main/core/import/offer.ts'
import { leappWorkspace } from '../../support/other-tools.ts'

const ACCOUNT = 'arn:aws:iam::111122223333'
const DEVICE = `${ACCOUNT}:mfa/alice`

const user = {
  sessionId: 'u1',
  sessionName: 'alice',
  type: 'awsIamUser',
  status: 0,
  region: 'eu-central-1',
  profileId: 'profile-1',
  mfaDevice: DEVICE,
}
const chained = {
  sessionId: 'c1',
  sessionName: 'admin',
  type: 'awsIamRoleChained',
  status: 0,
  region: 'eu-central-1',
  profileId: 'profile-2',
  roleArn: `${ACCOUNT}:role/admin`,
  parentSessionId: 'u1',
  roleSessionName: 'assumed-from-leapp',
}
const federated = {
  sessionId: 'f1',
  sessionName: 'company',
  type: 'awsIamRoleFederated',
  region: 'us-east-1',
  profileId: 'profile-1',
  idpUrlId: 'url-1',
  idpArn: `${ACCOUNT}:saml-provider/okta`,
  roleArn: `${ACCOUNT}:role/staff`,
}
const company = { _idpUrls: [{ id: 'url-1', url: 'https://acme.okta.com/app/aws/sso/saml' }] }

function offerOf(sessions: readonly unknown[], more: Readonly<Record<string, unknown>> = {}): Offer {
  const workspace = parseLeappWorkspace(leappWorkspace(sessions, more))
  if (workspace === null) throw new Error('this is no workspace')
  return leappOffer(workspace)
}

function only<Kind extends Offered['kind']>(offer: Offer, kind: Kind, name: string) {
  const found = offer.offered.find(each => each.name === name)
  if (found?.kind !== kind) throw new Error(`no ${kind} ${name}`)
  return found as Extract<Offered, { kind: Kind }>
}

const whyLeft = (offer: Offer, name: string) => offer.left.find(each => each.name === name)?.why

describe('a workspace', () => {
  it('of each of the kinds that Understudy has is taken over', () => {
    const offer = offerOf([user, chained, federated], company)
    expect(offer.left).toEqual([])
    expect(offer.offered).toEqual([
      {
        kind: 'key',
        name: 'alice',
        profile: null,
        region: 'eu-central-1',
        globalSts: false,
        mfaSerial: DEVICE,
        mfa: true,
        accessKeyHint: null,
        place: { kind: 'leapp', session: 'u1' },
        notes: expect.any(Array),
      },
      {
        kind: 'role',
        name: 'admin',
        profile: null,
        roleArn: `${ACCOUNT}:role/admin`,
        from: 'alice',
        externalId: null,
        roleSessionName: 'assumed-from-leapp',
        durationSeconds: null,
        mfa: true,
        mfaSerial: DEVICE,
        notes: expect.any(Array),
      },
      {
        kind: 'saml',
        name: 'company',
        profile: null,
        region: 'us-east-1',
        roleArn: `${ACCOUNT}:role/staff`,
        principalArn: `${ACCOUNT}:saml-provider/okta`,
        signInUrl: 'https://acme.okta.com/app/aws/sso/saml',
        durationSeconds: 3600,
        notes: expect.any(Array),
      },
    ])
  })

  it('of nothing offers nothing', () => {
    expect(offerOf([])).toEqual({ offered: [], left: [] })
  })

  it('of an older model, with fewer members and without underscores, is read as well', () => {
    const { mfaDevice: _none, ...plainUser } = user
    const workspace = parseLeappWorkspace({
      sessions: [{ ...plainUser, mfaDevice: null }, { ...chained, roleSessionName: '' }, federated],
      idpUrls: company._idpUrls,
    })
    const offer = leappOffer(
      workspace ?? { sessions: [], unknown: 0, idpUrls: new Map(), profiles: new Map(), samlDuration: null },
    )
    expect(only(offer, 'key', 'alice')).toMatchObject({ mfa: false, mfaSerial: null })
    expect(only(offer, 'role', 'admin')).toMatchObject({ mfa: false, roleSessionName: null })
    expect(only(offer, 'saml', 'company')).toMatchObject({ durationSeconds: null })
  })

  it.each([null, 1, 'text', [], {}, { _sessions: 'none' }, { _sessions: null }])('is not %j', value => {
    expect(parseLeappWorkspace(value)).toBeNull()
  })

  it('with one odd session offers the others, and counts it', () => {
    const offer = offerOf([user, null, { sessionId: 5 }, { ...user, sessionId: 'u2', sessionName: 7 }])
    expect(offer.offered.map(each => each.name)).toEqual(['alice'])
    expect(offer.left).toEqual([{ name: '3 more', why: 'Leapp’s file does not say what they are.' }])
  })
})

describe('names', () => {
  it('are made unique, and it is said', () => {
    const offer = offerOf([
      user,
      { ...user, sessionId: 'u2', sessionName: 'alice (2)' },
      { ...user, sessionId: 'u3' },
      { ...chained, parentSessionId: 'u3' },
    ])
    expect(offer.offered.map(each => each.name)).toEqual(['alice', 'alice (2)', 'alice (3)', 'admin'])
    expect(only(offer, 'key', 'alice (3)').notes[0]).toBe('Leapp has more than one “alice”.')
    expect(only(offer, 'key', 'alice (2)').notes.join()).not.toContain('more than one')
    expect(only(offer, 'role', 'admin').from).toBe('alice (3)')
  })

  it('are given to what is offered alone', () => {
    const offer = offerOf([{ ...user, sessionId: 'a1', type: 'azure' }, user])
    expect(offer.offered.map(each => each.name)).toEqual(['alice'])
  })
})

describe('a chained role', () => {
  it('of another role brings its MFA from there', () => {
    const deep = { ...chained, sessionId: 'c2', sessionName: 'deep', parentSessionId: 'c1' }
    const offer = offerOf([deep, { ...chained, mfaDevice: DEVICE }, user])
    expect(only(offer, 'role', 'deep')).toMatchObject({ from: 'admin', mfa: false, mfaSerial: null })
  })

  it('of a company’s sign-in starts from that', () => {
    const offer = offerOf([federated, { ...chained, parentSessionId: 'f1' }], company)
    expect(only(offer, 'role', 'admin')).toMatchObject({ from: 'company', mfa: false })
  })

  it('is told to get the Region of its key, if that is another one', () => {
    const deep = {
      ...chained,
      sessionId: 'c2',
      sessionName: 'deep',
      parentSessionId: 'c1',
      region: 'us-west-2',
    }
    const offer = offerOf([user, chained, deep])
    const note = 'In Leapp it had the Region us-west-2. Here it has that of “alice”, eu-central-1.'
    expect(only(offer, 'role', 'deep').notes).toContain(note)
    expect(only(offer, 'role', 'admin').notes.join()).not.toContain('Region')
  })

  it('is left with what it starts from, and that is said of each', () => {
    const sso = { sessionId: 's1', sessionName: 'sso', type: 'awsSsoRole', region: 'us-east-1' }
    const deep = { ...chained, sessionId: 'c2', sessionName: 'deep', parentSessionId: 'c1' }
    const offer = offerOf([deep, { ...chained, parentSessionId: 's1' }, sso])
    expect(offer.offered).toEqual([])
    expect(whyLeft(offer, 'sso')).toMatch(/IAM Identity Center .*“aws configure sso”/)
    expect(whyLeft(offer, 'admin')).toBe('It starts from “sso”, which can’t be taken over either.')
    expect(whyLeft(offer, 'deep')).toBe('It starts from “admin”, which can’t be taken over either.')
  })

  it('is left if what it starts from is gone', () => {
    const why = 'The session that it starts from is not in Leapp any more.'
    expect(whyLeft(offerOf([chained]), 'admin')).toBe(why)
    expect(whyLeft(offerOf([{ ...chained, parentSessionId: undefined }]), 'admin')).toBe(why)
  })

  it('is left if it starts from itself, by whatever way', () => {
    const other = { ...chained, sessionId: 'c2', sessionName: 'other', parentSessionId: 'c1' }
    const offer = offerOf([{ ...chained, parentSessionId: 'c2' }, other])
    expect(offer.offered).toEqual([])
    expect(offer.left.map(each => each.name)).toEqual(['admin', 'other'])
    expect(whyLeft(offer, 'other')).toBe('It starts from “admin”, which can’t be taken over either.')
    const alone = offerOf([{ ...chained, parentSessionId: 'c1' }])
    expect(whyLeft(alone, 'admin')).toBe('It starts from itself.')
  })

  it('is left if its ARN is no role’s, with the sentence that a form would have', () => {
    const offer = offerOf([user, { ...chained, roleArn: `${ACCOUNT}:user/alice` }])
    expect(whyLeft(offer, 'admin')).toBe(
      'This ARN has “user” where a role’s has “role”: arn:aws:iam::111122223333:role/name.',
    )
  })
})

describe('what is different here', () => {
  it('is said of a key', () => {
    const { notes } = only(offerOf([user]), 'key', 'alice')
    expect(notes).toEqual([
      'Leapp wrote its credentials to the profile “default”. That is not taken over: connect your tools to Understudy.',
      'Leapp also gave tools a session token of this user. Add a session of GetSessionToken where one is needed.',
      'One MFA code opens all roles of its device for 12 hours; Leapp asked for one every 10 hours.',
    ])
  })

  it('is said of what AWS or Understudy would not take, which is left out', () => {
    const offer = offerOf([
      { ...user, mfaDevice: 'my phone', region: 'nowhere' },
      { ...chained, roleSessionName: 'not allowed!' },
    ])
    expect(only(offer, 'key', 'alice')).toMatchObject({ mfaSerial: null, region: null })
    expect(only(offer, 'key', 'alice').notes).toContain(
      '“my phone” is no MFA device’s ARN or serial number. It is not taken over.',
    )
    expect(only(offer, 'role', 'admin')).toMatchObject({ mfa: false, roleSessionName: null })
    expect(only(offer, 'role', 'admin').notes).toContain(
      '“not allowed!” is no role session name that AWS takes. The IAM user’s name takes its place.',
    )
  })

  it('is said of a company’s sign-in', () => {
    const { notes } = only(offerOf([federated], company), 'saml', 'company')
    expect(notes).toContain(
      'You sign in to your company’s page anew: what Leapp has of that is not taken over.',
    )
  })
})

describe('a company’s sign-in', () => {
  it('lasts as long as Leapp’s, where a role can last so long', () => {
    const duration = (seconds: unknown) =>
      only(offerOf([federated], { ...company, _samlRoleSessionDuration: seconds }), 'saml', 'company')
        .durationSeconds
    expect([7200, 43_200, 43_201, '7200', 0].map(duration)).toEqual([7200, 43_200, null, null, null])
  })

  it('is left without its page', () => {
    expect(whyLeft(offerOf([federated]), 'company')).toMatch(/^The sign-in URL starts with https/)
  })
})

describe('what is of no use here is left, with what to do about it', () => {
  it.each([
    ['azure', /az login/],
    ['localstack', /http:\/\/localhost:4566/],
    ['alibaba', /does not know \(alibaba\)/],
  ])('%s', (type, why) => {
    const offer = offerOf([{ sessionId: 'x', sessionName: 'other', type, region: 'eastus' }])
    expect(offer.offered).toEqual([])
    expect(whyLeft(offer, 'other')).toMatch(why)
  })
})
