import {
  type ManagedProfile,
  OUTPUTS,
  type ProfileTarget,
} from '../../../../main/core/aws-files/managed-profile.ts'
import type { SessionId } from '../../../../main/core/sessions/session.ts'
import type { Snapshot } from '../../../../main/core/snapshot/snapshot.ts'
import type { GrantId } from '../../../../main/core/tools/grants.ts'
import { choiceOf } from '../../../session-choice.ts'

/** A profile as it is being typed. */
export interface ProfileDraft {
  /** Null until one is typed: then it is made of what the profile is for. */
  readonly name: string | null
  /** As {@link targetText} has it. */
  readonly target: string
  readonly region: string
  readonly output: string
}

type Seen = Pick<Snapshot, 'sessions' | 'grants' | 'awsFiles' | 'identities'>

/** As what a `<select>` holds: only one of the same kind may have the same id. */
export function targetText(target: ProfileTarget): string {
  return target.kind === 'current' ? 'current' : `${target.kind}:${target.id}`
}

function toTarget(text: string): ProfileTarget {
  const [kind, id] = [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1)]
  if (kind === 'session') return { kind, id: id as SessionId }
  return kind === 'grant' ? { kind, id: id as GrantId } : { kind: 'current' }
}

/** What a profile can be for: a session, whatever is current, or what a tool of the user's may have. */
export function targetChoices({ sessions, grants }: Seen): readonly { value: string; label: string }[] {
  return [
    ...sessions.map(({ session }) => {
      const { value, label } = choiceOf(session)
      return { value: targetText({ kind: 'session', id: value as SessionId }), label }
    }),
    { value: targetText({ kind: 'current' }), label: 'Whatever is current in the tray' },
    ...grants.flatMap(({ grant: { id, name } }) =>
      name === null ? [] : [{ value: targetText({ kind: 'grant', id }), label: `The access of ${name}` }],
    ),
  ]
}

export function toDraft(profile: ManagedProfile): ProfileDraft {
  const { name, target, region, output } = profile
  return { name, target: targetText(target), region: region ?? '', output: output ?? '' }
}

/** @param target what it is for, where that is known; else the first session that there is */
export function newDraft(snapshot: Seen, target: ProfileTarget | null): ProfileDraft {
  const [first] = targetChoices(snapshot)
  return {
    name: null,
    target: target === null ? (first?.value ?? 'current') : targetText(target),
    region: '',
    output: '',
  }
}

export function toProfile(draft: ProfileDraft, snapshot: Seen): ManagedProfile {
  const output = OUTPUTS.find(each => each === draft.output)
  return {
    name: nameOf(draft, snapshot),
    target: toTarget(draft.target),
    region: draft.region.trim() || null,
    output: output ?? null,
  }
}

export function nameOf({ name, target }: ProfileDraft, snapshot: Seen): string {
  return name === null ? suggestedName(target, snapshot) : name.trim()
}

/** The name of what it is for, in the characters that every SDK reads; another one if that is one of ours. */
function suggestedName(target: string, { sessions, grants, awsFiles }: Seen): string {
  const { kind, ...rest } = toTarget(target)
  const session = sessions.find(each => 'id' in rest && each.session.id === rest.id)?.session.name
  const tool = grants.find(({ grant }) => 'id' in rest && grant.id === rest.id)?.grant.name
  const plain = plainName((kind === 'session' ? session : kind === 'grant' ? tool : null) ?? 'understudy')
  const taken = new Set(awsFiles.profiles.map(each => each.profile.name))
  for (let count = 1; ; count++) {
    const name = count === 1 ? plain : `${plain}-${count}`
    if (!taken.has(name)) return name
  }
}

/** "Prod (Zürich)" as "Prod-Zurich". */
export function plainName(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\w.@+:/%-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    // Room for a number behind it.
    .slice(0, 60)
  return plain === '' || plain === 'default' ? 'understudy' : plain
}

/** The Region that the session's own calls go to; null where it follows the tray. */
export function regionOf({ target }: ProfileDraft, { sessions, grants }: Seen): string | null {
  const of = toTarget(target)
  if (of.kind === 'current') return null
  const connection =
    of.kind === 'session'
      ? sessions.find(each => each.session.id === of.id)?.connection
      : grants.find(each => each.grant.id === of.id)?.connection
  return connection?.region ?? null
}
