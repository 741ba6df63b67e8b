import { describe, expect, it } from 'vitest'
import { type Failure, fail, succeed } from '../../../main/core/failures/failure.ts'
import { Secret } from '../../../main/core/secret.ts'
import { AwsDesk, ENDPOINT, taken } from '../aws-files/aws-desk.ts'
import { awsFailure, catalogOf } from '../world.ts'

const SECRET = 'hidden+secret+of+forty+characters+AAAAAA'
const OTHER_SECRET = 'another+secret+of+forty+characters+BBBBB'
const OLD = `aws_access_key_id = AKIAIOSFODNN7EXAOLDER\naws_secret_access_key = ${OTHER_SECRET}\n`
const ARN = 'arn:aws:iam::444455556666:role/Admin'
const CONFIG = `[profile base]\nregion = eu-west-1\n\n[profile admin]\nrole_arn = ${ARN}\nsource_profile = base\n\n[profile web]\nrole_arn = ${ARN}\nweb_identity_token_file = /run/token\n\n[profile other]\nregion = x1\n`
const CREDENTIALS = `[other]\naws_session_token = x\n\n[base]\naws_access_key_id = AKIAIOSFODNN7EXABASE\naws_secret_access_key = ${SECRET}\n`
const ALL = ['base', 'admin', 'web'].map(name => ({ name, point: true }))
const KEPT = ALL.map(each => ({ ...each, point: false }))
const locked: Failure = { kind: 'keychain', reason: 'locked', detail: '' }
const full: Failure = { kind: 'aws-file', path: '/aws/x', reason: 'full', detail: 'ENOSPC' }
const notSaved: Failure = { kind: 'not-saved', detail: 'ENOSPC' }

function deskWith(config = CONFIG, credentials = CREDENTIALS): AwsDesk {
  const desk = new AwsDesk(catalogOf([], []))
  Object.assign(desk, { config, credentials })
  return desk
}

/** All that a failure must leave as it was. */
const stateOf = (desk: AwsDesk) => ({
  files: desk.both,
  identities: desk.catalog.data.identities,
  sessions: desk.catalog.data.sessions,
  profiles: desk.profiles,
  edits: desk.edits.edits,
  items: [...desk.secrets.items.keys()],
})

const sessionNames = (desk: AwsDesk) => desk.catalog.data.sessions.map(each => each.name)

describe('what is taken over', () => {
  it('is looked at without a key, a program or AWS', async () => {
    const desk = deskWith()
    const before = stateOf(desk)
    taken(await desk.imports.find('aws-files', ENDPOINT))
    taken(await desk.imports.preview(desk.ask(ALL)))
    expect(desk.log).toEqual([])
    expect(stateOf(desk)).toEqual(before)
    expect(desk.store.saved).toEqual([])
  })

  it('is known to AWS and back from the keychain before a line changes', async () => {
    const desk = deskWith()
    taken(await desk.take(ALL))
    const steps = desk.log.map(step => step.replace(/id-\d+$/, '#'))
    expect(steps).toEqual([
      'ask AWS',
      'set access-key/#',
      'get access-key/#',
      'set aws-files/#',
      'write config',
      'set aws-files/#',
      'write credentials',
    ])
    expect(desk.lookups.asked).toMatchObject([
      { signer: { accessKeyId: 'AKIAIOSFODNN7EXABASE' }, endpoint: { region: 'eu-west-1' } },
    ])
  })

  it('is in the catalog, and its profiles get their credentials from here', async () => {
    const desk = deskWith()
    taken(await desk.take(ALL))
    expect(desk.catalog.data.identities.map(each => [each.kind, each.name])).toEqual([
      ['iam-user', 'base'],
      ['oidc-provider', 'web'],
    ])
    expect(sessionNames(desk)).toEqual(['base', 'web', 'admin'])
    const process = (name: string): string =>
      desk.processFor(desk.catalog.data.sessions.find(each => each.name === name)?.id ?? '')
    expect(desk.config).toBe(
      `[profile base]\nregion = eu-west-1\ncredential_process = ${process('base')}\n\n[profile admin]\ncredential_process = ${process('admin')}\n\n[profile web]\ncredential_process = ${process('web')}\n\n[profile other]\nregion = x1\n`,
    )
    expect(desk.credentials).toBe('[other]\naws_session_token = x\n')
    expect(desk.view.profiles.map(({ profile, why }) => [profile.name, why])).toEqual([
      ['base', null],
      ['web', null],
      ['admin', null],
    ])
    const again = taken(await desk.imports.find('aws-files', ENDPOINT))
    expect(again.candidates).toEqual([])
  })

  it('leaves the files alone where its profiles are to stay, and says that the key is in both then', async () => {
    const desk = deskWith()
    const before = desk.both
    const plan = taken(await desk.imports.preview(desk.ask(KEPT)))
    expect(plan).toMatchObject({
      files: [],
      confirmations: [],
      notes: ['The key of base stays in the file too, since its profile does.'],
    })
    taken(await desk.accept(plan))
    expect([desk.both, desk.profiles, desk.edits.edits]).toEqual([before, [], []])
    // A key has a session of its own for its profile alone.
    expect(sessionNames(desk)).toEqual(['web', 'admin'])
  })

  it('is taken back in both files, and stays here', async () => {
    const desk = deskWith()
    taken(await desk.take(ALL))
    desk.restart()
    const [edit] = desk.edits.edits
    if (edit === undefined) throw new Error('Nothing was noted.')
    const plan = await desk.preview({ kind: 'undo', id: edit.id })
    expect(plan.notes).toEqual(['The keys and sessions stay in Understudy; only the files are as before.'])
    taken(await desk.accept(plan))
    expect(desk.both).toEqual({ config: CONFIG, credentials: CREDENTIALS })
    expect(desk.profiles).toEqual([])
    expect(sessionNames(desk)).toEqual(['base', 'web', 'admin'])
    expect([...desk.secrets.items.keys()]).toHaveLength(1)
    const { candidates } = taken(await desk.imports.find('aws-files', ENDPOINT))
    expect(candidates.map(({ name, isThere }) => [name, isThere])).toEqual([
      ['base', true],
      ['web', false],
      ['admin', true],
    ])
  })

  it('points a profile at what is here already, with nothing new', async () => {
    const desk = deskWith()
    taken(await desk.take(KEPT.slice(0, 2)))
    const sessions = desk.catalog.data.sessions
    taken(await desk.take([{ name: 'admin', point: true }]))
    expect(desk.catalog.data.sessions).toEqual(sessions)
    expect(desk.view.profiles).toMatchObject([
      { profile: { name: 'admin' }, session: { name: 'admin' }, why: null },
    ])
    expect(desk.credentials).toBe(CREDENTIALS)
  })

  it('may be a role whose key was taken over before, profile and all', async () => {
    const desk = deskWith()
    taken(await desk.take(ALL.slice(0, 1)))
    taken(await desk.take([{ name: 'admin', point: true }]))
    const [identity] = desk.catalog.data.identities
    expect(desk.catalog.data.sessions.find(each => each.name === 'admin')?.source).toEqual({
      kind: 'identity',
      id: identity?.id,
    })
  })

  it('gets its own ids, though something of the same name was taken over before', async () => {
    const desk = deskWith()
    taken(await desk.take(ALL))
    taken(await desk.undo())
    desk.config = CONFIG.replaceAll('role/Admin', 'role/Other')
    desk.credentials = CREDENTIALS.replace('EXABASE', 'EXASECD').replace(SECRET, OTHER_SECRET)
    taken(await desk.take(ALL))
    const ids = [...desk.catalog.data.identities, ...desk.catalog.data.sessions].map(each => each.id)
    expect([ids.length, new Set(ids).size]).toEqual([10, 10])
    expect(sessionNames(desk)).toEqual(['base', 'web', 'admin', 'base-2', 'web-2', 'admin-2'])
  })
})

describe('what is said before', () => {
  const notesFor = async (names: readonly string[], config = CONFIG): Promise<string> => {
    const desk = deskWith(config)
    const choices = names.map(name => ({ name, point: true }))
    return taken(await desk.imports.preview(desk.ask(choices))).notes.join(' ')
  }

  it('is that a session token without a code takes a key’s place, with which AWS lets nobody call IAM', async () => {
    expect(await notesFor(['base', 'admin'])).toMatch(/The tools of base get a session token.*IAM/)
    const device = 'mfa_serial = arn:aws:iam::111122223333:mfa/alice\n'
    expect(await notesFor(['base'], `[profile base]\n${device}`)).toBe('')
    expect(await notesFor(['web'])).toBe('')
  })

  it('is which profiles start from one that is taken over, and stay as they are', async () => {
    expect(await notesFor(['base'])).toContain(
      'admin starts from base, and will start from what Understudy gives there.',
    )
    expect(await notesFor(['base', 'admin'])).not.toContain('from base')
  })
})

describe('what must be said yes to', () => {
  const kinds = (plan: { readonly confirmations: readonly { readonly kind: string }[] }) =>
    plan.confirmations.map(each => each.kind)

  it('is that default changes, and nothing for what was chosen by itself', async () => {
    const desk = deskWith(CONFIG, CREDENTIALS.replace('[base]', '[default]'))
    const choices = [{ name: 'default', point: true }]
    const plan = taken(await desk.imports.preview(desk.ask(choices)))
    expect(kinds(plan)).toEqual(['default'])
    expect(plan.confirmations[0]?.text).toBe('Every tool that is told no profile gets the session default.')
    const before = stateOf(desk)
    expect(await desk.accept(plan, [])).toMatchObject({
      failure: { kind: 'invalid', problems: [{ field: 'default' }] },
    })
    expect(stateOf(desk)).toEqual(before)
    taken(await desk.accept(plan))
    expect(desk.config).toContain('[default]\ncredential_process')
    expect(kinds(taken(await desk.imports.preview(desk.ask([{ name: 'web', point: true }]))))).toEqual([])
  })

  it('is that a key goes which is not taken over, since a role stands beside it', async () => {
    const desk = deskWith(
      CONFIG,
      `${CREDENTIALS}[admin]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = ${OTHER_SECRET}\n`,
    )
    const plan = taken(await desk.imports.preview(desk.ask(ALL)))
    expect(plan.confirmations).toEqual([
      { kind: 'remove-keys', text: expect.stringContaining('keys of admin from') },
    ])
  })

  it.each([
    ['in the other file', `[profile base]\n${OLD}`, CREDENTIALS],
    ['before it', CONFIG, CREDENTIALS.replace('[base]\n', `[base]\n${OLD}`)],
  ])(
    'is that another key of the profile goes, which nobody takes over: %s',
    async (_, config, credentials) => {
      const desk = deskWith(config, credentials)
      const plan = taken(await desk.imports.preview(desk.ask([{ name: 'base', point: true }])))
      expect(plan.confirmations.map(each => each.text)).toEqual([
        'Remove the keys of base that are not imported from the file. The keychain keeps the lines, so that this can be undone, until 20 more changes were made.',
      ])
    },
  )

  it('is nothing for the key of a profile that is also the role, and no note says that it stays', async () => {
    const self = `[profile self]\nrole_arn = ${ARN}\n`
    const desk = deskWith(self, CREDENTIALS.replace('[base]', '[self]'))
    const choices = [
      { name: 'self-key', point: false },
      { name: 'self', point: true },
    ]
    const plan = taken(await desk.imports.preview(desk.ask(choices)))
    expect([plan.confirmations, plan.notes]).toEqual([[], []])
    taken(await desk.accept(plan))
    expect(desk.credentials).toBe('[other]\naws_session_token = x\n')
  })
})

describe('a choice', () => {
  it.each<[string, readonly { readonly name: string; readonly point: boolean }[], string]>([
    ['of nothing', [], 'Choose at least one.'],
    ['of a role without its key', ALL.slice(1, 2), 'admin starts from base: choose that too.'],
  ])('%s is refused', async (_, choices, problem) => {
    expect(await deskWith().imports.preview(deskWith().ask(choices))).toEqual(
      fail({ kind: 'invalid', problems: [{ field: 'choices', problem }] }),
    )
  })

  it('of what is not there any more is refused', async () => {
    const desk = deskWith()
    desk.config = ''
    expect(await desk.imports.preview(desk.ask(ALL))).toEqual(fail({ kind: 'files-changed' }))
  })

  it('that could not stand in a file is refused, without curl', async () => {
    const desk = deskWith()
    desk.hasCurl = false
    expect(await desk.take(ALL)).toMatchObject({ failure: { kind: 'no-profiles', reason: 'no-curl' } })
    taken(await desk.take(KEPT))
  })
})

it.each([
  ['a key', KEPT.slice(0, 1)],
  ['a key and more', KEPT],
])('%s is taken over once, though shown in two windows and renamed in between', async (_, choices) => {
  const desk = deskWith()
  const [first, second] = [
    taken(await desk.imports.preview(desk.ask(choices))),
    taken(await desk.imports.preview(desk.ask(choices))),
  ]
  taken(await desk.accept(first))
  const [user] = desk.catalog.data.identities
  if (user?.kind !== 'iam-user') throw new Error('The key was not taken over.')
  taken(await desk.catalog.editIamUser(user.id, each => ({ ...each, name: 'renamed' })))
  const before = stateOf(desk)
  expect(await desk.accept(second)).toEqual(fail({ kind: 'files-changed' }))
  expect(stateOf(desk)).toEqual(before)
})

describe('a failure', () => {
  const refused = awsFailure('InvalidClientTokenId')
  it.each<[string, (desk: AwsDesk) => void, Failure['kind']]>([
    [
      'of AWS, which does not know the key',
      desk => Object.assign(desk.lookups, { caller: fail(refused) }),
      'aws',
    ],
    ['of the keychain to write', desk => void desk.secrets.failures.set('set', locked), 'keychain'],
    ['of the keychain to read back', desk => void desk.secrets.failures.set('get', locked), 'keychain'],
    [
      'of the keychain to give back the same',
      desk => Object.assign(desk.secrets, { getsInstead: new Secret('{}') }),
      'keychain',
    ],
    ['of the catalog to take the key', desk => void desk.store.failures.set(1, notSaved), 'not-saved'],
    ['of the catalog to take the sessions', desk => void desk.store.failures.set(2, notSaved), 'not-saved'],
    ['of the catalog to take the profiles', desk => void desk.store.failures.set(3, notSaved), 'not-saved'],
    ['of the record', desk => void desk.edits.failures.set(1, notSaved), 'not-saved'],
    ['of the first file', desk => void desk.files.failures.set(1, full), 'aws-file'],
    [
      'of the key, which is another one since',
      desk => {
        desk.files.texts.credentials = CREDENTIALS.replace(SECRET, OTHER_SECRET)
      },
      'files-changed',
    ],
    [
      'of the key, which is gone since',
      desk => {
        desk.files.texts.credentials = ''
      },
      'files-changed',
    ],
    [
      'of the files, which can’t be read any more',
      desk => Object.assign(desk.files, { unreadable: full }),
      'aws-file',
    ],
  ])('leaves files, catalog and keychain as before: %s', async (_, spoil, kind) => {
    const desk = deskWith()
    const plan = taken(await desk.imports.preview(desk.ask(ALL)))
    spoil(desk)
    const before = stateOf(desk)
    expect(await desk.accept(plan)).toMatchObject({ ok: false, failure: { kind } })
    expect(stateOf(desk)).toEqual(before)
  })

  it('of the second key leaves not the first', async () => {
    const second = `[second]\naws_access_key_id = AKIAIOSFODNN7EXASECD\naws_secret_access_key = ${OTHER_SECRET}\n`
    const desk = deskWith(CONFIG, `${CREDENTIALS}${second}`)
    const plan = taken(await desk.imports.preview(desk.ask([...ALL, { name: 'second', point: true }])))
    const before = stateOf(desk)
    const { whoAmI } = desk.lookups
    Object.assign(desk.lookups, {
      whoAmI: (...of: Parameters<typeof whoAmI>) =>
        of[0].accessKeyId.endsWith('SECD') ? Promise.resolve(fail(refused)) : whoAmI.apply(desk.lookups, of),
    })
    expect(await desk.accept(plan)).toMatchObject({ failure: { kind: 'dead-key' } })
    expect(stateOf(desk)).toEqual(before)
    expect(desk.log.filter(step => step.startsWith('set access-key'))).toHaveLength(1)
  })

  it('of the second file keeps what was taken over: the first one needs it', async () => {
    const desk = deskWith()
    desk.files.failures.set(2, full)
    expect(await desk.take(ALL)).toEqual(fail({ kind: 'half-changed', why: full }))
    expect(desk.config).toContain('credential_process')
    expect(desk.credentials).toBe(CREDENTIALS)
    expect(sessionNames(desk)).toEqual(['base', 'web', 'admin'])
    expect(desk.profiles).toHaveLength(3)
    taken(await desk.undo())
    expect(desk.both).toEqual({ config: CONFIG, credentials: CREDENTIALS })
  })

  it.for([1, 2])(
    'after file %i was replaced leaves the key in the keychain, and can be taken back',
    async count => {
      const desk = deskWith()
      const before = desk.both
      desk.files.lateFailures.set(count, full)
      expect(await desk.take(ALL)).toEqual(fail({ kind: 'half-changed', why: full }))
      const [user] = desk.catalog.data.identities
      expect(desk.secrets.items.has(user?.kind === 'iam-user' ? user.keychainAccount : '')).toBe(true)
      expect(desk.profiles.map(each => each.name)).toEqual(['base', 'web', 'admin'])
      taken(await desk.undo())
      expect(desk.both).toEqual(before)
    },
  )

  it('can be tried again with the same plan', async () => {
    const desk = deskWith()
    const plan = taken(await desk.imports.preview(desk.ask(ALL)))
    desk.files.failures.set(1, full)
    expect(await desk.accept(plan)).toEqual(fail(full))
    taken(await desk.accept(plan))
    expect(desk.view.profiles.map(each => each.why)).toEqual([null, null, null])
  })
})

describe('a key that is here already', () => {
  async function deskWithKey(): Promise<AwsDesk> {
    const desk = deskWith()
    taken(await desk.take(KEPT.slice(0, 1)))
    desk.log.length = 0
    return desk
  }

  it('is not added again, once the keychain has shown that it is the same', async () => {
    const desk = await deskWithKey()
    taken(await desk.take(ALL))
    expect(desk.log.slice(0, 2)).toEqual([
      expect.stringMatching(/^get access-key/),
      expect.stringMatching(/^set aws-files/),
    ])
    expect(desk.catalog.data.identities.filter(each => each.kind === 'iam-user')).toHaveLength(1)
    expect(desk.credentials).not.toContain('[base]')
  })

  it.each<[string, string]>([
    ['another secret', CREDENTIALS.replace(SECRET, OTHER_SECRET)],
    ['another ID with the same last characters', CREDENTIALS.replace('FODNN7', 'FODNN8')],
  ])('stays in the file where that has %s', async (_, credentials) => {
    const desk = await deskWithKey()
    desk.credentials = credentials
    const before = stateOf(desk)
    expect(await desk.take(ALL)).toMatchObject({
      failure: {
        kind: 'invalid',
        problems: [
          { field: 'choices', problem: expect.stringContaining('AKIA…BASE in the keychain is another one') },
        ],
      },
    })
    expect(stateOf(desk)).toEqual(before)
  })

  it('stays in the file where the keychain can’t be asked', async () => {
    const desk = await deskWithKey()
    desk.secrets.failures.set('get', locked)
    const before = stateOf(desk)
    expect(await desk.take(ALL)).toEqual(fail(locked))
    expect(stateOf(desk)).toEqual(before)
  })
})

describe('another tool', () => {
  it('is asked for names where it was chosen, and for a key once that is accepted', async () => {
    const desk = deskWith('[profile vaulted]\nregion = eu-west-1\n', '')
    desk.others.items = succeed(['vaulted'])
    desk.others.key = succeed({ accessKeyId: 'AKIAIOSFODNN7EXAVLTD', secretAccessKey: new Secret(SECRET) })
    taken(await desk.imports.find('aws-files', ENDPOINT))
    expect(desk.log).toEqual([])
    const plan = taken(
      await desk.imports.preview(desk.ask([{ name: 'vaulted', point: true }], { place: 'aws-vault' })),
    )
    expect(desk.log).toEqual(['list aws-vault'])
    taken(await desk.accept(plan))
    expect(desk.log.slice(1, 3)).toEqual(['read aws-vault', 'ask AWS'])
    expect(desk.catalog.data.identities).toMatchObject([{ name: 'vaulted', accessKeyHint: 'AKIA…VLTD' }])
  })

  it('that can’t be asked says why', async () => {
    const desk = deskWith()
    desk.others.items = fail(locked)
    expect(await desk.imports.find('aws-vault', ENDPOINT)).toEqual(fail(locked))
    desk.others.offer = fail(locked)
    expect(await desk.imports.find('leapp', ENDPOINT)).toEqual(fail(locked))
    desk.others.offer = succeed(null)
    expect(await desk.imports.find('leapp', ENDPOINT)).toEqual(succeed({ candidates: [], left: [] }))
  })
})
