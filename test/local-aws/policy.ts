import {
  type Conditions,
  conditionsHold,
  fillIn,
  like,
  parseOperator,
  type RequestContext,
} from './conditions.ts'

type Strings = string | readonly string[]
export type PrincipalType = 'AWS' | 'Federated' | 'Service'

export type Statement = {
  readonly Sid?: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Principal?: '*' | { readonly [Type in PrincipalType]?: Strings }
  readonly Action?: Strings
  readonly NotAction?: Strings
  readonly Resource?: Strings
  readonly NotResource?: Strings
  readonly Condition?: Conditions
}

export type PolicyDocument = {
  readonly Version?: string
  readonly Id?: string
  readonly Statement: Statement | readonly Statement[]
}

/**
 * One of the names under which a caller may stand in a trust policy, and how far that name reaches: `account`
 * hands the decision to the caller's own policies, `role` is bounded by the session's policies, `exact` by none.
 */
export type PrincipalName = {
  readonly type: PrincipalType
  readonly name: string
  readonly reach: 'account' | 'role' | 'exact'
}

export type PolicyRequest = {
  readonly action: string
  readonly resource: string
  readonly context: RequestContext
}

const stringsOf = (value: Strings | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value

export const statementsOf = (document: PolicyDocument): readonly Statement[] =>
  'Effect' in document.Statement ? [document.Statement] : document.Statement

function actionFits(statement: Statement, action: string): boolean {
  const fits = (patterns: Strings | undefined) =>
    stringsOf(patterns).some(pattern => like(pattern.toLowerCase(), action.toLowerCase()))
  return statement.NotAction === undefined ? fits(statement.Action) : !fits(statement.NotAction)
}

function resourceFits(statement: Statement, { resource, context }: PolicyRequest): boolean {
  const fits = (patterns: Strings | undefined) =>
    stringsOf(patterns).some(pattern => {
      const filled = fillIn(pattern, context)
      return filled !== null && like(filled, resource)
    })
  return statement.NotResource === undefined ? fits(statement.Resource) : !fits(statement.NotResource)
}

export type Verdict = 'allow' | 'deny' | 'none'

/** The statements on the caller's side that speak of this request. */
export const matchingStatements = (
  documents: readonly PolicyDocument[],
  request: PolicyRequest,
): readonly Statement[] =>
  documents
    .flatMap(statementsOf)
    .filter(statement => actionFits(statement, request.action) && resourceFits(statement, request))
    .filter(statement => conditionsHold(statement.Condition, request.context))

/** What policies on the caller's side say: an explicit deny wins, and saying nothing allows nothing. */
export function judgeIdentity(documents: readonly PolicyDocument[], request: PolicyRequest): Verdict {
  const effects = matchingStatements(documents, request).map(statement => statement.Effect)
  return effects.includes('Deny') ? 'deny' : effects.includes('Allow') ? 'allow' : 'none'
}

function reachesOf(statement: Statement, names: readonly PrincipalName[]): readonly PrincipalName['reach'][] {
  const { Principal } = statement
  if (Principal === '*') return names.length > 0 ? ['exact'] : []
  const types: readonly PrincipalType[] = ['AWS', 'Federated', 'Service']
  return types.flatMap(type => {
    const ours = names.filter(name => name.type === type)
    return stringsOf(Principal?.[type]).flatMap(wanted => {
      if (wanted === '*' && type === 'AWS') return ours.length > 0 ? (['exact'] as const) : []
      return ours.filter(({ name }) => name === wanted).map(({ reach }) => reach)
    })
  })
}

export type TrustVerdict = {
  readonly denied: boolean
  readonly reaches: ReadonlySet<PrincipalName['reach']>
}

/** What a role's trust policy says about a caller that goes by these names. Its resource is the role itself. */
export function judgeTrust(
  trust: PolicyDocument,
  names: readonly PrincipalName[],
  request: PolicyRequest,
): TrustVerdict {
  const reaches = new Set<PrincipalName['reach']>()
  let denied = false
  for (const statement of statementsOf(trust)) {
    const found = reachesOf(statement, names)
    if (found.length === 0 || !actionFits(statement, request.action)) continue
    if (!conditionsHold(statement.Condition, request.context)) continue
    if (statement.Effect === 'Deny') denied = true
    else for (const reach of found) reaches.add(reach)
  }
  return { denied, reaches }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isStrings = (value: unknown) =>
  typeof value === 'string' ||
  (Array.isArray(value) && value.length > 0 && value.every(entry => typeof entry === 'string'))

const COMMON_FIELDS = ['Sid', 'Effect', 'Action', 'NotAction', 'Condition']
const FIELDS = {
  identity: [...COMMON_FIELDS, 'Resource', 'NotResource'],
  trust: [...COMMON_FIELDS, 'Principal'],
}

function statementProblem(statement: unknown, kind: 'identity' | 'trust'): string | null {
  if (!isObject(statement)) return 'a statement is no object'
  const has = (name: string) => Object.hasOwn(statement, name)
  const field = (name: string) => (has(name) ? statement[name] : undefined)
  const stray = Object.keys(statement).find(name => !FIELDS[kind].includes(name))
  if (stray !== undefined) return `a statement has the field ${stray}`
  if (field('Effect') !== 'Allow' && field('Effect') !== 'Deny') return 'an Effect is neither Allow nor Deny'
  if (has('Action') === has('NotAction')) return 'a statement has not exactly one of Action and NotAction'
  if (!isStrings(field('Action') ?? field('NotAction'))) return 'an Action is no text'
  if (kind === 'identity') {
    if (has('Resource') === has('NotResource'))
      return 'a statement has not exactly one of Resource and NotResource'
    if (!isStrings(field('Resource') ?? field('NotResource'))) return 'a Resource is no text'
  } else {
    const principal = field('Principal')
    const types = isObject(principal) ? Object.entries(principal) : []
    const known = types.every(
      ([type, names]) => ['AWS', 'Federated', 'Service'].includes(type) && isStrings(names),
    )
    if (principal !== '*' && (types.length === 0 || !known)) return 'a Principal is missing or malformed'
  }
  const conditions = field('Condition') ?? {}
  if (!isObject(conditions)) return 'a Condition is no object'
  for (const [operator, keys] of Object.entries(conditions)) {
    if (parseOperator(operator) === null) return `the condition operator ${operator} is not known`
    if (!isObject(keys)) return `the condition ${operator} is no object`
  }
  return null
}

/** What is wrong with a policy, or null. An identity policy and a trust policy differ in what they must name. */
export function policyProblem(document: unknown, kind: 'identity' | 'trust'): string | null {
  if (!isObject(document)) return 'a policy is no object'
  const { Version: version, Statement: statement, Id: _, ...rest } = document
  if (Object.keys(rest).length > 0) return `a policy has the field ${Object.keys(rest).join(', ')}`
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17')
    return 'the Version is unknown'
  const statements: readonly unknown[] = Array.isArray(statement) ? statement : [statement]
  if (statements.length === 0) return 'a policy has no statement'
  for (const one of statements) {
    const problem = statementProblem(one, kind)
    if (problem !== null) return problem
  }
  return null
}

export const isIdentityPolicy = (document: unknown): document is PolicyDocument =>
  policyProblem(document, 'identity') === null
