import { DEFAULT_PROFILE } from '../aws-files/managed-profile.ts'
import type { Draft } from './draft.ts'
import type { Offer } from './offer.ts'

/** One that can be taken, with no secret in it. */
export interface CandidateView {
  readonly name: string
  readonly profile: string | null
  readonly canPoint: boolean
  readonly isDefault: boolean
  readonly becomes: Draft['offered']['kind']
  /** What tells it from others: the key's last characters, the role's ARN. */
  readonly detail: string
  readonly needs: string | null
  readonly notes: readonly string[]
  readonly isThere: boolean
}

export interface ImportView {
  readonly candidates: readonly CandidateView[]
  readonly left: Offer['left']
}

export function toView({ offered, session, key, needs, canPoint, isThere, notes }: Draft): CandidateView {
  return {
    name: offered.name,
    profile: offered.profile,
    canPoint,
    isDefault: offered.profile === DEFAULT_PROFILE,
    becomes: offered.kind,
    detail:
      offered.kind === 'key' ? (offered.accessKeyHint ?? '') : 'roleArn' in session ? session.roleArn : '',
    needs,
    notes,
    isThere: key === null ? isThere : key.isKnown,
  }
}
