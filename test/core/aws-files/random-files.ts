import fc from 'fast-check'
import type { AwsFileKind } from '../../../main/core/aws-files/profiles.ts'

/** What makes lines hard to read: quotes, brackets, signs of the format, blanks that are none elsewhere, and length. */
const part = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'dev', 'base', 'x1', '-', '.', '/') },
  fc.constantFrom(
    '"',
    "'",
    '\\',
    '[',
    ']',
    '=',
    ':',
    '#',
    ';',
    ' ',
    '\t',
    '\u00a0',
    '\u0085',
    '\ufeff',
    '%',
    '$',
    '!',
  ),
  fc.constantFrom('ä', '✓', '👩‍💻', '\u2028', '\u0000', 'x'.repeat(3_000)),
)
const garbage = fc.array(part, { maxLength: 5 }).map(parts => parts.join(''))
const name = fc.oneof({ weight: 3, arbitrary: fc.constantFrom('a', 'b', 'c', 'default', 'dev') }, garbage)
const KEY = fc.constantFrom(
  'aws_access_key_id',
  'aws_secret_access_key',
  'aws_session_token',
  'role_arn',
  'source_profile',
  'mfa_serial',
  'external_id',
  'duration_seconds',
  'region',
  'credential_process',
  'web_identity_token_file',
  's3',
  '# comment',
)
const value = fc.oneof(
  garbage,
  name,
  fc.constantFrom(
    'AKIAIOSFODNN7EXAMPLE',
    'hidden+secret+of+forty+characters+AAAAAA',
    'arn:aws:iam::444455556666:role/Admin',
    'arn:aws:iam::111122223333:mfa/alice',
    '/run/token',
    '3600',
    'eu-west-1',
  ),
)
const end = fc.constantFrom('\n', '\r\n', '\r')
const indent = fc.constantFrom('', '', '', '  ', '\t')
const line = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(indent, KEY, fc.constantFrom(' = ', '=', ' : ', ''), value).map(all => all.join('')),
  },
  garbage,
  fc.constant(''),
)
/** One that can be taken over, so that something comes of most files. */
const good = fc.constantFrom(
  'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = hidden+secret+of+forty+characters+AAAAAA',
  'role_arn = arn:aws:iam::444455556666:role/Admin\nsource_profile = a',
  'role_arn = arn:aws:iam::444455556666:role/Admin\nweb_identity_token_file = /run/token',
)
const section = (file: AwsFileKind) =>
  fc
    .tuple(indent, name, fc.boolean(), fc.option(good), fc.array(line, { maxLength: 4 }))
    .map(([before, of, isQuoted, first, lines]) => {
      const named = isQuoted ? JSON.stringify(of) : of
      const header = file === 'credentials' || of === 'default' ? of : `profile ${named}`
      return [`${before}[${header}]`, ...(first === null ? [] : [first]), ...lines].join('\n')
    })
export const awsFileText = (file: AwsFileKind): fc.Arbitrary<string> =>
  fc
    .tuple(fc.array(section(file), { maxLength: 4 }), fc.array(line, { maxLength: 1 }), end, fc.boolean())
    .map(([sections, head, ending, isEnded]) => {
      const whole = [...head, ...sections].join('\n').replaceAll('\n', ending)
      return isEnded ? whole + ending : whole
    })
