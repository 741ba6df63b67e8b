import { describe, expect, it } from 'vitest'
import {
  accountOfArn,
  checkContextProviderArn,
  checkMfaSerial,
  checkPolicyArn,
  checkRoleArn,
  checkSamlProviderArn,
  checkTargetPrincipal,
  isRootArn,
  nameInArn,
  partitionOfArn,
} from '../../../main/core/sts/arns.ts'
import { checkEach } from '../field-rows.ts'

const a = (count: number) => 'a'.repeat(count)
const ARN = 'arn:aws:iam::111122223333:role/'

checkEach([
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
    checkPolicyArn,
    'policyArns',
    [
      ['arn:aws:iam::aws:policy/ReadOnlyAccess', null],
      ['arn:aws:iam::aws:policy/job-function/ViewOnlyAccess', null],
      ['arn:aws-cn:iam::111122223333:policy/team/mine', null],
      ['arn:aws:iam::111122223333:role/mine', 'no managed policy'],
      ['arn:aws:iam::11112222333:policy/mine', 'no managed policy'],
      ['arn:aws:iam::aws:policy/', 'no managed policy'],
      ['arn:aws:iam::aws:policy/Read Only', 'no managed policy'],
      [`arn:aws:iam::aws:policy/${a(2_048)}`, 'no managed policy'],
      ['ReadOnlyAccess', '“ReadOnlyAccess” is no'],
    ],
  ],
  [
    checkSamlProviderArn,
    'principalArn',
    [
      ['arn:aws:iam::111122223333:saml-provider/Corp', null],
      ['arn:aws-us-gov:iam::111122223333:saml-provider/corp.example_1-x', null],
      [`arn:aws:iam::111122223333:saml-provider/${a(128)}`, null],
      [`arn:aws:iam::111122223333:saml-provider/${a(129)}`, 'saml-provider/name'],
      ['arn:aws:iam::111122223333:saml-provider/', 'saml-provider/name'],
      ['arn:aws:iam::111122223333:saml-provider/a/b', 'saml-provider/name'],
      ['arn:aws:iam::aws:saml-provider/Corp', 'saml-provider/name'],
      ['arn:aws:iam::111122223333:oidc-provider/corp.example', 'saml-provider/name'],
      ['arn:aws:iam::111122223333:role/Admin', 'saml-provider/name'],
      ['', 'saml-provider/name'],
    ],
  ],
  [
    checkContextProviderArn,
    'providedContexts',
    [
      ['arn:aws:iam::aws:contextProvider/IdentityCenter', null],
      ['arn:aws:sso:::instance/ssoins-1', null],
      ['arn:aws:iam::111122223333:contextProvider/Mine', null],
      ['IdentityCenter', 'no context provider'],
      ['', 'no context provider'],
      ['arn:aws:iam::1111:contextProvider/Mine', 'no context provider'],
      ['arn:aws:iam::aws:context provider', 'no context provider'],
      [`arn:aws:iam::aws:${a(2_032)}`, '20 to 2048 characters; this has 2049'],
    ],
  ],
  [
    checkTargetPrincipal,
    'targetPrincipal',
    [
      ['777788889999', null],
      ['arn:aws:iam::777788889999:root', null],
      ['arn:aws-us-gov:iam::777788889999:root', null],
      ['77778888999', 'no member account'],
      ['7777888899990', 'no member account'],
      ['7777-8888-9999', 'no member account'],
      ['arn:aws:iam::777788889999:user/root', 'no member account'],
      ['arn:aws:iam::777788889999:rootx', 'no member account'],
      ['', 'no member account'],
    ],
  ],
])

describe('what an ARN tells', () => {
  it.each([
    ['arn:aws:iam::111122223333:user/team/alice', 'aws', '111122223333', 'alice', false],
    ['arn:aws-cn:iam::111122223333:root', 'aws-cn', '111122223333', 'root', true],
    ['arn:aws:iam::111122223333:user/root', 'aws', '111122223333', 'root', false],
    ['arn:aws:sts::111122223333:assumed-role/Admin/alice@x', 'aws', '111122223333', 'alice@x', false],
    ['arn:aws:sts::111122223333:federated-user/bob', 'aws', '111122223333', 'bob', false],
    ['no ARN', '', '', 'no ARN', false],
  ])('%s', (arn, partition, account, name, isRoot) => {
    expect([partitionOfArn(arn), accountOfArn(arn), nameInArn(arn), isRootArn(arn)]).toEqual([
      partition,
      account,
      name,
      isRoot,
    ])
  })
})
