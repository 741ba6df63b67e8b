import { describe, expect, it } from 'vitest'
import { parseIni } from '../../../main/core/aws-files/ini.ts'
import type { EndpointSettings } from '../../../main/core/catalog/identity.ts'
import { offerOfAwsFiles } from '../../../main/core/import/aws-files-offer.ts'
import { draftImport } from '../../../main/core/import/draft.ts'
import type { CandidateView } from '../../../main/core/import/import-view.ts'
import { DEFAULT_CONSOLE } from '../../../main/core/sessions/console-settings.ts'
import { DEFAULT_LOOK } from '../../../main/core/sessions/session-look.ts'
import { AwsDesk, ENDPOINT, isOurs, taken } from '../aws-files/aws-desk.ts'
import { ALICE_DEVICE, alice, catalogOf, identityId, role, sessionId, token } from '../world.ts'

const SECRET = 'hidden+secret+of+forty+characters+AAAAAA'
const keys = (end: string): string =>
  `aws_access_key_id = AKIAIOSFODNN7EX${end}\naws_secret_access_key = ${SECRET}\n`
const ARN = 'arn:aws:iam::444455556666:role/Admin'
const base = `[base]\n${keys('ABASE')}`
const admin = `[profile admin]\nrole_arn = ${ARN}\nsource_profile = base\n`
const DEVICE = 'arn:aws:iam::111122223333:mfa/alice'
const OTHER_DEVICE = 'arn:aws:iam::111122223333:mfa/other'

function offer(config: string, credentials = '', vault: readonly string[] = []) {
  return offerOfAwsFiles({ config: parseIni(config), credentials: parseIni(credentials) }, vault, isOurs)
}
function draft(config: string, credentials = '', catalog = catalogOf([], []), endpoint = ENDPOINT) {
  return draftImport(offer(config, credentials), catalog, endpoint, what => what.replaceAll(/[^\w-]/g, '_'))
}
type Drafted = ReturnType<typeof draft>
const draftOf = (drafts: Drafted, name: string) => {
  const found = drafts.drafts.find(each => each.offered.name === name)
  if (found === undefined) throw new Error(`${name} is not among them: ${JSON.stringify(drafts.left)}`)
  return found
}
const whyNot = (drafts: Drafted, name: string): string =>
  drafts.left.find(each => each.name === name)?.why ?? 'It is not left.'
const names = ({ drafts }: Drafted) => drafts.map(each => each.offered.name)

describe('a key', () => {
  it('becomes an IAM user, and a session for its profile', () => {
    const drafts = draft('[profile base]\nregion = eu-west-1\n', base)
    expect(drafts.left).toEqual([])
    expect(drafts.drafts).toEqual([
      {
        offered: expect.objectContaining({ kind: 'key', name: 'base', profile: 'base' }),
        key: {
          id: 'identity_base',
          settings: {
            name: 'base',
            region: 'eu-west-1',
            fallbackRegion: null,
            globalSts: false,
            stsUrl: null,
            mfaSerial: null,
          },
          place: { kind: 'aws-files', profile: 'base' },
          isKnown: false,
        },
        provider: null,
        session: expect.objectContaining({ operation: 'GetSessionToken', name: 'base', mfa: false }),
        isThere: false,
        needs: null,
        canPoint: true,
        notes: [],
      },
    ])
    expect(JSON.stringify(drafts)).not.toContain(SECRET)
    expect(JSON.stringify(drafts)).not.toContain('AKIAIOSFODNN7')
  })

  it.each<[string, string, RegExp]>([
    ['without its secret', 'aws_access_key_id = AKIAIOSFODNN7EXABASE\n', /no secret access key/],
    ['without its ID', `aws_secret_access_key = ${SECRET}\n`, /no access key ID/],
    ['that is temporary', `${keys('ABASE')}aws_session_token = x\n`, /temporary/],
    ['that is temporary by its ID', keys('ABASE').replace('AKIA', 'ASIA'), /temporary/],
    ['with rubbish for its ID', keys('ABASE').replace('AKIA', 'XX'), /starts with AKIA/],
    ['with rubbish for its secret', keys('ABASE').replace(SECRET, 'short'), /40 letters/],
    ['with a placeholder', keys('ABASE').replace(SECRET, '<your secret access key>'), /40 letters/],
  ])('is left, %s', (_, lines, why) => {
    const drafts = draft(admin, `[base]\n${lines}`)
    expect(drafts.drafts).toEqual([])
    expect(whyNot(drafts, 'base')).toMatch(why)
    expect(whyNot(drafts, 'admin')).toBe('Its source, base, is not among what can be taken.')
    expect(JSON.stringify(drafts)).not.toContain(SECRET)
  })

  it.each<[string, string, string, readonly RegExp[]]>([
    ['its own', '[profile base]\nregion = us-east-2\n[default]\nregion = x\n', 'us-east-2', []],
    ['that of default', '[profile base]\n[default]\nregion = us-east-2\n', 'us-east-2', []],
    ['the chosen one', '[profile base]\n', 'eu-central-1', []],
    [
      'the chosen one for rubbish',
      '[profile base]\nregion = Frankfurt am Main\n',
      'eu-central-1',
      [/no AWS Region/],
    ],
  ])('asks STS in a Region: %s', (_, config, region, notes) => {
    const { key, notes: said } = draftOf(draft(config, base), 'base')
    expect(key?.settings.region).toBe(region)
    expect(said).toEqual(notes.map(note => expect.stringMatching(note)))
  })

  it.each<[string, string, Partial<EndpointSettings>, object]>([
    ['legacy', 'us-east-1', {}, { globalSts: true, fallbackRegion: null }],
    ['regional', 'us-east-1', {}, { globalSts: false }],
    ['legacy', 'cn-north-1', {}, { globalSts: false, region: 'cn-north-1' }],
    ['regional', 'us-gov-west-1', { globalSts: true }, { globalSts: false, region: 'us-gov-west-1' }],
    ['regional', 'us-east-1', { globalSts: true }, { globalSts: true }],
    [
      'legacy',
      'us-east-1',
      { stsUrl: 'https://sts.example' },
      { globalSts: false, stsUrl: 'https://sts.example' },
    ],
  ])('asks the global STS, or not: %s in %s with %j', (mode, region, endpoint, settings) => {
    const config = `[profile base]\nregion = ${region}\nsts_regional_endpoints = ${mode}\n`
    const drafts = draft(config, base, catalogOf([], []), { ...ENDPOINT, ...endpoint })
    expect(draftOf(drafts, 'base').key?.settings).toMatchObject(settings)
  })

  it('asks the global STS where a stand-in was chosen for Regions that it has none of', () => {
    const endpoint = { ...ENDPOINT, fallbackRegion: 'eu-west-1' }
    const drafts = draft('', `${base}sts_regional_endpoints = legacy\n`, catalogOf([], []), endpoint)
    expect(draftOf(drafts, 'base').key?.settings).toMatchObject({ globalSts: true, fallbackRegion: null })
  })

  it('has the device that it names, or that its roles name', () => {
    const own = draft(`[profile base]\nmfa_serial = ${DEVICE}\n`, base)
    expect(draftOf(own, 'base')).toMatchObject({
      key: { settings: { mfaSerial: DEVICE } },
      session: { mfa: true },
    })
    const ofRole = draft(`${admin}mfa_serial = ${DEVICE}\n`, base)
    expect(draftOf(ofRole, 'base')).toMatchObject({
      key: { settings: { mfaSerial: DEVICE } },
      session: { mfa: false },
    })
    expect(draftOf(ofRole, 'admin').session).toMatchObject({ mfa: 'session-token' })
  })

  it('has one device, and its roles are told where they name another', () => {
    const config = `[profile base]\nmfa_serial = ${DEVICE}\n${admin}mfa_serial = ${OTHER_DEVICE}\n`
    const drafts = draft(config, base)
    expect(draftOf(drafts, 'base').key?.settings.mfaSerial).toBe(DEVICE)
    expect(draftOf(drafts, 'admin').notes).toEqual([
      `It asked for codes of ${OTHER_DEVICE}; here it is ${DEVICE}, as the key has one device.`,
    ])
    const both = draft(`[profile base]\nmfa_serial = ${DEVICE}\n${admin}mfa_serial = ${DEVICE}\n`, base)
    expect(draftOf(both, 'admin').notes).toEqual([])
  })

  it('leaves out a device that is none', () => {
    const arn = 'arn:aws:iam::111122223333:user/alice'
    const drafts = draft(`${admin}mfa_serial = ${arn}\n`, base)
    expect(draftOf(drafts, 'admin')).toMatchObject({
      session: { mfa: 'none' },
      notes: [expect.stringContaining('Its mfa_serial is left out.')],
    })
  })

  it('that is here already is found by its last characters', () => {
    const bob = { ...alice, id: identityId('bob'), name: 'bob', accessKeyHint: 'AKIA…BASE', mfaSerial: null }
    const catalog = catalogOf([], [bob])
    const drafts = draft(`${admin}mfa_serial = ${DEVICE}\n`, base, catalog)
    expect(draftOf(drafts, 'base').key).toMatchObject({ id: 'bob', isKnown: true })
    expect(draftOf(drafts, 'admin')).toMatchObject({
      needs: null,
      session: { source: { kind: 'identity', id: 'bob' }, mfa: 'none' },
      notes: ['It asked for a code, and the key has no MFA device here: add that under Identities.'],
    })
    const withDevice = draft(`[profile base]\nmfa_serial = ${DEVICE}\n`, base, catalog)
    expect(draftOf(withDevice, 'base')).toMatchObject({
      session: { mfa: false },
      notes: ['It asked for a code, and the key has no MFA device here: add that under Identities.'],
    })
  })

  it('keeps what belongs to tools with the tools, and says so', () => {
    const drafts = draft('[profile base]\nendpoint_url = http://evil\nca_bundle = /x\n', base)
    expect(draftOf(drafts, 'base').notes).toEqual([
      'Its endpoint_url stays with the tools: Understudy does not take it from a file.',
      'Its ca_bundle stays with the tools: Understudy does not take it from a file.',
    ])
  })
})

describe('a role', () => {
  it('becomes a session from its key, with all that goes along', () => {
    const config = `${admin}external_id = a:b\nrole_session_name = alice\nduration_seconds = 7200\nregion = eu-west-1\n`
    const { session, needs, notes } = draftOf(draft(config, base), 'admin')
    expect([needs, notes]).toEqual(['base', []])
    expect(session).toEqual({
      id: 'session_admin',
      name: 'admin',
      operation: 'AssumeRole',
      source: { kind: 'identity', id: 'identity_base' },
      roleArn: ARN,
      roleSessionName: 'alice',
      externalId: 'a:b',
      durationSeconds: 7_200,
      mfa: 'none',
      minimumSessionTokenSize: null,
      production: false,
      consent: 'off',
      console: DEFAULT_CONSOLE,
      look: DEFAULT_LOOK,
      sessionPolicies: null,
      tags: [],
      transitiveTagKeys: [],
      sourceIdentity: null,
      providedContexts: [],
    })
  })

  it('comes after what it starts from, whatever the order in the file', () => {
    const link = (name: string, from: string): string =>
      `[profile ${name}]\nrole_arn = ${ARN}-${name}\nsource_profile = ${from}\nduration_seconds = 7200\n`
    const drafts = draft(link('three', 'two') + link('two', 'one') + link('one', 'base'), base)
    expect(names(drafts)).toEqual(['base', 'one', 'two', 'three'])
    expect(draftOf(drafts, 'three')).toMatchObject({
      needs: 'two',
      session: { source: { kind: 'session', id: 'session_two' }, durationSeconds: null },
      notes: [expect.stringContaining('lasts an hour at most')],
    })
    expect(draftOf(drafts, 'one')).toMatchObject({ session: { durationSeconds: 7_200 }, notes: [] })
  })

  it.each<[string, string, string, string | RegExp]>([
    [
      'from itself without a key',
      `[profile admin]\nrole_arn = ${ARN}\nsource_profile = admin\n`,
      '',
      'Its source_profile is itself, and it has no key.',
    ],
    [
      'in a circle',
      `[profile admin]\nrole_arn = ${ARN}\nsource_profile = b\n[profile b]\nrole_arn = ${ARN}\nsource_profile = admin\n`,
      '',
      'Its source, b, is not among what can be taken.',
    ],
    ['from nothing that is there', admin, '', 'Its source, base, is not among what can be taken.'],
    [
      'from Identity Center',
      `${admin}[profile base]\nsso_session = x\n`,
      '',
      'Its source, base, is not among what can be taken.',
    ],
    [
      'without any source',
      `[profile admin]\nrole_arn = ${ARN}\n`,
      '',
      /neither source_profile nor credential_source/,
    ],
    ...['Environment', 'Ec2InstanceMetadata', 'EcsContainer'].map(
      (source): [string, string, string, RegExp] => [
        `from ${source}`,
        `[profile admin]\nrole_arn = ${ARN}\ncredential_source = ${source}\n`,
        `[admin]\n${keys('ABASE')}`,
        new RegExp(`credentials of the machine or its environment .${source}.`),
      ],
    ),
    ['with an ARN that is none', admin.replace(ARN, 'arn-of-the-admin-role-there'), base, /This is no ARN/],
    [
      'with the ARN of its session',
      admin.replace(ARN, 'arn:aws:sts::444455556666:assumed-role/Admin/x'),
      base,
      /ARN of a session of the role/,
    ],
    ['with an ARN of another partition', `${admin.replace('arn:aws:', 'arn:aws-cn:')}`, base, /aws-cn/],
    ['with an external ID that AWS refuses', `${admin}external_id = a b\n`, base, /external ID/],
    ['with a session name that AWS refuses', `${admin}role_session_name = a b\n`, base, /session name/],
    ['with a life that is too short', `${admin}duration_seconds = 60\n`, base, /900/],
  ])('is left where AWS or Understudy could do nothing with it: %s', (_, config, credentials, why) => {
    const drafts = draft(config, credentials)
    expect(names(drafts)).not.toContain('admin')
    expect(whyNot(drafts, 'admin')).toMatch(typeof why === 'string' ? new RegExp(`^${why}$`) : why)
  })

  it.each(['1h', '-1', '3600.5', '99999999', '3600 # an hour'])(
    'has no life of its own where that is no number: %s',
    text => {
      expect(draftOf(draft(`${admin}duration_seconds = ${text}\n`, base), 'admin')).toMatchObject({
        session: { durationSeconds: null },
        notes: [`Its duration_seconds, “${text}”, is no number.`],
      })
    },
  )

  it.each([
    ['named by itself', 'source_profile = self\n'],
    ['without a name', ''],
  ])('and its key may be one profile, %s', (_, source) => {
    const drafts = draft(`[profile self]\nrole_arn = ${ARN}\n${source}`, `[self]\n${keys('ABASE')}`)
    expect(draftOf(drafts, 'self-key')).toMatchObject({
      key: { place: { kind: 'aws-files', profile: 'self' } },
      canPoint: false,
    })
    expect(draftOf(drafts, 'self')).toMatchObject({ needs: 'self-key', canPoint: true })
  })

  it('has a name of its own for its key, where a profile is called so', () => {
    const config = `[profile self]\nrole_arn = ${ARN}\n`
    const drafts = draft(config, `[self]\n${keys('ABASE')}[self-key]\n${keys('ADFLT')}`)
    expect(names(drafts)).toEqual(['self-key-key', 'self-key', 'self'])
    expect(draftOf(drafts, 'self').needs).toBe('self-key-key')
  })

  it.each([
    ['itself', 'base'],
    ['another', 'third'],
  ])('starts from the key of its source, though that is also a role from %s', (_, source) => {
    const both = `[base]\n${keys('ABASE')}role_arn = ${ARN}-2\nsource_profile = ${source}\n`
    const drafts = draft(admin, `${both}[third]\n${keys('ATHRD')}`)
    expect(draftOf(drafts, 'admin')).toMatchObject({
      needs: 'base-key',
      session: { source: { kind: 'identity', id: 'identity_base-key' } },
    })
    expect(draftOf(drafts, 'base')).toMatchObject({
      needs: source === 'base' ? 'base-key' : 'third',
      session: { roleArn: `${ARN}-2` },
    })
  })

  it('has no use for a key beside it from which nobody starts', () => {
    const both = `[base]\n${keys('ABASE')}role_arn = ${ARN}\nsource_profile = third\n`
    expect(names(draft('', `${both}[third]\n${keys('ATHRD')}`))).toEqual(['third', 'base'])
  })

  it('needs the key of its own profile with it, though that is here: it goes from the file', () => {
    const known = { ...alice, accessKeyHint: 'AKIA…BASE' }
    const self = `[profile self]\nrole_arn = ${ARN}\n`
    const drafts = draft(`${self}${admin}`, `[self]\n${keys('ABASE')}${base}`, catalogOf([], [known]))
    expect(draftOf(drafts, 'self').needs).toBe('self-key')
    expect(draftOf(drafts, 'admin').needs).toBeNull()
  })

  it('starts from what a profile of ours is of, where its source was taken over before', () => {
    const catalog = new AwsDesk({
      ...catalogOf([token('day'), role('hop')]),
      profiles: ['base', 'hop'].map(name => ({
        name,
        target: { kind: 'session', id: sessionId(name === 'base' ? 'day' : 'hop') } as const,
        region: null,
        output: null,
      })),
    }).catalog.data
    const ours =
      '[profile base]\ncredential_process = curl /tools/x\n[profile hop]\ncredential_process = curl /tools/y\n'
    const chained = `[profile chained]\nrole_arn = ${ARN}-2\nsource_profile = hop\nduration_seconds = 7200\n`
    const drafts = draft(`${ours}${admin}mfa_serial = ${ALICE_DEVICE}\n${chained}`, '', catalog)
    expect(names(drafts)).toEqual(['admin', 'chained'])
    expect(draftOf(drafts, 'admin')).toMatchObject({
      needs: null,
      session: { source: { kind: 'identity', id: 'alice' }, mfa: 'session-token' },
    })
    expect(draftOf(drafts, 'chained')).toMatchObject({
      needs: null,
      session: { source: { kind: 'session', id: 'hop' }, durationSeconds: null },
    })
  })

  it('is the one that is here already, under whatever name and for however long', () => {
    const known = { ...alice, accessKeyHint: 'AKIA…BASE' }
    const there = role('mine', { roleArn: ARN, production: true, durationSeconds: 900, mfa: 'session-token' })
    const drafts = draft(`${admin}duration_seconds = 3600\n`, base, catalogOf([there], [known]))
    expect(draftOf(drafts, 'admin')).toMatchObject({ isThere: true, session: there })
  })

  it.each<[string, Parameters<typeof role>[1]]>([
    ['another external ID', { externalId: 'x1' }],
    ['another session name', { roleSessionName: 'bob' }],
    [
      'session policies',
      { sessionPolicies: { policy: null, policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] } },
    ],
    ['tags', { tags: [{ key: 'a', value: 'b' }] }],
  ])('is not one that is here with %s', (_, changes) => {
    const known = { ...alice, accessKeyHint: 'AKIA…BASE' }
    const there = role('admin', { roleArn: ARN, ...changes })
    const drafts = draft(admin, base, catalogOf([there], [known]))
    expect(draftOf(drafts, 'admin')).toMatchObject({ isThere: false, session: { name: 'admin-2' } })
  })

  it('is a session of its own for each profile', () => {
    const twin = admin.replace('profile admin', 'profile twin')
    const drafts = draft(admin + twin, base)
    expect(['admin', 'twin'].map(name => draftOf(drafts, name).session.id)).toEqual([
      'session_admin',
      'session_twin',
    ])
    expect(drafts.drafts.map(each => each.isThere)).toEqual([false, false, false])
  })
})

describe('a web identity', () => {
  const web = `[profile web]\nrole_arn = ${ARN}\nweb_identity_token_file = /run/token\nrole_session_name = pod\n`
  it('becomes a provider and its session', () => {
    expect(draftOf(draft(`${web}source_profile = base\n`), 'web')).toMatchObject({
      key: null,
      provider: { kind: 'oidc-provider', name: 'web', token: { kind: 'file', path: '/run/token' } },
      session: { operation: 'AssumeRoleWithWebIdentity', roleArn: ARN, roleSessionName: 'pod' },
    })
  })

  it('is left where nobody knows which folder its path starts from', () => {
    const drafts = draft(web.replace('/run/token', 'token'))
    expect(drafts.drafts).toEqual([])
    expect(whyNot(drafts, 'web')).toMatch(/path/)
  })

  it('may be what a role starts from', () => {
    const drafts = draft(`${web}${admin.replace('base', 'web')}`)
    expect(draftOf(drafts, 'admin').session.source).toEqual({ kind: 'session', id: 'session_web' })
  })
})

describe('what else is in the files', () => {
  it.each<[string, string, RegExp | null]>([
    ['sso_session', 'sso_session = corp\n', /Identity Center/],
    ['sso_start_url', 'sso_start_url = https://x\n', /Identity Center/],
    ['login_session', 'login_session = x\n', /sign-in of the console/],
    ['a program', 'credential_process = /opt/bin/get-keys --all hidden-word\n', /\(get-keys\)/],
    [
      'aws-vault',
      'credential_process = /usr/local/bin/aws-vault exec -j base\n',
      /Choose aws-vault’s keyring/,
    ],
    ['an open quote', 'credential_process = "/opt/x\n', /runs a program/],
    ['a Region alone', 'region = x\noutput = json\n', null],
    ['nothing', '', null],
    ['what is ours', 'credential_process = curl --config /tools/x\n', null],
  ])('is left with the reason, or is nothing to miss: %s', (_, lines, why) => {
    const drafts = draft(`[profile x]\n${lines}[sso-session corp]\nsso_region = x\n[services s]\n`)
    expect(drafts.drafts).toEqual([])
    if (why === null) expect(drafts.left).toEqual([])
    else expect(whyNot(drafts, 'x')).toMatch(why)
    expect(JSON.stringify(drafts)).not.toContain('hidden-word')
  })

  it.each(['a b', '-x', 'ä', 'a,b', 'x'.repeat(65)])(
    'keeps its profile where not every tool reads the name: %j',
    name => {
      const drafts = draft('', `[${name}]\n${keys('ABASE')}`)
      const [only] = drafts.drafts
      if (name.length > 64) expect(whyNot(drafts, name)).toMatch(/64/)
      else
        expect(only).toMatchObject({
          canPoint: false,
          notes: [expect.stringContaining('Its profile stays as it is.')],
        })
    },
  )

  it.each(['TOKEN=hunter2 /usr/bin/tool', `${SECRET} x`])(
    'is told without what may be a secret before a program: %s',
    process => {
      const why = whyNot(draft(`[profile x]\ncredential_process = ${process}\n`), 'x')
      expect(why).toMatch(/^It runs a program, and no program/)
    },
  )

  it('gets a name of its own where one is taken', () => {
    const catalog = catalogOf([role('admin'), role('admin-2'), role('base')], [{ ...alice, name: 'base' }])
    const drafts = draft(admin, base, catalog)
    expect(draftOf(drafts, 'base')).toMatchObject({
      key: { settings: { name: 'base-2' } },
      session: { name: 'base-2' },
    })
    expect(draftOf(drafts, 'admin').session.name).toBe('admin-3')
  })

  it('is taken from aws-vault by its name, and from the files where they have it whole', () => {
    const { offered } = offer(
      '[profile a]\nregion = eu-west-1\n',
      `[b]\n${keys('ABASE')}[c]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n`,
      ['a', 'b', 'c', 'd'],
    )
    expect(offered).toMatchObject([
      {
        name: 'a',
        profile: 'a',
        region: 'eu-west-1',
        place: { kind: 'aws-vault', item: 'a' },
        accessKeyHint: null,
      },
      { name: 'b', place: { kind: 'aws-files', profile: 'b' }, accessKeyHint: 'AKIA…BASE' },
      { name: 'c', place: { kind: 'aws-vault', item: 'c' }, accessKeyHint: null },
      { name: 'd', profile: null, place: { kind: 'aws-vault', item: 'd' } },
    ])
  })
})

describe('a thousand profiles', () => {
  const many = (count: number) => {
    const config = Array.from(
      { length: count },
      (_each, at) =>
        `[profile r${at}]\nrole_arn = ${ARN}-${at}\nsource_profile = ${at === 0 ? 'base' : at % 10 === 0 ? 'base' : `r${at - 1}`}\n`,
    )
    return draft(config.reverse().join('\n'), base)
  }

  it('are all taken, and each once', () => {
    const { drafts, left } = many(1_000)
    expect([drafts.length, left.length, new Set(drafts.map(each => each.session.id)).size]).toEqual([
      1_001, 0, 1_001,
    ])
  })

  it('are looked through once, and not once for each', () => {
    const readsFor = (count: number): number => {
      let reads = 0
      const config = parseIni(
        Array.from({ length: count }, (_each, at) => `[profile r${at}]\nrole_arn = ${ARN}\n`).join(''),
      )
      const sections = new Proxy(config.sections, {
        get(target, name, receiver) {
          reads += 1
          return Reflect.get(target, name, receiver)
        },
      })
      offerOfAwsFiles({ config: { ...config, sections }, credentials: parseIni('') }, [], isOurs)
      return reads
    }
    expect(readsFor(200) / readsFor(100)).toBeLessThan(2.5)
  })
})

it('what is shown of what can be taken has no secret', async () => {
  const desk = new AwsDesk(catalogOf([], []))
  Object.assign(desk, { config: admin, credentials: `${base}[default]\n${keys('ADFLT')}` })
  const view = taken(await desk.imports.find('aws-files', ENDPOINT))
  expect(view.candidates).toEqual<readonly CandidateView[]>([
    {
      name: 'base',
      profile: 'base',
      canPoint: true,
      isDefault: false,
      becomes: 'key',
      detail: 'AKIA…BASE',
      needs: null,
      notes: [],
      isThere: false,
    },
    {
      name: 'default',
      profile: 'default',
      canPoint: true,
      isDefault: true,
      becomes: 'key',
      detail: 'AKIA…DFLT',
      needs: null,
      notes: [],
      isThere: false,
    },
    {
      name: 'admin',
      profile: 'admin',
      canPoint: true,
      isDefault: false,
      becomes: 'role',
      detail: ARN,
      needs: 'base',
      notes: [],
      isThere: false,
    },
  ])
  expect(JSON.stringify(view)).not.toContain(SECRET)
  expect(desk.log).toEqual([])
})
