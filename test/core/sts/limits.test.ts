import { describe, expect, it } from 'vitest'
import {
  type Bound,
  CAPPED_DURATION,
  checkCount,
  checkDuration,
  checkText,
  checkTokenSize,
  STS_PARAMETERS,
} from '../../../main/core/sts/limits.ts'
import { checkEach } from '../field-rows.ts'

const a = (count: number) => 'a'.repeat(count)
const { AssumeRole, GetFederationToken, GetSessionToken } = STS_PARAMETERS
const textOf = (bound: Parameters<typeof checkText>[2]) => (field: string, value: string) =>
  checkText(field, 'It', bound, value)

checkEach([
  [
    textOf(AssumeRole.RoleSessionName),
    'roleSessionName',
    [
      ['ab', null],
      ['a', 'this has 1'],
      [a(64), null],
      [a(65), '2 to 64 characters; this has 65'],
      ['alice+x=y,z.w@host-1_', null],
      ['alice smith', 'letters, digits'],
      ['alice/x', 'letters, digits'],
      ['álice', 'letters, digits'],
      ['alice\n', 'letters, digits'],
    ],
  ],
  [
    textOf(AssumeRole.ExternalId),
    'externalId',
    [
      ['ab', null],
      ['a', 'this has 1'],
      [a(1224), null],
      [a(1225), 'this has 1225'],
      ['x+y=z,a.b@c:d/e-f_', null],
      ['a b', 'letters, digits'],
    ],
  ],
  [
    textOf(AssumeRole.SourceIdentity),
    'sourceIdentity',
    [
      ['alice@corp.example', null],
      ['a', 'this has 1'],
      [a(256), null],
      [a(257), 'this has 257'],
      ['alice smith', 'letters, digits and _ + = , . @ -'],
    ],
  ],
  [
    textOf(GetFederationToken.Name),
    'federatedUserName',
    [
      ['bo', null],
      [a(32), null],
      [a(33), '2 to 32 characters; this has 33'],
      ['bob/x', 'letters, digits'],
    ],
  ],
  [
    textOf(AssumeRole.Tags.each.Key),
    'tags',
    [
      ['team', null],
      ['Kostenstelle für Ärger: a/b=c+d-e@f', null],
      [a(128), null],
      [a(129), '1 to 128 characters; this has 129'],
      ['', 'this has 0'],
      ['team*', 'letters, digits, blanks'],
      ['🚀', 'letters, digits, blanks'],
    ],
  ],
  [
    textOf(AssumeRole.Tags.each.Value),
    'tags',
    [
      ['', null],
      [a(256), null],
      [a(257), '0 to 256 characters; this has 257'],
      ['“x”', 'letters, digits, blanks'],
    ],
  ],
  [
    textOf(AssumeRole.RoleArn),
    'roleArn',
    [
      [a(19), 'this has 19'],
      [a(20), null],
      [`${a(20)}\u0000`, 'can be seen'],
    ],
  ],
  [
    textOf(GetSessionToken.TokenCode),
    'code',
    [
      ['123456', null],
      ['12345', 'It has 6 characters; this has 5'],
      ['12345a', 'can be seen'],
    ],
  ],
  [
    textOf(AssumeRole.Policy),
    'policy',
    [
      ['{\t"ü": 1\r\n}', null],
      ['{“Statement”: []}', 'Latin-1'],
      ['{"a": "🚀"}', 'Latin-1'],
    ],
  ],
])

describe('a duration', () => {
  const bound = AssumeRole.DurationSeconds

  it.each([
    [899, 'no less than 900 s (15 minutes); this is 899 s'],
    [900, null],
    [43_200, null],
    [43_201, 'A role lasts 43200 s at most; this is 43201 s'],
    [1_000.5, 'whole number'],
    [Number.NaN, 'whole number'],
    [Number.POSITIVE_INFINITY, 'whole number'],
    [-900, 'this is -900 s'],
  ])('of %d s', (seconds, part) => {
    const problems = checkDuration('durationSeconds', seconds, bound, 'A role')
    expect(problems).toEqual(
      part === null ? [] : [{ field: 'durationSeconds', problem: expect.stringContaining(part) }],
    )
  })

  it('may be bounded more narrowly than the operation is', () => {
    expect(checkDuration('durationSeconds', 3_600, bound, 'It', CAPPED_DURATION.chained)).toEqual([])
    expect(checkDuration('durationSeconds', 3_601, bound, 'It', CAPPED_DURATION.chained)).toEqual([
      { field: 'durationSeconds', problem: 'It lasts 3600 s at most; this is 3601 s.' },
    ])
  })
})

it.each([
  [0, true],
  [4_096, true],
  [4_097, false],
  [-1, false],
  [1.5, false],
  [Number.NaN, false],
])('a session token of at least %d bytes can be asked for: %s', (bytes, isRight) => {
  const expected = { field: 'size', problem: expect.stringContaining('0 to 4096 bytes') }
  expect(checkTokenSize('size', bytes)).toEqual(isRight ? [] : [expected])
})

it('a list holds as much as it may, and no more', () => {
  expect(checkCount('tags', 'tags', AssumeRole.Tags, 50)).toEqual([])
  expect(checkCount('tags', 'tags', AssumeRole.Tags, 51)).toEqual([
    { field: 'tags', problem: 'AWS takes 50 tags at most; these are 51.' },
  ])
})

/** As the API Reference of AWS STS has it: length, number, or how many of which. */
const REFERENCE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  AssumeRole: {
    RoleArn: '20-2048',
    RoleSessionName: '2-64',
    PolicyArns: '10 of arn 20-2048',
    Policy: '1-2048',
    DurationSeconds: '900-43200',
    Tags: '50 of Key 1-128, Value 0-256',
    TransitiveTagKeys: '50 of 1-128',
    ExternalId: '2-1224',
    SerialNumber: '9-256',
    TokenCode: '6-6',
    SourceIdentity: '2-256',
    ProvidedContexts: '5 of ProviderArn 20-2048, ContextAssertion 4-3072',
    MinimumSessionTokenSize: '0-4096',
  },
  AssumeRoleWithSAML: {
    RoleArn: '20-2048',
    PrincipalArn: '20-2048',
    SAMLAssertion: '4-100000',
    PolicyArns: '10 of arn 20-2048',
    Policy: '1-2048',
    DurationSeconds: '900-43200',
    MinimumSessionTokenSize: '0-4096',
  },
  AssumeRoleWithWebIdentity: {
    RoleArn: '20-2048',
    RoleSessionName: '2-64',
    WebIdentityToken: '4-20000',
    ProviderId: '4-2048',
    PolicyArns: '10 of arn 20-2048',
    Policy: '1-2048',
    DurationSeconds: '900-43200',
    MinimumSessionTokenSize: '0-4096',
  },
  AssumeRoot: {
    TargetPrincipal: '12-2048',
    TaskPolicyArn: '20-2048',
    DurationSeconds: '0-900',
    MinimumSessionTokenSize: '0-4096',
  },
  GetFederationToken: {
    Name: '2-32',
    Policy: '1-2048',
    PolicyArns: '10 of arn 20-2048',
    DurationSeconds: '900-129600',
    Tags: '50 of Key 1-128, Value 0-256',
    MinimumSessionTokenSize: '0-4096',
  },
  GetSessionToken: {
    DurationSeconds: '900-129600',
    SerialNumber: '9-256',
    TokenCode: '6-6',
    MinimumSessionTokenSize: '0-4096',
  },
}

describe('the bounds', () => {
  it.each(Object.entries(STS_PARAMETERS))('of %s are AWS’s', (operation, parameters) => {
    const told = Object.entries<Bound>(parameters).map(([name, bound]) => [name, tell(bound)])
    expect(Object.fromEntries(told)).toEqual(REFERENCE[operation])
  })

  it('of a chained role and of the root user are an hour', () => {
    expect(CAPPED_DURATION).toEqual({ chained: 3_600, root: 3_600 })
  })
})

function tell(bound: Bound): string {
  if (bound.kind !== 'list') return `${bound.min}-${bound.max}`
  const { each, max } = bound
  if (isBound(each)) return `${max} of ${each.min}-${each.max}`
  return `${max} of ${Object.entries(each)
    .map(([name, { min, max: most }]) => `${name} ${min}-${most}`)
    .join(', ')}`
}

type Each = Extract<Bound, { kind: 'list' }>['each']

function isBound(each: Each): each is Extract<Bound, { kind: 'text' }> {
  return typeof each['kind'] === 'string'
}
