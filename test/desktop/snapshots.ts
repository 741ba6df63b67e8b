import type { PromptId } from '../../main/core/broker/mfa.ts'
import type { QuestionId } from '../../main/core/consent/consent.ts'
import { defaultPreferences } from '../../main/core/preferences.ts'
import type { SessionId } from '../../main/core/sessions/session.ts'
import type { PromptView, QuestionView, SessionView, Snapshot } from '../../main/core/snapshot/snapshot.ts'
import type { StateView } from '../../main/core/snapshot/state-views.ts'
import { role } from '../core/world.ts'
import { noAwsFiles } from '../support/aws-files.ts'

const why = { title: 'It went wrong.', advice: 'Do something.', waits: false }
const waiting = { title: 'Nobody entered the code.', advice: 'Try again.', waits: true }
/** 14:32 and 14:20 as `showTime` writes them. */
export const UNTIL = Date.UTC(2026, 10, 22, 14, 32)
const SOON = Date.UTC(2026, 10, 22, 14, 20)
export const showTime = (time: number) => new Date(time).toISOString().slice(11, 16)

export const STATES = {
  off: { kind: 'off' },
  starting: { kind: 'starting', why: null },
  tryingAgain: { kind: 'starting', why },
  waiting: { kind: 'waiting-for-code' },
  live: { kind: 'live', until: UNTIL, renewsAt: SOON },
  renewing: { kind: 'renewing', until: UNTIL },
  failing: { kind: 'failing', until: UNTIL, why, retriesAt: SOON },
  failed: { kind: 'failed', why },
  notAnswered: { kind: 'failed', why: waiting },
  renewalNotAnswered: { kind: 'failing', until: UNTIL, why: waiting, retriesAt: null },
} as const satisfies Record<string, StateView>

export const idOf = (name: string) => `id-${name}` as SessionId

export function view(name: string, state: StateView, current = false): SessionView {
  return {
    session: role(name, {
      id: idOf(name),
      source: { kind: 'session', id: idOf('source') },
      roleArn: 'arn:aws:iam::111122223333:role/admin',
    }),
    state,
    current,
    account: '111122223333',
    arn: null,
    noConsole: null,
    connection: null,
    lease: null,
    steps: [],
    lastUse: null,
  }
}

export function prompt(owner: string, ...sessions: readonly string[]): PromptView {
  return {
    id: 'prompt' as PromptId,
    device: { serial: `arn:aws:iam::111122223333:mfa/${owner}`, owner, account: '111122223333' },
    asker: 'tool',
    raisedBy: 'tool',
    clicks: 0,
    deadline: UNTIL,
    status: 'open',
    notice: null,
    sessions,
    tool: null,
  }
}

export function question(tool: string, session: string, parent: string | null = 'bash'): QuestionView {
  const process = (name: string, pid: number) => ({
    pid,
    startedAt: String(pid),
    name,
    executable: `/usr/bin/${name}`,
    script: null,
    folder: '/work',
  })
  const above = parent === null ? null : process(parent, 40)
  return {
    id: `question-${tool}` as QuestionId,
    asking: { tool: process(tool, 41), parent: above, app: above, name: tool },
    session: { name: session, account: '111122223333', production: false, consent: 'first-use' },
    beginsLease: false,
    clicks: 0,
  }
}

export const down: Snapshot['endpoint'] = { kind: 'down', why }

export function snapshotOf(more: Partial<Snapshot> = {}): Snapshot {
  return {
    identities: [],
    sessions: [],
    prompts: [],
    endpoint: { kind: 'listening', port: 23_456 },
    current: null,
    grants: [],
    recent: [],
    questions: [],
    confirmations: [],
    instanceMetadata: null,
    signIns: [],
    activityVersion: 0,
    notices: [],
    keychain: null,
    preferences: defaultPreferences,
    awsFiles: noAwsFiles,
    system: { version: '1.2.3', tray: null, shortcut: { keys: null, why: null }, startsAtLogin: false },
    updates: null,
    offline: false,
    ...more,
  }
}
