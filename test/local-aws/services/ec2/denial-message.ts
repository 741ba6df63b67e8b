import { parseArn } from '../../arn.ts'
import { policiesOf } from '../../authorize.ts'
import type { Caller } from '../../caller.ts'
import { matchingStatements, type PolicyRequest, type Statement } from '../../policy.ts'

const values = (texts: readonly string[]) => ({ items: texts.map(value => ({ value })) })
const listOf = (texts: string | readonly string[] | undefined) =>
  values(texts === undefined ? [] : typeof texts === 'string' ? [texts] : texts)

const statementOf = ({ userId }: Caller, { Sid, Action, Resource }: Statement) => ({
  statementId: Sid ?? '',
  effect: 'DENY',
  principals: values([userId]),
  principalGroups: { items: [] },
  actions: listOf(Action),
  resources: listOf(Resource),
  conditions: { items: [] },
})

/** What DecodeAuthorizationMessage tells of a refusal, in AWS's shape: who wanted what, and which statements forbade it. */
export function denialMessage(caller: Caller, request: PolicyRequest) {
  const { action, resource } = request
  const denying = matchingStatements(policiesOf(caller, request), request).filter(
    ({ Effect }) => Effect === 'Deny',
  )
  const arn = parseArn(resource)
  const [type = '', id = ''] = arn?.resource.split('/') ?? []
  const conditions = [
    ['aws:Region', arn?.region ?? ''],
    ['aws:Service', arn?.service ?? ''],
    ['aws:Resource', arn?.resource ?? ''],
    ['aws:Type', type],
    ['aws:ID', id],
    ['aws:Account', arn?.account ?? ''],
    ['aws:ARN', resource],
  ] as const
  return {
    allowed: false,
    explicitDeny: denying.length > 0,
    matchedStatements: { items: denying.map(statement => statementOf(caller, statement)) },
    failures: { items: [] },
    context: {
      principal: { id: caller.userId, name: caller.userName ?? caller.userId, arn: caller.arn },
      action,
      resource,
      conditions: { items: conditions.map(([key, value]) => ({ key, values: values([value]) })) },
    },
  }
}
