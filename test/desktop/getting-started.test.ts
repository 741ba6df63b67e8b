import { describe, expect, test } from 'vitest'
import type { IdentityId } from '../../main/core/catalog/identity.ts'
import type { SessionView } from '../../main/core/snapshot/snapshot.ts'
import { progressOf } from '../../renderer/windows/manager/getting-started/progress.ts'
import { sessionsOf } from '../../renderer/windows/manager/getting-started/saml-sessions.ts'
import { STATES, snapshotOf, view } from './snapshots.ts'

const grants = (at: number | null) => [
  {
    grant: { id: 'grant' as never, name: null, target: { kind: 'current' } as const, sessionPolicies: null },
    connection: null,
    lastUse: at === null ? null : { at, tool: 'aws', pid: 1 },
    why: null,
  },
]
const identity = {
  kind: 'saml-provider',
  id: 'company' as IdentityId,
  name: 'Company',
  region: 'eu-central-1',
  fallbackRegion: null,
  stsUrl: null,
  globalSts: false,
  signInUrl: 'https://company.example.com',
} as const

describe('how far the user is', () => {
  const nothing = { ...snapshotOf({}), identities: [], sessions: [], grants: grants(null) }

  test('each step is told from what there is', () => {
    expect(progressOf(nothing).next).toBe('identity')
    const known = { ...nothing, identities: [identity] }
    expect(progressOf(known).next).toBe('session')
    expect(progressOf({ ...known, sessions: [view('a', STATES.off)] }).next).toBe('start')
    expect(progressOf({ ...known, sessions: [view('a', STATES.failed)] }).next).toBe('start')
    const on = { ...known, sessions: [view('a', STATES.live, true)] }
    expect(progressOf(on)).toMatchObject({ next: 'connect', grant: { grant: { id: 'grant' } } })
    expect(progressOf({ ...on, grants: grants(1) })).toMatchObject({
      next: null,
      firstUse: { tool: 'aws' },
    })
  })

  test('the first session that is started is no production one, unless there is no other', () => {
    const { session, ...more } = view('prod', STATES.off)
    const prod = { ...more, session: { ...session, production: true } }
    const known = { ...nothing, identities: [identity] }
    const first = (sessions: readonly SessionView[]) =>
      progressOf({ ...known, sessions }).session?.session.name
    expect(first([prod, view('dev', STATES.off)])).toBe('dev')
    expect(first([prod])).toBe('prod')
    expect(first([{ ...prod, state: STATES.failed }, view('dev', STATES.off)])).toBe('prod')
  })

  test('after a restart, which stops all sessions, what a tool has had counts on', () => {
    const later = { ...nothing, identities: [identity], sessions: [view('a', STATES.off)], grants: grants(1) }
    expect(progressOf(later).next).toBeNull()
  })
})

test('roles of one name become sessions of different names', () => {
  const role = (account: string) => ({
    roleArn: `arn:aws:iam::${account}:role/team/Admin`,
    principalArn: `arn:aws:iam::${account}:saml-provider/Company`,
  })
  const made = sessionsOf([role('111122223333'), role('444455556666'), role('444455556666')], identity.id, [
    'Admin',
  ])
  expect(made.map(each => each.name)).toEqual([
    'Admin-111122223333',
    'Admin-444455556666',
    'Admin-444455556666-2',
  ])
})
