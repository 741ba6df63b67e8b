import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProfileChange } from '../../main/core/aws-files/plan.ts'
import type { AssumeRoleSession, NewSession, Source } from '../../main/core/sessions/session.ts'
import type { SessionView } from '../../main/core/snapshot/snapshot.ts'
import { command, lookUp } from '../../test/support/commands.ts'
import type { Scene } from '../../test/support/scene.ts'
import { arnOf } from './team.ts'

type Look = AssumeRoleSession['look']

/** Alice's key, and what a team of some accounts has in the app. */
export async function furnishTeam({ person, alice, aws, roles }: Scene): Promise<void> {
  const endpoint = { region: 'eu-central-1', fallbackRegion: null, globalSts: false, stsUrl: aws.url }
  await command(person, 'addKey', {
    settings: { ...endpoint, name: 'alice', mfaSerial: alice.mfaSerial },
    key: { accessKeyId: alice.accessKeyId, secretAccessKey: alice.secretAccessKey },
  })
  const identity = (await person.snapshot()).identities[0]
  if (identity === undefined) throw new Error('The key of alice is not there.')
  const source: Source = { kind: 'identity', id: identity.id }
  const of = (group: string | null, color: Look['color'], pinned = false): Look => ({ group, color, pinned })
  const add = (name: string, roleArn: string, look: Look, more: Partial<AssumeRoleSession> = {}) =>
    command(person, 'addSession', { session: roleSession(name, roleArn, source, look, more) })

  await add('payments-prod', roles.prodAdmin, of('Payments', 'red', true), {
    production: true,
    consent: 'first-use',
  })
  await add('payments-staging', arnOf('444455556666', 'Admin'), of('Payments', 'orange'))
  await add('payments-dev', roles.devReadonly, of('Payments', 'green', true), { mfa: 'none' })
  const prod = (await person.snapshot()).sessions.find(each => each.session.name === 'payments-prod')
  if (prod === undefined) throw new Error('payments-prod is not there.')
  await add('payments-audit', roles.auditChained, of('Payments', 'purple'), {
    source: { kind: 'session', id: prod.session.id },
    mfa: 'none',
  })
  await add('data-lake', arnOf('777788889999', 'DataEngineer'), of('Data', 'teal'))
  await add('data-readonly', arnOf('777788889999', 'ReadOnly'), of('Data', 'lightBlue'))
  await add('billing', arnOf('222233334444', 'Billing'), of(null, 'yellow'))
}

function roleSession(
  name: string,
  roleArn: string,
  source: Source,
  look: Look,
  more: Partial<AssumeRoleSession>,
): NewSession {
  return {
    name,
    operation: 'AssumeRole',
    source,
    roleArn,
    roleSessionName: null,
    externalId: null,
    mfa: 'session-token',
    sessionPolicies: null,
    tags: [],
    transitiveTagKeys: [],
    sourceIdentity: null,
    providedContexts: [],
    durationSeconds: null,
    minimumSessionTokenSize: null,
    production: false,
    consent: 'off',
    console: { browser: null, service: null, region: null, durationSeconds: null },
    look,
    ...more,
  }
}

/** One more role of alice, in no group and without a code. */
export async function addRole({ person }: Scene, name: string, roleArn: string): Promise<void> {
  const [identity] = (await person.snapshot()).identities
  if (identity === undefined) throw new Error('The key of alice is not there.')
  const look = { group: null, color: null, pinned: false } as const
  const source = { kind: 'identity', id: identity.id } as const
  await command(person, 'addSession', { session: roleSession(name, roleArn, source, look, { mfa: 'none' }) })
}

/** Writes the AWS files of somebody who has not moved yet: a key and two roles. */
export async function writeAwsFiles(home: string, { alice, roles }: Scene): Promise<void> {
  await mkdir(join(home, '.aws'), { recursive: true, mode: 0o700 })
  await writeFile(
    join(home, '.aws/credentials'),
    `[alice]\naws_access_key_id = ${alice.accessKeyId}\naws_secret_access_key = ${alice.secretAccessKey}\n`,
    { mode: 0o600 },
  )
  const role = (name: string, arn: string) =>
    `\n[profile ${name}]\nsource_profile = alice\nrole_arn = ${arn}\nmfa_serial = ${alice.mfaSerial}\nregion = eu-central-1\n`
  await writeFile(
    join(home, '.aws/config'),
    `[default]\nregion = eu-central-1\n${role('payments-prod', roles.prodAdmin)}${role('payments-dev', roles.devReadonly)}`,
  )
}

/** A profile for a session, written into the AWS files. */
export async function addProfile({ person }: Scene, session: string, name: string): Promise<void> {
  const { sessions } = await person.snapshot()
  const id = sessions.find(each => each.session.name === session)?.session.id
  if (id === undefined) throw new Error(`There is no session ${session}.`)
  const change: ProfileChange = {
    kind: 'set-profile',
    profile: { name, target: { kind: 'session', id }, region: 'eu-central-1', output: null },
  }
  const plan = await lookUp(person, 'previewChange', { change })
  await command(person, 'applyPlan', { id: plan.id, confirmed: plan.confirmations.map(each => each.kind) })
}

/** Makes a thousand sessions of those in the settings of an app that does not run. */
export async function makeCrowd(profileDir: string): Promise<void> {
  for (const name of ['understudy.json', 'understudy.last-good.json']) {
    const file = join(profileDir, name)
    const settings = JSON.parse(await readFile(file, 'utf8'))
    const { sessions } = settings.catalog
    const groups = ['Payments', 'Data', 'Platform', 'Web', 'Research']
    settings.catalog.sessions = Array.from({ length: 1_000 }, (_, index) => {
      const session = sessions[index % sessions.length]
      if (index < sessions.length) return session
      const group = groups[index % groups.length]
      return {
        ...session,
        id: `many-${index}`,
        name: `${group?.toLowerCase()}-${String(index).padStart(4, '0')}`,
        look: { ...session.look, group, pinned: false },
      }
    })
    await writeFile(file, JSON.stringify(settings))
  }
}

/** What was handed out in the hours before: the record of an app that does not run. */
export async function writePast(profileDir: string, sessions: readonly SessionView[]): Promise<void> {
  const hour = 3_600_000
  const tool = (name: string, pid: number) => ({
    pid,
    startedAt: String(pid),
    name,
    executable: `/usr/bin/${name}`,
    script: null,
    folder: '/home/alice/payments/infra',
  })
  const of = (name: string) => sessions.find(each => each.session.name === name)
  const past = [
    ...[5.6, 4.7, 3.8, 2.9, 2, 1.1].map(ago => ({
      ago,
      session: 'payments-dev',
      by: tool('terraform', 7_120),
    })),
    ...[5.1, 4.1, 3.1, 2.1].map(ago => ({ ago, session: 'data-lake', by: tool('dbt', 8_410) })),
    ...[3.4, 3.3, 0.9].map(ago => ({ ago, session: 'payments-staging', by: tool('aws', 9_002) })),
  ].sort((a, b) => b.ago - a.ago)
  const lines = past.map(({ ago, session, by }, index) => {
    const at = Date.now() - ago * hour
    return JSON.stringify({
      id: index + 1,
      at,
      times: 1,
      lastAt: at,
      route: 'container',
      grant: { id: of(session)?.connection?.grant, name: null },
      session: { id: of(session)?.session.id, name: session },
      tool: by,
      parent: tool('zsh', 4_001),
      app: null,
      result: {
        kind: 'handed-out',
        accessKeyId: `ASIA${'QWERTYUIOPASDFGHJKLZXCVBNMQWERTY'.slice(index, index + 16)}`,
      },
    })
  })
  await writeFile(join(profileDir, 'activity.jsonl'), `${lines.join('\n')}\n`, { mode: 0o600 })
}
