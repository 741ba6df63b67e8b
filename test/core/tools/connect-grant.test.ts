import { expect, it } from 'vitest'
import { READ_ONLY, type SessionPolicies } from '../../../main/core/sessions/session-policies.ts'
import type { GrantView, InstanceMetadataView, SessionView } from '../../../main/core/snapshot/snapshot.ts'
import { surroundingsOf } from '../../../main/core/tools/connect-grant.ts'
import type { GrantId, GrantTarget } from '../../../main/core/tools/grants.ts'
import { role, sessionId } from '../world.ts'

const admin: GrantTarget = { kind: 'session', id: sessionId('admin') }
const current: GrantTarget = { kind: 'current' }
const sessions: readonly SessionView[] = [
  {
    session: role('admin'),
    state: { kind: 'off' },
    current: true,
    account: '',
    arn: null,
    noConsole: null,
    connection: null,
    lease: null,
    steps: [],
    lastUse: null,
  },
]
const metadata: InstanceMetadataView = { session: sessionId('admin'), url: 'http://127.0.0.1:9/', why: null }

function view(
  target: GrantTarget,
  name: string | null = null,
  sessionPolicies: SessionPolicies | null = null,
): GrantView {
  const grant = { id: 'g' as GrantId, name, target, sessionPolicies }
  return { grant, connection: null, lastUse: null, why: null }
}

it.each([
  ['the session', view(admin), 'admin'],
  ['the tool, where it has a name', view(admin, 'agent'), 'agent'],
  ['nothing, where it follows the tray', view(current), null],
])('a profile is named after %s', (_, grant, name) => {
  expect(surroundingsOf(grant, { sessions, instanceMetadata: null }, 'linux').name).toBe(name)
})

it.each([
  ['is served so', view(admin), metadata, metadata.url],
  ['is not the one that is served', view(current), metadata, null],
  ['would be bounded, which instance metadata is not', view(admin, 'agent', READ_ONLY), metadata, null],
  ['has a stranger on its port', view(admin), { ...metadata, why: { title: '', advice: '' } }, null],
  ['is served in no such way', view(admin), null, null],
])('there are lines for instance metadata only where the session %s', (_, grant, instanceMetadata, url) => {
  expect(surroundingsOf(grant, { sessions, instanceMetadata }, 'linux').imdsUrl).toBe(url)
})
