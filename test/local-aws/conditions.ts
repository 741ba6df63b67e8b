/** What a request says about itself: condition keys in lower case, each with its values. */
export type RequestContext = ReadonlyMap<string, readonly string[]>

type Scalar = string | number | boolean
export type Conditions = Readonly<Record<string, Readonly<Record<string, Scalar | readonly Scalar[]>>>>

/** `*` is any text and `?` any one character, over the whole of `text`. */
export function like(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '[^]*')
    .replace(/\?/g, '[^]')
  return new RegExp(`^${source}$`).test(text)
}

/** ARNs are compared part by part, so that `*` does not run over a colon before the resource. */
function likeArn(pattern: string, text: string): boolean {
  const split = (arn: string) => {
    const parts = arn.split(':')
    return [...parts.slice(0, 5), parts.slice(5).join(':')]
  }
  const [wanted, actual] = [split(pattern), split(text)]
  return wanted.length === actual.length && wanted.every((part, at) => like(part, actual[at] ?? ''))
}

type Test = (actual: string, wanted: string) => boolean
const numeric =
  (test: (actual: number, wanted: number) => boolean): Test =>
  (actual, wanted) =>
    test(Number(actual), Number(wanted))

const TESTS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['StringEquals', (actual, wanted) => actual === wanted],
  ['StringEqualsIgnoreCase', (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase()],
  ['StringLike', (actual, wanted) => like(wanted, actual)],
  ['ArnEquals', (actual, wanted) => likeArn(wanted, actual)],
  ['ArnLike', (actual, wanted) => likeArn(wanted, actual)],
  ['Bool', (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase()],
  ['NumericEquals', numeric((actual, wanted) => actual === wanted)],
  ['NumericLessThan', numeric((actual, wanted) => actual < wanted)],
  ['NumericLessThanEquals', numeric((actual, wanted) => actual <= wanted)],
  ['NumericGreaterThan', numeric((actual, wanted) => actual > wanted)],
  ['NumericGreaterThanEquals', numeric((actual, wanted) => actual >= wanted)],
])

const NEGATED = new Map([
  ['StringNotEquals', 'StringEquals'],
  ['StringNotEqualsIgnoreCase', 'StringEqualsIgnoreCase'],
  ['StringNotLike', 'StringLike'],
  ['ArnNotEquals', 'ArnEquals'],
  ['ArnNotLike', 'ArnLike'],
  ['NumericNotEquals', 'NumericEquals'],
])

type Operator = {
  readonly test: Test | 'null'
  readonly negated: boolean
  readonly ifExists: boolean
  readonly every: boolean
}

/** Reads `ForAllValues:StringLikeIfExists` and the like; null for an operator that is not known here. */
export function parseOperator(name: string): Operator | null {
  const [, set = '', base = '', suffix = ''] =
    /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(name) ?? []
  const ifExists = suffix !== ''
  const every = set === 'ForAllValues'
  if (base === 'Null') return { test: 'null', negated: false, ifExists, every }
  const positive = NEGATED.get(base)
  const test = TESTS.get(positive ?? base)
  return test === undefined ? null : { test, negated: positive !== undefined, ifExists, every }
}

/** `${aws:username}` and other keys of the request, filled in; one without a value makes nothing match. */
export function fillIn(text: string, context: RequestContext): string | null {
  let known = true
  const filled = text.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    if (['*', '?', '$'].includes(name)) return name
    const value = context.get(name.toLowerCase())?.[0]
    known &&= value !== undefined
    return value ?? ''
  })
  return known ? filled : null
}

const listOf = (values: Scalar | readonly Scalar[]): readonly Scalar[] =>
  typeof values === 'object' ? values : [values]

function keyHolds(
  operator: Operator,
  key: string,
  values: readonly Scalar[],
  context: RequestContext,
): boolean {
  const actual = context.get(key.toLowerCase())
  const { test } = operator
  if (test === 'null') return values.some(value => String(value) === String(actual === undefined))
  if (actual === undefined) return operator.ifExists || operator.negated || operator.every
  const wanted = values.flatMap(value => fillIn(String(value), context) ?? [])
  const matches = (value: string) => wanted.some(one => test(value, one)) !== operator.negated
  return operator.every ? actual.every(matches) : actual.some(matches)
}

/** Every operator and every key of the block must hold; of one key's values, any. */
export function conditionsHold(conditions: Conditions | undefined, context: RequestContext): boolean {
  return Object.entries(conditions ?? {}).every(([name, keys]) => {
    const operator = parseOperator(name)
    if (operator === null) throw new Error(`the condition operator ${name} is not known here`)
    return Object.entries(keys).every(([key, values]) => keyHolds(operator, key, listOf(values), context))
  })
}
