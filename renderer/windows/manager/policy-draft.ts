import type { SessionPolicies } from '../../../main/core/sessions/session-policies.ts'
import { linesOf } from '../../lines.ts'

/** Session policies as they are being typed. */
export interface PolicyDraft {
  readonly policy: string
  /** One a line. */
  readonly policyArns: string
}

export function toPolicyDraft(policies: SessionPolicies | null): PolicyDraft {
  return { policy: policies?.policy ?? '', policyArns: policies?.policyArns.join('\n') ?? '' }
}

export function toSessionPolicies({ policy, policyArns }: PolicyDraft): SessionPolicies {
  return { policy: policy.trim() || null, policyArns: linesOf(policyArns) }
}
