import { describe, expect, it } from 'vitest'
import type { AwsFilesView, ProfileView } from '../../main/core/aws-files/files-view.ts'
import type { ManagedProfile } from '../../main/core/aws-files/managed-profile.ts'
import type { GrantView } from '../../main/core/snapshot/snapshot.ts'
import type { GrantId } from '../../main/core/tools/grants.ts'
import {
  nameOf,
  newDraft,
  plainName,
  targetChoices,
  toDraft,
  toProfile,
} from '../../renderer/windows/manager/profiles/profile-draft.ts'
import {
  commonWhy,
  describeProfile,
  placeOf,
  profilesFor,
  profilesWith,
  withoutIt,
} from '../../renderer/windows/manager/profiles/profile-rows.ts'
import { idOf, STATES, view } from './snapshots.ts'

const AGENT = 'agent' as GrantId
const profile: ManagedProfile = {
  name: 'dev',
  target: { kind: 'session', id: idOf('dev') },
  region: 'eu-north-1',
  output: 'json',
}

const shown = (more: Partial<ProfileView>): ProfileView => ({
  profile,
  session: { name: 'dev', production: false },
  tool: null,
  why: null,
  canMend: false,
  ...more,
})

const filesWith = (...profiles: readonly ProfileView[]): AwsFilesView => ({
  paths: { config: '/home/a/.aws/config', credentials: '/home/a/.aws/credentials' },
  profiles,
  edits: [],
  why: null,
  warnings: [],
  importable: 0,
})

const agent: GrantView = {
  grant: { id: AGENT, name: 'Agent', target: { kind: 'session', id: idOf('dev') }, sessionPolicies: null },
  connection: null,
  lastUse: null,
  why: null,
}
const seen = {
  identities: [],
  sessions: [view('dev', STATES.off), view('Größe (EU)', STATES.off)],
  grants: [agent],
  awsFiles: filesWith(),
}

describe('a profile as it is typed', () => {
  it('can be for each session, for what is current, and for what a tool may have', () => {
    expect(targetChoices(seen).map(each => each.label)).toEqual([
      'dev',
      'Größe (EU)',
      'Whatever is current in the tray',
      'The access of Agent',
    ])
  })

  it.each([{ kind: 'session', id: idOf('dev') }, { kind: 'current' }, { kind: 'grant', id: AGENT }] as const)(
    'goes through its form unchanged: %o',
    target => {
      const old = { ...profile, target }
      expect(toProfile(toDraft(old), seen)).toEqual(old)
    },
  )

  it('has no Region and no output where none is typed', () => {
    expect(toProfile({ ...newDraft(seen, null), region: '  ' }, seen)).toEqual({
      name: 'dev',
      target: { kind: 'session', id: idOf('dev') },
      region: null,
      output: null,
    })
  })

  it.each([
    [{ kind: 'session', id: idOf('Größe (EU)') }, 'Gro-e-EU'],
    [{ kind: 'current' }, 'understudy'],
    [{ kind: 'grant', id: AGENT }, 'Agent'],
  ] as const)('is named after what it is for, until a name is typed: %o', (target, name) => {
    const draft = newDraft(seen, target)
    expect(nameOf(draft, seen)).toBe(name)
    expect(nameOf({ ...draft, name: ' typed ' }, seen)).toBe('typed')
    expect(nameOf({ ...draft, name: '' }, seen)).toBe('')
  })

  it('is not offered a name that is one of ours', () => {
    const taken = { ...seen, awsFiles: filesWith(shown({})) }
    expect(nameOf(newDraft(taken, profile.target), taken)).toBe('dev-2')
  })

  it.each([
    ['payments-prod', 'payments-prod'],
    ['Prod (Zürich)', 'Prod-Zurich'],
    ['--profile', 'profile'],
    ['日本', 'understudy'],
    ['default', 'understudy'],
    ['x'.repeat(80), 'x'.repeat(60)],
  ])('has a plain form of a name: %s', (text, plain) => {
    expect(plainName(text)).toBe(plain)
  })
})

describe('a profile in the list', () => {
  const current = { ...profile, target: { kind: 'current' }, region: null, output: null } as const
  it.each([
    [shown({}), 'Session dev · eu-north-1 · output json'],
    [shown({ profile: current, session: null }), 'Follows the tray: none at the moment'],
    [shown({ profile: current }), 'Follows the tray: now dev'],
    [shown({ session: null }), 'A session that is gone · eu-north-1 · output json'],
    [
      shown({ profile: { ...current, target: { kind: 'grant', id: AGENT } }, tool: 'Agent' }),
      'The access of Agent: dev',
    ],
    [
      shown({ profile: { ...current, target: { kind: 'grant', id: AGENT } } }),
      'A tool’s access that is gone',
    ],
  ])('says what it gives: %#', (each, words) => {
    expect(describeProfile(each)).toBe(words)
  })

  it('shares with others what is said once', () => {
    const noCurl = { title: 'No curl.', advice: '' }
    expect(commonWhy([shown({ why: noCurl }), shown({}), shown({ why: { ...noCurl } })])).toEqual(noCurl)
    expect(commonWhy([shown({ why: noCurl }), shown({})])).toBeNull()
  })

  it('is named by the removal of its session, and of the access that it uses', () => {
    const byTool = shown({ profile: { ...profile, name: 'ci', target: { kind: 'grant', id: AGENT } } })
    const snapshot = { ...seen, awsFiles: filesWith(shown({}), byTool, shown({ profile: current })) }
    expect(profilesFor(idOf('dev'), snapshot)).toEqual(['dev', 'ci'])
    expect(profilesFor(idOf('other'), snapshot)).toEqual([])
    expect(profilesWith(AGENT, snapshot)).toEqual(['ci'])
    expect(withoutIt([])).toEqual([])
    expect(withoutIt(['dev', 'ci'])[0]).toContain('The profiles dev and ci')
  })
})

it('the files have a short name where they are where all look for them', () => {
  const { paths } = filesWith()
  expect(placeOf(filesWith()).config).toBe('~/.aws/config')
  expect(placeOf({ ...filesWith(), paths: { ...paths, config: '/mnt/aws.ini' } }).config).toBe(
    'the AWS Config File',
  )
})
