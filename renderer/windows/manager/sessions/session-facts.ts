import type { Consent, Session } from '../../../../main/core/sessions/session.ts'
import type { SessionView, Snapshot } from '../../../../main/core/snapshot/snapshot.ts'
import { showLeft, showWhen } from '../../../time.ts'
import { profilesFor } from '../profiles/profile-rows.ts'
import { lifeOf } from './session-rows.ts'

export interface Fact {
  readonly term: string
  readonly value: string
  readonly canCopy?: boolean
}

/** What is worth to be seen of a session's parameters and of its use; none of what is as it is by itself. */
export function factsOf(view: SessionView, snapshot: Snapshot): readonly Fact[] {
  const { session, arn, lastUse } = view
  const profiles = profilesFor(session.id, snapshot)
  const program = lastUse?.pid == null ? lastUse?.tool : `${lastUse.tool ?? 'a program'}, pid ${lastUse.pid}`
  return [
    { term: 'Operation', value: session.operation },
    ...('roleArn' in session ? [{ term: 'Role ARN', value: session.roleArn, canCopy: true }] : []),
    ...(arn === null ? [] : [{ term: 'Session ARN', value: arn, canCopy: true }]),
    {
      term: 'Duration',
      value: `${showLeft(lifeOf(session) * 1_000)}${session.durationSeconds === null ? ' (AWS’s own)' : ''}`,
    },
    ...parametersOf(session),
    ...(session.consent === 'off' ? [] : [{ term: 'Asks', value: ASKS[session.consent] }]),
    ...(session.look.group === null ? [] : [{ term: 'Group', value: session.look.group }]),
    ...(profiles.length === 0 ? [] : [{ term: 'Profiles', value: profiles.join(', ') }]),
    ...(lastUse === null
      ? [{ term: 'Last used', value: 'Not yet' }]
      : [
          {
            term: 'Last used',
            value: `${showWhen(lastUse.at)}${program == null ? '' : `, by ${program}`}`,
          },
        ]),
  ]
}

const ASKS: Readonly<Record<Exclude<Consent, 'off'>, string>> = {
  'first-use': 'At first use by each program',
  'every-process': 'For every process',
}

function parametersOf(session: Session): readonly Fact[] {
  const optional = (term: string, value: string | null): readonly Fact[] =>
    value === null || value === '' ? [] : [{ term, value }]
  const policies = 'sessionPolicies' in session ? session.sessionPolicies : null
  return [
    ...('roleSessionName' in session ? optional('Role session name', session.roleSessionName) : []),
    // It is no secret to AWS, and yet one between two companies.
    ...('externalId' in session && session.externalId !== null ? optional('External ID', 'Set') : []),
    ...('principalArn' in session ? optional('SAML provider', session.principalArn) : []),
    ...('targetPrincipal' in session ? optional('Member account', session.targetPrincipal) : []),
    ...('providerId' in session ? optional('Provider ID', session.providerId) : []),
    ...('sourceIdentity' in session ? optional('Source identity', session.sourceIdentity) : []),
    ...('tags' in session
      ? optional('Tags', session.tags.map(({ key, value }) => `${key}=${value}`).join(', '))
      : []),
    ...('transitiveTagKeys' in session
      ? optional('Transitive tags', session.transitiveTagKeys.join(', '))
      : []),
    ...(policies === null
      ? []
      : optional(
          'Session policies',
          [...(policies.policy === null ? [] : ['an inline policy']), ...policies.policyArns].join(', '),
        )),
  ]
}
