import { assertNever } from '../../main/core/failures/failure.ts'
import type { Bound } from '../../main/core/sts/limits.ts'
import type { Model } from './botocore.ts'

type Unit = 'characters' | 'as a number' | 'items'

interface Range {
  readonly unit: Unit
  readonly min: number
  readonly max: number
  /** For the whole of a text; null where any character will do. */
  readonly pattern: RegExp | null
}

type Entry = readonly [path: string, range: Range]
/** By the path of a value: "AssumeRole.Tags[].Key". */
type Ranges = ReadonlyMap<string, Range>

/** What `main/core/sts/limits.ts` says of an operation. */
export function boundsHere(operation: string, parameters: Readonly<Record<string, Bound>>): Ranges {
  const entries = Object.entries(parameters)
  return new Map(entries.flatMap(([name, bound]) => here(`${operation}.${name}`, bound)))
}

function here(path: string, bound: Bound): readonly Entry[] {
  switch (bound.kind) {
    case 'text':
      return [[path, { unit: 'characters', min: bound.min, max: bound.max, pattern: bound.pattern }]]
    case 'whole':
      return [[path, { unit: 'as a number', min: bound.min, max: bound.max, pattern: null }]]
    case 'list': {
      const { max, each } = bound
      const members = typeof each.kind === 'string' ? [['', each]] : Object.entries(each)
      return [
        [path, { unit: 'items', min: 0, max, pattern: null }],
        ...members.flatMap(([name, of]) => here(`${path}[]${name === '' ? '' : `.${name}`}`, of as Bound)),
      ]
    }
    default:
      return assertNever(bound)
  }
}

/** What botocore's model says of an operation. */
export function boundsInModel(operation: string, model: Model): Ranges {
  const input = model.operations[operation]?.input?.shape
  return new Map(input === undefined ? [] : inModel(operation, input, model))
}

function inModel(path: string, name: string, model: Model): readonly Entry[] {
  const shape = model.shapes[name]
  if (shape === undefined) throw new Error(`the model has no shape ${name}`)
  const { type, member, members = {}, min = 0, max = Number.POSITIVE_INFINITY, pattern } = shape
  switch (type) {
    case 'string':
      return [
        [path, { unit: 'characters', min, max, pattern: pattern === undefined ? null : whole(pattern) }],
      ]
    case 'integer':
      return [[path, { unit: 'as a number', min, max, pattern: null }]]
    case 'list':
      return [
        [path, { unit: 'items', min, max, pattern: null }],
        ...(member === undefined ? [] : inModel(`${path}[]`, member.shape, model)),
      ]
    case 'structure':
      return Object.entries(members).flatMap(([each, { shape: of }]) =>
        // Where a parameter is one ARN in a structure, it is an ARN here.
        inModel(each === 'arn' && !path.endsWith('[]') ? path : `${path}.${each}`, of, model),
      )
    default:
      throw new Error(`${path} is ${type} in the model, which the tests can't compare`)
  }
}

/** As AWS reads it: its five digits after \u are meant as one character, which JavaScript writes otherwise. */
function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern.replace(/\\u(10FFFF|[\dA-F]{5})(?![\dA-F])/g, '\\u{$1}')})$`, 'u')
}

/** Each as a sentence that names the value; none where both say the same. */
export function differences(ours: Ranges, theirs: Ranges): readonly string[] {
  const paths = [...new Set([...ours.keys(), ...theirs.keys()])]
  return paths.flatMap(path => {
    const [we, they] = [ours.get(path), theirs.get(path)]
    if (we === undefined) return [`${path}: in the model, and not known here`]
    if (they === undefined) return [`${path}: known here, and not in the model`]
    const odd = oddText(we.pattern, they.pattern)
    return [
      ...(said(we) === said(they) ? [] : [`${path}: ${said(we)} here, ${said(they)} in the model`]),
      ...(odd === null ? [] : [`${path}: ${odd}`]),
    ]
  })
}

function said({ min, max, unit }: Range): string {
  return `${min} to ${max === Number.POSITIVE_INFINITY ? 'any' : max} ${unit}`
}

/** By what they take and not by how they are written: each character there is, twice, and nothing at all. */
function oddText(ours: RegExp | null, theirs: RegExp | null): string | null {
  const takes = (pattern: RegExp | null, text: string) => pattern === null || pattern.test(text)
  const differsOn = (text: string) => takes(ours, text) !== takes(theirs, text)
  const shown = (text: string) =>
    `${JSON.stringify(text)} is ${takes(ours, text) ? 'taken' : 'refused'} here, and not so in the model`
  if (ours === null && theirs === null) return null
  if (differsOn('')) return shown('')
  for (let point = 0; point <= 0x10_ffff; point++) {
    const text = String.fromCodePoint(point)
    if (differsOn(text + text)) return shown(text + text)
  }
  return null
}
