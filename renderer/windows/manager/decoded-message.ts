/**
 * What the user has pasted, without the words that services put before it and without the line breaks of a terminal.
 * Source: DecodeAuthorizationMessage in the AWS STS API Reference, and the errors of Amazon EC2.
 */
export function encodedIn(pasted: string): string {
  const [, after] = /encoded authorization failure message:\s*([\s\S]*)/i.exec(pasted) ?? []
  return (after ?? pasted).replace(/\s+/g, '')
}

export interface Decoded {
  /** Who was refused what, and by which statement, as far as AWS tells. */
  readonly sentences: readonly string[]
  /** All of it. */
  readonly json: string
}

/** The JSON for people to read. What is not as AWS describes it is only shown. */
export function readDecoded(message: string): Decoded {
  try {
    const read: unknown = JSON.parse(message)
    return { sentences: [...askedFor(read), ...decidedBy(read)], json: JSON.stringify(read, null, 2) }
  } catch {
    return { sentences: [], json: message }
  }
}

function askedFor(message: unknown): readonly string[] {
  const context = at(message, 'context')
  const [who, action] = [text(at(at(context, 'principal'), 'arn')), text(at(context, 'action'))]
  const resource = text(at(context, 'resource'))
  if (action === null) return []
  return [`${who ?? 'The caller'} wanted ${action}${resource === null ? '' : ` on ${resource}`}.`]
}

function decidedBy(message: unknown): readonly string[] {
  if (at(message, 'allowed') === true) return ['It was allowed.']
  if (at(message, 'explicitDeny') === false)
    return ['No statement allows it: nothing denies it by name, so a policy has to allow it.']
  if (at(message, 'explicitDeny') !== true) return []
  const items = at(at(message, 'matchedStatements'), 'items')
  const names = (Array.isArray(items) ? items : []).map(each => text(at(each, 'statementId')))
  const known = names.filter(name => name !== null).map(name => `“${name}”`)
  return known.length === 0
    ? ['A statement without an ID denies it; see matchedStatements below.']
    : [`Denied by the statement ${known.join(' and ')}.`]
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

/** Null for what is no text, and for an empty one. */
function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
