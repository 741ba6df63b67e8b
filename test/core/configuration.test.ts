import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Catalog } from '../../main/core/catalog/catalog.ts'
import { type CatalogData, emptyCatalog } from '../../main/core/catalog/catalog-data.ts'
import { Configurations } from '../../main/core/configuration/configurations.ts'
import { exportConfiguration } from '../../main/core/configuration/export.ts'
import { planConfiguration } from '../../main/core/configuration/plan.ts'
import { configurationText, readConfiguration } from '../../main/core/configuration/text.ts'
import type { Session } from '../../main/core/sessions/session.ts'
import { READ_ONLY } from '../../main/core/sessions/session-policies.ts'
import { countingIds, FakeCatalogStore } from '../support/fakes.ts'
import { team } from './configuration-files.ts'
import { cluster, corp, federation, rootTask, samlRole, webRole } from './recipes.ts'
import { alice, catalogOf, fromSession, role, sessionId, token } from './world.ts'

function open(data: CatalogData = emptyCatalog) {
  const newId = countingIds()
  const catalog = new Catalog(data, new FakeCatalogStore(), newId, () => undefined)
  return { catalog, configurations: new Configurations(catalog, newId) }
}

function preview(file: object | string, data?: CatalogData) {
  const opened = open(data)
  const text = typeof file === 'string' ? file : JSON.stringify(file)
  return { ...opened, result: opened.configurations.preview(text, 'team.json') }
}

function viewOf(file: object, data?: CatalogData) {
  const { result, ...rest } = preview(file, data)
  if (!result.ok) throw new Error(JSON.stringify(result.failure))
  const items = new Map(result.value.items.map(each => [`${each.what} ${each.name}`, each]))
  return { ...rest, view: result.value, items }
}

/** What taking over from a text gives, in an Understudy in which nothing is yet. */
async function taken(text: string): Promise<Catalog> {
  const { configurations, catalog } = open()
  const view = configurations.preview(text, 'team.json')
  if (!view.ok) throw new Error(JSON.stringify(view.failure))
  expect(view.value.items.filter(each => each.fate !== 'added')).toEqual([])
  expect(await configurations.import(view.value.id)).toEqual({ ok: true, value: undefined })
  return catalog
}

const textOf = (data: CatalogData) => configurationText(exportConfiguration(data))

describe('a whole configuration', () => {
  it('comes back as it went, and nothing is current, served or started by that', async () => {
    const text = configurationText(parsed(team))
    const catalog = await taken(text)
    expect(textOf(catalog.data)).toBe(text)
    expect(catalog.data.sessions.map(each => each.name)).toEqual(team.sessions.map(each => each.name))
    expect(catalog.data).toMatchObject({ current: null, instanceMetadata: null })
    expect(catalog.data.profiles.every(each => each.unwritten)).toBe(true)
  })

  it('is short, with two blanks and an end of its last line: what has its default is left out', () => {
    const text = textOf({ ...catalogOf([role('dev', { mfa: 'none' })]) })
    expect(text).toBe(`{
  "$schema": "configuration.schema.json",
  "format": "understudy-configuration",
  "version": 1,
  "identities": [
    {
      "kind": "iam-user",
      "name": "alice",
      "arn": "arn:aws:iam::111122223333:user/team/alice",
      "account": "111122223333",
      "mfaSerial": "arn:aws:iam::111122223333:mfa/alice",
      "region": "eu-central-1"
    }
  ],
  "sessions": [
    {
      "name": "dev",
      "operation": "AssumeRole",
      "source": {
        "identity": "alice"
      },
      "roleArn": "arn:aws:iam::444455556666:role/team/Admin"
    }
  ]
}
`)
  })

  it('comes back as it went, whatever catalog it was', async () => {
    await fc.assert(
      fc.asyncProperty(catalogs, async data => {
        const text = textOf(data)
        const { data: back } = await taken(text)
        expect(textOf(back)).toBe(text)
        const again = planConfiguration(parsed(JSON.parse(text)), back, countingIds())
        expect(again.items.filter(each => each.fate !== 'same')).toEqual([])
        expect(Object.values(again.additions).flat()).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  it('has no secret in it, and nothing that leads to one', () => {
    const secret = 'canary'
    const command = { kind: 'command', program: 'get-token', arguments: ['--password', secret] } as const
    const text = textOf({
      ...emptyCatalog,
      identities: [
        { ...alice, id: `${secret}-1` as typeof alice.id, accessKeyHint: secret, keychainAccount: secret },
        { ...cluster, token: command },
      ],
      sessions: [
        role('dev', {
          id: sessionId(`${secret}-2`),
          source: { kind: 'identity', id: `${secret}-1` as typeof alice.id },
          console: { browser: command, service: null, region: null, durationSeconds: null },
          providedContexts: [
            { providerArn: 'arn:aws:iam::aws:contextProvider/IdentityCenter', assertion: command },
          ],
        }),
      ],
      grants: [
        { id: `${secret}-3` as never, name: 'agent', target: { kind: 'current' }, sessionPolicies: null },
      ],
      current: sessionId(`${secret}-2`),
    })
    expect(text).toContain('get-token')
    expect(text).toContain('agent')
    expect(text).not.toContain(secret)
  })
})

describe('what a file of somebody else would do', () => {
  it('is told before it is done: a user comes without a key, and a profile is not written', () => {
    const { items, catalog } = viewOf(team)
    expect(items.get('identity alice')?.notes).toEqual(['It has no key yet: enter one under Identities.'])
    expect(items.get('session dev')).toMatchObject({
      fate: 'added',
      detail: 'arn:aws:iam::444455556666:role/team/Dev',
    })
    expect(items.get('profile dev')?.notes.join()).toContain('Your AWS files are not changed')
    expect(catalog.data.identities).toEqual([])
  })

  it('gives a user a keychain item of its own, in which nothing is', async () => {
    const { data } = await taken(JSON.stringify(team))
    const [user] = data.identities
    expect(user).toMatchObject({
      accessKeyHint: '',
      keychainAccount: expect.stringMatching(/^access-key\/.+/),
    })
  })

  it('sets neither where MFA codes go, nor a program', () => {
    const file = {
      ...team,
      identities: [
        { ...team.identities[0], fallbackRegion: null, stsUrl: 'https://evil.example' },
        { kind: 'oidc-provider', name: 'cluster', token: { command: '/tmp/evil' }, region: 'us-east-1' },
      ],
      sessions: [
        { ...team.sessions[1], providedContexts: [], console: { browser: { command: '/tmp/evil' } } },
        { ...team.sessions[3] },
        {
          ...team.sessions[1],
          name: 'context',
          providedContexts: [
            { ...team.sessions[1].providedContexts[0], assertion: { command: '/tmp/evil' } },
          ],
        },
      ],
      tools: [],
      profiles: [],
    }
    const { items, view } = viewOf(file)
    expect(items.get('identity alice')).toMatchObject({ fate: 'added' })
    expect(items.get('identity alice')?.notes.join()).toContain('MFA codes would be sent there')
    expect(items.get('identity cluster')).toMatchObject({ fate: 'left' })
    expect(items.get('session pod')).toMatchObject({ fate: 'left' })
    expect(items.get('session dev')).toMatchObject({ fate: 'added' })
    expect(items.get('session dev')?.notes.join()).toContain('/tmp/evil, is left out')
    expect(items.get('session context')).toMatchObject({ fate: 'left' })
    const { additions } = planConfiguration(parsed(file), emptyCatalog, countingIds())
    expect(JSON.stringify(additions)).not.toContain('evil')
    expect(view.items.filter(each => each.fate === 'added')).toHaveLength(2)
  })

  it('changes nothing that is here: an equal one is the same, another one stays', async () => {
    const here = await taken(JSON.stringify(team))
    const changed = {
      ...team,
      identities: [{ ...team.identities[0], arn: 'arn:aws:iam::111122223333:user/bob' }],
      sessions: [{ ...team.sessions[0], durationSeconds: 900 }, team.sessions[6]],
      tools: [{ ...team.tools[1], target: { session: 'dev' } }],
      profiles: [{ ...team.profiles[0], output: 'text' }],
    }
    const { items, configurations, catalog, view } = viewOf(changed, here.data)
    expect([...items].map(([name, { fate }]) => `${name} ${fate}`)).toEqual([
      'identity alice kept',
      'session audit kept',
      'session day same',
      'tool ide kept',
      'profile dev kept',
    ])
    expect(items.get('identity alice')?.notes.at(-1)).toContain(
      'starts from arn:aws:iam::111122223333:user/team/alice here',
    )
    await configurations.import(view.id)
    expect(catalog.data).toEqual(here.data)
  })

  it('starts from what is here of the name, where the file has none of it', () => {
    const file = { ...team, identities: [], sessions: [team.sessions[6]], tools: [], profiles: [] }
    expect(viewOf(file, catalogOf([])).items.get('session day')).toMatchObject({ fate: 'added' })
    expect(viewOf(file).items.get('session day')).toMatchObject({ fate: 'left' })
  })

  it.each<[string, object, string]>([
    [
      'sources that go round',
      { sessions: [chained('a', 'b'), chained('b', 'c'), chained('c', 'a')] },
      'session a',
    ],
    ['a source of itself', { sessions: [chained('a', 'a')] }, 'session a'],
    ['a source that is not there', { sessions: [chained('a', 'gone')] }, 'session a'],
    ['a source that is an object’s own', { sessions: [chained('a', '__proto__')] }, 'session a'],
    [
      'what AWS would not take',
      { sessions: [{ ...team.sessions[1], roleArn: 'arn:aws:iam::1:role/x' }] },
      'session dev',
    ],
    [
      'a user of no ARN',
      { identities: [{ ...team.identities[0], arn: 'arn:aws:iam::aws:policy/x' }] },
      'identity alice',
    ],
    [
      'a user of another account',
      { identities: [{ ...team.identities[0], account: '999999999999' }] },
      'identity alice',
    ],
    [
      'a sign-in without TLS',
      { identities: [{ ...team.identities[1], signInUrl: 'http://login.corp.example' }] },
      'identity Corp',
    ],
    [
      'a Region that is another host',
      { identities: [{ ...team.identities[0], region: 'evil.example/' }] },
      'identity alice',
    ],
    ['a tool of no session', { tools: [{ ...team.tools[0], target: { session: 'gone' } }] }, 'tool agent'],
    ['a profile of no tool', { profiles: [{ name: 'agent', target: { tool: 'gone' } }] }, 'profile agent'],
    [
      'a profile that would be two lines',
      { profiles: [{ name: 'a]\n[b', target: 'current' }] },
      'profile a]\ufffd[b',
    ],
    [
      'a name of control characters',
      { tools: [{ name: 'a\u202eb\u0000', target: 'current' }] },
      'tool a\ufffdb\ufffd',
    ],
  ])('leaves %s, and says why', (_what, part, name) => {
    const head = { format: team.format, version: team.version, identities: team.identities }
    const { items } = viewOf({ ...head, ...part })
    expect(items.get(name)).toMatchObject({ fate: 'left', notes: [expect.stringMatching(/\.$/)] })
  })

  it('leaves what starts from what is left', () => {
    const bad = { ...team.sessions[1], roleArn: 'no' }
    const { items } = viewOf({ ...team, sessions: [chained('next', 'dev'), bad] })
    expect(items.get('session next')?.notes).toEqual(['Its source, dev, is left out.'])
    expect(items.get('tool agent')).toMatchObject({ fate: 'left' })
    expect(items.get('profile agent')).toMatchObject({ fate: 'left' })
  })

  it('is all or nothing: a name that was given meanwhile keeps everything out', async () => {
    const { configurations, catalog, view } = viewOf(team)
    await catalog.addProvider({ ...corp, name: 'cluster' })
    const before = catalog.data
    expect(await configurations.import(view.id)).toMatchObject({ ok: false, failure: { kind: 'invalid' } })
    expect(catalog.data).toBe(before)
  })

  it('is done once, and only for what was shown last', async () => {
    const { configurations, view } = viewOf(team)
    configurations.preview(JSON.stringify({ format: team.format, version: 1 }), 'other.json')
    expect(await configurations.import(view.id)).toMatchObject({ failure: { reason: 'gone' } })
  })
})

describe('a file that is no configuration', () => {
  const whole = JSON.stringify(team)
  it.each<[string, string, object]>([
    ['nothing', '', { reason: 'json', detail: 'line 1, character 1' }],
    ['a comma too many', '{\n  "format": "x",\n}', { reason: 'json', detail: 'line 3, character 1' }],
    ['a million brackets', '['.repeat(1_000_000), { reason: 'json' }],
    ['a million objects', '{"a":'.repeat(200_000), { reason: 'json' }],
    ['a very long string', JSON.stringify('x'.repeat(1_000_000)), { reason: 'other-format' }],
    ['a list', '[]', { reason: 'other-format' }],
    ['null', 'null', { reason: 'other-format' }],
    ['another format', '{"format":"package"}', { reason: 'other-format' }],
    ['a later version', '{"format":"understudy-configuration","version":2,"more":1}', { reason: 'newer' }],
    [
      'an earlier version',
      '{"format":"understudy-configuration","version":0}',
      { reason: 'member', detail: 'version is not as it should be' },
    ],
    [
      'no version',
      '{"format":"understudy-configuration"}',
      { reason: 'member', detail: 'version is missing' },
    ],
    [
      'a member that nobody knows',
      whole.replace('"tools"', '"extras":[],"tools"'),
      { reason: 'member', detail: 'extras is not known' },
    ],
    [
      'a prototype',
      whole.replace('"tools"', '"__proto__":{"tools":[]},"tools"'),
      { reason: 'member', detail: '__proto__ is not known' },
    ],
    [
      'a prototype deep in it',
      whole.replace('"kind":"iam-user"', '"kind":"iam-user","constructor":{}'),
      { reason: 'member', detail: 'identities[0].constructor is not known' },
    ],
    [
      'an access key',
      whole.replace('"kind":"iam-user"', '"kind":"iam-user","accessKeyId":"AKIA"'),
      { reason: 'member', detail: 'identities[0].accessKeyId is not known' },
    ],
    [
      'a role without its ARN',
      whole.replace('"roleArn":"arn:aws:iam::444455556666:role/team/Dev",', ''),
      { reason: 'member', detail: 'sessions[1].roleArn is missing' },
    ],
    [
      'a number for a name',
      whole.replace('"name":"dev"', '"name":7'),
      { reason: 'member', detail: 'sessions[1].name is not as it should be' },
    ],
    [
      'a very long name',
      whole.replace('"name":"dev"', `"name":"${'x'.repeat(5_000)}"`),
      { reason: 'member', detail: 'sessions[1].name is too long' },
    ],
    [
      'two of one name',
      whole.replace('"name":"audit"', '"name":"dev"'),
      { reason: 'member', detail: 'sessions[1].name is “dev”, as another one’s is' },
    ],
    [
      'too many',
      JSON.stringify({ ...team, tools: Array(1_001).fill(team.tools[0]) }),
      { reason: 'member', detail: 'tools is too long' },
    ],
    [
      'what turns a sentence round',
      whole.replace('"tools"', '"\u202e":[],"tools"'),
      { reason: 'member', detail: '\ufffd is not known' },
    ],
  ])('is refused with what is wrong with it: %s', (_what, text, failure) => {
    const { result } = preview(text)
    expect(result).toMatchObject({
      ok: false,
      failure: { kind: 'not-imported', file: 'team.json', ...failure },
    })
  })

  it('of which a part was changed at random never does harm', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: whole.length }),
        fc.integer({ min: 0, max: 40 }),
        fc.constantFrom('', '"', '{', ']', 'null', '"__proto__":1,', '1e999', '\\u0000', 'x'.repeat(100)),
        (at, length, put) => {
          const { result, catalog } = preview(whole.slice(0, at) + put + whole.slice(at + length))
          if (!result.ok) expect(result.failure.kind).toBe('not-imported')
          expect(catalog.data.sessions).toEqual([])
        },
      ),
      { numRuns: 500 },
    )
  })
})

function parsed(file: object) {
  const read = readConfiguration(JSON.stringify(file), 'team.json')
  if (!read.ok) throw new Error(JSON.stringify(read.failure))
  return read.value
}

function chained(name: string, session: string) {
  return { name, operation: 'AssumeRole', source: { session }, roleArn: team.sessions[1].roleArn }
}

/** Catalogs that the rules let be, with sessions in any order. */
const catalogs: fc.Arbitrary<CatalogData> = fc
  .record({
    names: fc.uniqueArray(
      fc.stringMatching(/^[a-zA-Zäß€“”"'\\ ./:_-]{1,20}$/).filter(each => each.trim() !== ''),
      {
        minLength: 12,
        maxLength: 12,
      },
    ),
    order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8, maxLength: 8 }),
    production: fc.boolean(),
    consent: fc.constantFrom('off' as const, 'first-use' as const, 'every-process' as const),
    durationSeconds: fc.option(fc.integer({ min: 900, max: 3_600 })),
    externalId: fc.option(fc.stringMatching(/^[\w+=,.@:/-]{2,40}$/)),
    value: fc.stringMatching(/^[a-z é0-9=+@-]{0,20}$/),
    mfa: fc.constantFrom('session-token' as const, 'own-code' as const, 'none' as const),
    policies: fc.constantFrom(null, READ_ONLY, { policy: '{"Statement": [1]}', policyArns: [] }),
    region: fc.option(fc.constantFrom('eu-west-1', 'us-east-2')),
    bounded: fc.boolean(),
  })
  .map(
    ({
      names,
      order,
      production,
      consent,
      durationSeconds,
      externalId,
      value,
      mfa,
      policies,
      region,
      bounded,
    }) => {
      const [a, b, c, d, e, f, g, h, user, company, tool, ide] = names
      const more = { production, consent, durationSeconds }
      const tags = value === '' ? [] : [{ key: 'k', value }]
      const sessions: readonly Session[] = [
        role('a', { ...more, name: a ?? '', externalId, mfa, tags, sessionPolicies: policies }),
        role('b', { name: b ?? '', source: fromSession('c') }),
        role('c', { ...more, name: c ?? '', source: fromSession('a') }),
        token('d', { ...more, name: d ?? '', mfa: production }),
        federation('e', { ...more, name: e ?? '', sessionPolicies: policies, tags }),
        samlRole('f', { ...more, name: f ?? '' }),
        webRole('g', { name: g ?? '', sessionPolicies: policies }),
        rootTask('h', { name: h ?? '', source: fromSession('c') }),
      ]
      return {
        ...emptyCatalog,
        identities: [
          { ...alice, name: user ?? '', fallbackRegion: region, mfaSerial: alice.mfaSerial },
          { ...corp, name: company ?? '' },
          cluster,
        ],
        sessions: order.flatMap(index => sessions[index] ?? []),
        grants: [
          {
            id: 'tool' as never,
            name: tool ?? '',
            target: fromSession(bounded ? 'b' : 'd'),
            sessionPolicies: bounded ? READ_ONLY : null,
          },
          { id: 'ide' as never, name: ide ?? '', target: { kind: 'current' }, sessionPolicies: null },
        ],
        profiles: [
          { name: 'p', target: fromSession('e'), region, output: null },
          { name: 'default', target: { kind: 'current' }, region: null, output: 'json' },
          { name: 'q', target: { kind: 'grant', id: 'tool' as never }, region: null, output: null },
        ],
        current: sessionId('a'),
      }
    },
  )
