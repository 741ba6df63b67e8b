import { describe, expect, it } from 'vitest'
import {
  checkAccessKeyId,
  checkDuration,
  checkExternalId,
  checkFallbackRegion,
  checkMfaSerial,
  checkName,
  checkRegion,
  checkRoleArn,
  checkRoleSessionName,
  checkSecretAccessKey,
  checkStsUrl,
  DURATION,
} from '../../main/core/limits.ts'

const a = (count: number) => 'a'.repeat(count)
const ARN = 'arn:aws:iam::111122223333:role/'

/** Which value of which field is refused, and a part of the sentence that says why; null where it is right. */
const table: readonly [typeof checkName, string, readonly (readonly [string, string | null])[]][] = [
  [
    checkRoleSessionName,
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
    checkExternalId,
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
    checkMfaSerial,
    'mfaSerial',
    [
      ['arn:aws:iam::111122223333:mfa/alice', null],
      ['arn:aws-us-gov:iam::111122223333:mfa/team/alice', null],
      ['GAHT12345678', null],
      [a(9), null],
      [a(8), '9 to 256 characters; this has 8'],
      [a(256), null],
      [a(257), 'this has 257'],
      ['GAHT 12345678', 'letters, digits'],
      ['arn:aws:iam::111122223333:user/alice', ':mfa/'],
      ['arn:aws-cn:iam::111122223333:user/team/alice', ':mfa/'],
      ['arn:aws:iam::111122223333:role/alice', ':mfa/'],
      ['arn:aws:sts::111122223333:assumed-role/Admin/alice', ':mfa/'],
    ],
  ],
  [
    checkRoleArn,
    'roleArn',
    [
      [`${ARN}Admin`, null],
      [`${ARN}team/sub/Admin`, null],
      [`${ARN}a+b=c,d.e@f-g_h`, null],
      ['arn:aws-cn:iam::111122223333:role/Admin', null],
      ['arn:aws-us-gov:iam::111122223333:role/Admin', null],
      ['arn:aws-eusc:iam::111122223333:role/Admin', null],
      [`${ARN}${a(64)}`, null],
      [`${ARN}${a(65)}`, '1 to 64'],
      [`${ARN}Ad min`, '1 to 64'],
      [`${ARN}team/`, '1 to 64'],
      [ARN, '1 to 64'],
      ['', '20 to 2048'],
      ['Admin', '20 to 2048'],
      [`${ARN}${a(2048)}`, '20 to 2048'],
      ['the-role-of-an-admin-in-prod', 'no ARN'],
      ['arn:amazon:iam::111122223333:role/Admin', '“amazon”'],
      ['arn:aws:s3:::a-bucket-of-mine', '“s3”'],
      ['arn:aws:iam:eu-central-1:111122223333:role/Admin', 'no Region'],
      ['arn:aws:iam::11112222333:role/Admin', '“11112222333”'],
      ['arn:aws:iam::1111-2222-3333:role/Admin', '“1111-2222-3333”'],
      ['arn:aws:iam::111122223333:user/alice', '“user” where'],
      ['arn:aws:iam::111122223333:group/admins', '“group” where'],
      ['arn:aws:iam::111122223333:instance-profile/web', 'instance-profile'],
      ['arn:aws:iam::111122223333:mfa/alice', '“mfa” where'],
      ['arn:aws:sts::111122223333:assumed-role/Admin/alice', 'arn:aws:iam::111122223333:role/Admin '],
    ],
  ],
  [
    checkName,
    'name',
    [
      ['p', null],
      ['payments prod · Admin 🚀', null],
      [a(64), null],
      ['', 'at least one character'],
      [a(65), 'this has 65'],
      ['a\nb', 'can be seen'],
      ['a\u202eb', 'can be seen'],
      ['a\u2028b', 'can be seen'],
      ['   ', 'can be seen'],
    ],
  ],
  [
    checkRegion,
    'region',
    [
      ['eu-central-1', null],
      ['us-gov-west-1', null],
      ['us-isob-east-1', null],
      ['eusc-de-east-1', null],
      ['ap-southeast-10', null],
      ['', '“”'],
      ['eu-central', '“eu-central”'],
      ['eu-central-1a', '“eu-central-1a”'],
      ['EU-CENTRAL-1', '“EU-CENTRAL-1”'],
      ['Frankfurt', '“Frankfurt”'],
      ['x.evil.example/-1', 'no AWS Region'],
    ],
  ],
  [
    checkStsUrl,
    'stsUrl',
    [
      ['https://vpce-1.sts.eu-central-1.vpce.amazonaws.com', null],
      ['https://sts.example:8443/', null],
      ['http://127.0.0.1:4566', null],
      ['http://localhost', null],
      ['http://[::1]:4566', null],
      ['http://sts.example', 'must be https'],
      ['http://127.0.0.1.evil.example', 'must be https'],
      ['https://user@sts.example', 'no path, user or query'],
      ['https://sts.example/path', 'no path, user or query'],
      ['https://sts.example?x=1', 'no path, user or query'],
      ['https://sts.example#x', 'no path, user or query'],
      ['ftp://sts.example', 'https://host'],
      ['sts.example', 'https://host'],
      ['https://sts.example:65536', 'https://host'],
    ],
  ],
  [
    checkAccessKeyId,
    'accessKeyId',
    [
      ['AKIAIOSFODNN7EXAMPLE', null],
      ['ASIAIOSFODNN7EXAMPLE', 'temporary'],
      ['akiaiosfodnn7example', 'AKIA'],
      [' AKIAIOSFODNN7EXAMPLE', 'AKIA'],
      ['AKIA1', 'AKIA'],
      [`AKIA${'A'.repeat(124)}`, null],
      [`AKIA${'A'.repeat(125)}`, 'AKIA'],
    ],
  ],
  [
    checkSecretAccessKey,
    'secretAccessKey',
    [
      ['wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', null],
      ['wJalrXUtnFEMI/K7MDENG bPxRfiCYEXAMPLEKEY', 'no space'],
      [a(15), '40'],
      [a(16), null],
      [a(128), null],
      [a(129), '40'],
    ],
  ],
]

describe.each(table.map(([check, field, rows]) => ({ check, field, rows })))(
  '$field',
  ({ check, field, rows }) => {
    it.each(rows)('%j: %j', (value, part) => {
      const problems = check(field, value)
      if (part === null) return expect(problems).toEqual([])
      expect(problems).toEqual([{ field, problem: expect.stringContaining(part) }])
      return undefined
    })
  },
)

it('a secret is not repeated in what is said about it', () => {
  expect(JSON.stringify(checkSecretAccessKey('secretAccessKey', 'not a secret key'))).not.toContain('not a')
})

describe('a duration', () => {
  it.each([
    [899, 'no less than 900 s (15 minutes); this is 899 s'],
    [900, null],
    [3_600, null],
    [3_601, 'A role lasts 3600 s at most; this is 3601 s'],
    [1_000.5, 'whole number'],
    [Number.NaN, 'whole number'],
    [Number.POSITIVE_INFINITY, 'whole number'],
    [-900, 'this is -900 s'],
  ])('of %d s', (seconds, part) => {
    const problems = checkDuration('durationSeconds', seconds, DURATION.chained, 'A role')
    expect(problems).toEqual(
      part === null ? [] : [{ field: 'durationSeconds', problem: expect.stringContaining(part) }],
    )
  })

  it('has AWS’s bounds', () => {
    expect(DURATION).toEqual({ minimum: 900, chained: 3_600, role: 43_200, sessionToken: 129_600 })
  })
})

describe('a fallback Region', () => {
  it.each<[string, string, string | null]>([
    ['eu-west-1', 'eu-central-1', null],
    ['us-east-1', 'eu-central-1', null],
    ['me-central-1', 'us-east-2', null],
    ['cn-northwest-1', 'cn-north-1', null],
    ['us-gov-east-1', 'us-gov-west-1', null],
    ['us-iso-west-1', 'us-iso-east-1', null],
    ['eusc-de-east-2', 'eusc-de-east-1', null],
    ['eu-central-1', 'eu-central-1', 'the Region itself'],
    ['frankfurt', 'eu-central-1', '“frankfurt” is no AWS Region'],
    ['frankfurt', 'cn-north-1', '“frankfurt” is no AWS Region'],
    ['', 'eu-central-1', 'is no AWS Region'],
    ['us-isob-east-1', 'us-east-1', 'another partition'],
    ['cn-north-1', 'eu-central-1', 'another partition'],
    ['us-east-1', 'us-gov-west-1', 'another partition'],
    ['us-isob-east-1', 'us-iso-east-1', 'another partition'],
    ['eu-isoe-west-1', 'eu-west-1', 'another partition'],
    ['eu-west-1', 'eusc-de-east-1', 'another partition'],
  ])('%j beside %s: %s', (value, region, problem) => {
    const expected = { field: 'fallbackRegion', problem: expect.stringContaining(problem ?? '') }
    expect(checkFallbackRegion('fallbackRegion', value, region)).toEqual(problem === null ? [] : [expected])
  })
})
