import { describe, expect, it } from 'vitest'
import type { PlanId } from '../../../main/core/aws-files/plan.ts'
import type { Failure } from '../../../main/core/failures/failure.ts'
import { sessionId } from '../world.ts'
import { AwsDesk, setting, taken } from './aws-desk.ts'

const unreadable: Failure = { kind: 'aws-file', path: '/aws/config', reason: 'unreadable', detail: 'EACCES' }
const full: Failure = { kind: 'aws-file', path: '/aws/x', reason: 'full', detail: 'ENOSPC' }
const notSaved: Failure = { kind: 'not-saved', detail: 'ENOSPC' }
const KEYS = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = hidden\n'
const [CONFIG, CREDENTIALS] = ['/aws/config', '/aws/credentials']

/** With one profile of ours. */
async function deskWithDev(): Promise<AwsDesk> {
  const desk = new AwsDesk()
  taken(await desk.set('dev'))
  return desk
}

async function troubleOf(desk: AwsDesk): Promise<unknown> {
  await desk.profileFiles.look()
  const [profile] = desk.profiles
  if (profile === undefined) throw new Error('There is no profile.')
  return desk.profileFiles.trouble(profile)
}

const trouble = (reason: string, path: string, line: number | null, key: string | null) => ({
  kind: 'profile',
  reason,
  name: 'dev',
  path,
  line,
  key,
})

describe('the state of a profile', () => {
  it.each<[string, (desk: AwsDesk) => void, unknown]>([
    ['in place', () => {}, null],
    ['in place, with more beside it', desk => add(desk, 'region = x1\n', '[other]\n'), null],
    ['in a file that is gone', desk => write(desk, null), trouble('missing', CONFIG, null, null)],
    ['removed', desk => write(desk, '[profile other]\n'), trouble('missing', CONFIG, null, null)],
    [
      'without its process',
      desk => write(desk, '[profile dev]\nregion = x1\n'),
      trouble('changed', CONFIG, 1, null),
    ],
    [
      'with another process',
      desk => write(desk, '\n[profile dev]\ncredential_process = aws-vault export dev\n'),
      trouble('changed', CONFIG, 3, null),
    ],
    [
      'with the process of another session',
      desk => write(desk, `[profile dev]\ncredential_process = ${desk.processFor('prod-role')}\n`),
      trouble('changed', CONFIG, 2, null),
    ],
    ...['aws_access_key_id', 'role_arn', 'web_identity_token_file', 'sso_session', 'login_session'].flatMap(
      (key): [string, (desk: AwsDesk) => void, unknown][] => [
        [`with ${key} in config`, desk => add(desk, `${key} = x\n`), trouble('outwon', CONFIG, 4, key)],
        [
          `with ${key} in credentials`,
          desk => add(desk, '', `[dev]\n${key} = x\n`),
          trouble('outwon', CREDENTIALS, 2, key),
        ],
      ],
    ),
    [
      'with a process in credentials',
      desk => add(desk, '', '[dev]\ncredential_process = x\n'),
      trouble('outwon', CREDENTIALS, 2, 'credential_process'),
    ],
    [
      'with a key in DEFAULT, which Python reads in each section',
      desk => add(desk, '[DEFAULT]\naws_access_key_id = x\ncredential_process = x\n'),
      trouble('outwon', CONFIG, 5, 'aws_access_key_id'),
    ],
    [
      'with a key in the DEFAULT of a file that has no such profile',
      desk => add(desk, '', '[DEFAULT]\naws_access_key_id = x\n'),
      null,
    ],
    [
      'there twice',
      desk => add(desk, '[profile dev]\n'),
      { kind: 'profile-twice', name: 'dev', path: CONFIG, lines: [1, 4] },
    ],
    [
      'unreadable',
      desk => {
        desk.files.unreadable = unreadable
      },
      unreadable,
    ],
    [
      'without curl',
      desk => {
        desk.hasCurl = false
      },
      { kind: 'no-profiles', reason: 'no-curl' },
    ],
  ])('is known: %s', async (_, change, expected) => {
    const desk = await deskWithDev()
    change(desk)
    expect(await troubleOf(desk)).toEqual(expected)
  })

  it('is known where its session is gone', async () => {
    const desk = await deskWithDev()
    expect(await troubleOf(desk)).toBeNull()
    taken(await desk.catalog.removeSession(sessionId('dev-role')))
    expect(desk.view.profiles).toMatchObject([{ why: { title: 'What the profile dev was for is gone.' } }])
    expect(await troubleOf(desk)).toEqual(trouble('orphaned', CONFIG, null, null))
    expect(desk.troubles).toEqual([])
  })

  it('is not known before the files were looked at', async () => {
    const desk = await deskWithDev()
    desk.restart()
    write(desk, null)
    const [profile] = desk.profiles
    expect(profile && desk.profileFiles.trouble(profile)).toBeNull()
    expect(desk.profileFiles.files).toBeNull()
  })
})

function write(desk: AwsDesk, config: string | null): void {
  desk.config = config
}

function add(desk: AwsDesk, config: string, credentials = ''): void {
  desk.config = `${desk.config ?? ''}${config}`
  desk.credentials = `${desk.credentials ?? ''}${credentials}`
}

describe('another program that takes a profile’s place', () => {
  const overwrite = (desk: AwsDesk) => write(desk, '[profile dev]\ncredential_process = x\n')

  it('is told of once, and again when it does it again', async () => {
    const desk = await deskWithDev()
    for (const times of [1, 2]) {
      overwrite(desk)
      for (let looks = 0; looks < 3; looks++) await desk.profileFiles.look()
      expect(desk.troubles).toHaveLength(times)
      taken(await desk.set('dev'))
      await desk.profileFiles.look()
      expect(desk.troubles).toHaveLength(times)
    }
    expect(desk.troubles[0]).toMatchObject({ kind: 'profile', reason: 'changed', name: 'dev' })
  })

  it('is told of once, though the file can’t be read meanwhile', async () => {
    const desk = await deskWithDev()
    overwrite(desk)
    await desk.profileFiles.look()
    desk.files.unreadable = unreadable
    await desk.profileFiles.look()
    desk.files.unreadable = null
    await desk.profileFiles.look()
    expect(desk.troubles).toHaveLength(1)
  })

  it('is told of, where the file could not be read just before', async () => {
    const desk = await deskWithDev()
    desk.files.unreadable = unreadable
    await desk.profileFiles.look()
    desk.files.unreadable = null
    overwrite(desk)
    await desk.profileFiles.look()
    expect(desk.troubles).toHaveLength(1)
  })

  it('is not told of where it was before this start: the window shows it', async () => {
    const desk = await deskWithDev()
    overwrite(desk)
    desk.restart()
    await desk.profileFiles.look()
    expect(desk.troubles).toEqual([])
    expect(desk.view.profiles).toMatchObject([{ profile: { name: 'dev' }, canMend: true }])
  })

  it('is told of by the name of each profile', async () => {
    const desk = await deskWithDev()
    taken(await desk.set('other'))
    write(desk, null)
    await desk.profileFiles.look()
    expect(desk.troubles).toMatchObject([{ name: 'dev' }, { name: 'other' }])
  })

  it('is not the user, who removes it here', async () => {
    const desk = await deskWithDev()
    taken(await desk.change({ kind: 'remove-profile', name: 'dev' }))
    taken(await desk.undo())
    taken(await desk.undo(0))
    expect(desk.troubles).toEqual([])
  })
})

describe('a plan', () => {
  it('says what it would do, and does nothing', async () => {
    const desk = new AwsDesk()
    desk.credentials = `[dev]\n${KEYS}`
    const plan = await desk.preview(setting('dev', 'dev-role', { region: 'eu-west-1' }))
    expect(plan.files).toEqual([
      {
        path: CONFIG,
        isNew: true,
        lines: [
          { kind: 'added', text: '[profile dev]' },
          { kind: 'added', text: `credential_process = ${desk.processFor('dev-role')}` },
          { kind: 'added', text: 'region = eu-west-1' },
        ],
      },
      {
        path: CREDENTIALS,
        isNew: false,
        lines: [
          { kind: 'removed', text: '[dev]' },
          { kind: 'removed', text: 'aws_access_key_id = ••••MPLE' },
          { kind: 'removed', text: 'aws_secret_access_key = ••••••••' },
        ],
      },
    ])
    expect([desk.config, desk.credentials, desk.log, desk.profiles]).toEqual([null, `[dev]\n${KEYS}`, [], []])
  })

  it('says which profiles start from one that gets other credentials, and not where it keeps its own', async () => {
    const desk = new AwsDesk()
    desk.config = '[profile one]\nsource_profile = dev\n[profile two]\nsource_profile = dev\n'
    const note = 'one and two start from dev, and will start from what Understudy gives there.'
    expect((await desk.preview(setting('dev'))).notes).toEqual([note])
    taken(await desk.set('dev'))
    expect((await desk.preview(setting('dev', 'dev-role', { region: 'eu-west-1' }))).notes).toEqual([])
    expect((await desk.preview(setting('dev', 'prod-role'))).notes).toEqual([note])
  })

  it('is done once', async () => {
    const desk = new AwsDesk()
    const plan = await desk.preview(setting('dev'))
    taken(await desk.accept(plan))
    const before = desk.both
    expect(await desk.accept(plan)).toEqual({ ok: false, failure: { kind: 'files-changed' } })
    expect([desk.both, desk.edits.edits.length]).toEqual([before, 1])
  })

  it('is done once, though it is said yes to twice at the same time', async () => {
    const desk = new AwsDesk()
    const plan = await desk.preview(setting('dev'))
    const both = await Promise.all([desk.accept(plan), desk.accept(plan)])
    expect(both.map(each => each.ok)).toEqual([true, false])
    expect(desk.edits.edits).toHaveLength(1)
  })

  it('that was never shown is not done', async () => {
    const desk = new AwsDesk()
    const unknown = await desk.profileFiles.apply('plan-x' as PlanId, ['take-over', 'default', 'remove-keys'])
    expect(unknown).toEqual({ ok: false, failure: { kind: 'files-changed' } })
  })

  it('of which more than ten were shown since is not known any more', async () => {
    const desk = new AwsDesk()
    const [first, second] = [await desk.preview(setting('first')), await desk.preview(setting('second'))]
    for (let count = 0; count < 9; count++) await desk.preview(setting('dev'))
    expect(await desk.accept(first)).toEqual({ ok: false, failure: { kind: 'files-changed' } })
    taken(await desk.accept(second))
  })

  it('that failed can be tried again', async () => {
    const desk = new AwsDesk()
    const plan = await desk.preview(setting('dev'))
    desk.files.failures.set(1, full)
    expect(await desk.accept(plan)).toEqual({ ok: false, failure: full })
    taken(await desk.accept(plan))
    expect(desk.config).toContain('[profile dev]')
  })

  it.each<[string, ReturnType<typeof setting>, Failure['kind'], string | null]>([
    ['a name that tools can’t read', setting('a b'), 'invalid', 'name'],
    ['no name', setting(''), 'invalid', 'name'],
    ['a Region that is none', setting('dev', 'dev-role', { region: 'x\ny' }), 'invalid', 'region'],
    ['a format that is none', setting('dev', 'dev-role', { output: 'xml' }), 'invalid', 'output'],
    ['a session that is gone', setting('dev', 'gone'), 'not-found', null],
  ])('is not made for %s', async (_, change, kind, field) => {
    const planned = await new AwsDesk().profileFiles.preview(change)
    if (planned.ok) throw new Error('It was taken.')
    expect(planned.failure.kind).toBe(kind)
    if (planned.failure.kind === 'invalid')
      expect(planned.failure.problems.map(each => each.field)).toEqual([field])
  })

  it('is not made without curl, nor for what is not ours, nor of files that can’t be read', async () => {
    const desk = await deskWithDev()
    desk.hasCurl = false
    expect(await desk.set('dev')).toMatchObject({ failure: { kind: 'no-profiles', reason: 'no-curl' } })
    expect(await desk.change({ kind: 'remove-profile', name: 'other' })).toEqual({
      ok: false,
      failure: { kind: 'not-found', what: 'profile' },
    })
    desk.files.unreadable = unreadable
    expect(await desk.change({ kind: 'remove-profile', name: 'dev' })).toEqual({
      ok: false,
      failure: unreadable,
    })
  })

  it('is made for the current session, and for what a tool may have', async () => {
    const desk = new AwsDesk()
    taken(await desk.catalog.addGrant({ name: 'agent', target: { kind: 'current' }, sessionPolicies: null }))
    const grant = desk.catalog.data.grants.find(each => each.name === 'agent')
    if (grant === undefined) throw new Error('There is no grant.')
    taken(await desk.set('tray', '', { target: { kind: 'current' } }))
    taken(await desk.set('agent', '', { target: { kind: 'grant', id: grant.id } }))
    expect(desk.config).toContain(
      `[profile agent]\ncredential_process = /usr/bin/curl --config "/tools/${grant.id}/curl"`,
    )
    expect(desk.view.profiles).toMatchObject([
      { tool: null, session: null, why: null },
      { tool: 'agent', session: null, why: null },
    ])
    taken(await desk.catalog.makeCurrent(sessionId('prod-role')))
    expect(desk.view.profiles).toMatchObject([
      { session: { name: 'prod-role', production: true } },
      { session: { name: 'prod-role', production: true } },
    ])
  })
})

describe('the profiles in the catalog', () => {
  const names = (desk: AwsDesk) => desk.profiles.map(each => each.name)

  it('are those in the files, as they are added, changed, removed and taken back', async () => {
    const desk = await deskWithDev()
    taken(await desk.set('other'))
    taken(await desk.set('dev', 'prod-role'))
    expect(desk.profiles).toMatchObject([{ name: 'other' }, { name: 'dev', target: { id: 'prod-role' } }])
    taken(await desk.change({ kind: 'remove-profile', name: 'other' }))
    expect(names(desk)).toEqual(['dev'])
    taken(await desk.undo())
    expect(names(desk).sort()).toEqual(['dev', 'other'])
    taken(await desk.undo())
    expect(desk.profiles.find(each => each.name === 'dev')?.target).toEqual({
      kind: 'session',
      id: 'dev-role',
    })
  })

  it('are saved before a file is written, so that what a crash leaves there is known to be ours', async () => {
    const desk = new AwsDesk()
    desk.files.meanwhile = () => expect(desk.store.saved.at(-1)?.profiles).toMatchObject([{ name: 'dev' }])
    taken(await desk.set('dev'))
    expect(desk.files.meanwhile).toBeNull()
    expect.assertions(2)
  })

  it.each<[string, (desk: AwsDesk) => void]>([
    ['the catalog', desk => void desk.store.failures.set(2, notSaved)],
    ['the record', desk => void desk.edits.failures.set(2, notSaved)],
    ['the file', desk => void desk.files.failures.set(2, full)],
  ])('are as before where a change fails at %s', async (_, spoil) => {
    for (const change of [
      setting('other'),
      setting('dev', 'prod-role'),
      { kind: 'remove-profile', name: 'dev' },
    ] as const) {
      const desk = await deskWithDev()
      const [before, profiles, edits] = [desk.both, desk.profiles, desk.edits.edits]
      spoil(desk)
      expect(await desk.change(change)).toMatchObject({ ok: false })
      expect([desk.both, desk.profiles, desk.edits.edits]).toEqual([before, profiles, edits])
    }
  })

  it('are shown as missing where a crash came before the file was written', async () => {
    const desk = new AwsDesk()
    let saved = desk.catalog.data
    desk.files.meanwhile = () => {
      saved = desk.store.saved.at(-1) ?? saved
    }
    taken(await desk.set('dev'))
    const next = new AwsDesk(saved)
    next.edits.json = desk.edits.json
    await next.profileFiles.look()
    expect(next.view.profiles).toMatchObject([{ profile: { name: 'dev' }, canMend: true }])
    // The record tells of what did not happen: to take it back changes no file.
    taken(await next.undo())
    expect([next.both, next.profiles]).toEqual([{ config: null, credentials: null }, []])
  })
})

describe('the Region of a profile', () => {
  const regions = (desk: AwsDesk) => /region = .*/.exec(desk.config ?? '')?.[0] ?? null

  it('is that of the session where the profile has none, and goes with the profile', async () => {
    const desk = await deskWithDev()
    expect(regions(desk)).toBe('region = eu-central-1')
    taken(await desk.set('dev'))
    expect(desk.profiles).toMatchObject([{ name: 'dev', region: 'eu-central-1' }])
    taken(await desk.change({ kind: 'remove-profile', name: 'dev' }))
    expect(desk.config).toBe('')
  })

  it('stays as the user has it, also when the profile goes', async () => {
    const desk = new AwsDesk()
    write(desk, '[profile dev]\nregion = eu-west-1\n')
    taken(await desk.set('dev'))
    expect(desk.config).toMatch(/^\[profile dev\]\nregion = eu-west-1\ncredential_process = .*\n$/)
    taken(await desk.change({ kind: 'remove-profile', name: 'dev' }))
    expect(desk.config).toBe('[profile dev]\nregion = eu-west-1\n')
  })
})
