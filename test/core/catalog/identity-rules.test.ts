import { describe, expect, it } from 'vitest'
import type { EndpointSettings, Identity } from '../../../main/core/catalog/identity.ts'
import {
  checkAccessKeyId,
  checkEndpoint,
  checkFallbackRegion,
  checkIdentity,
  checkName,
  checkRegion,
  checkSecretAccessKey,
  checkSignInUrl,
  checkStsUrl,
  isOnThisMachine,
} from '../../../main/core/catalog/identity-rules.ts'
import { checkEach } from '../field-rows.ts'
import { cluster, corp } from '../recipes.ts'
import { alice } from '../world.ts'

const a = (count: number) => 'a'.repeat(count)

checkEach([
  [
    checkName,
    'name',
    [
      ['p', null],
      ['payments prod · Admin 🚀', null],
      [a(64), null],
      ['', 'Enter a name.'],
      [a(65), 'this has 65'],
      ['a\nb', 'can be seen'],
      ['a\u202eb', 'can be seen'],
      ['a\u2028b', 'can be seen'],
      ['   ', 'Enter a name.'],
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
  [
    checkSignInUrl,
    'signInUrl',
    [
      ['https://login.corp.example', null],
      ['https://login.corp.example/', null],
      ['https://login.corp.example:8443/app/aws?RelayState=x%20y#top', null],
      ['HTTPS://login.corp.example?app=aws', null],
      [`https://login.corp.example/${a(2_021)}`, null],
      [`https://login.corp.example/${a(2_022)}`, '2048 characters at most here; this has 2049'],
      ['http://login.corp.example', 'starts with https://'],
      ['http://127.0.0.1', 'starts with https://'],
      ['https://', 'starts with https://'],
      ['https://user:secret@login.corp.example', 'starts with https://'],
      ['https://login.corp.example/a b', 'starts with https://'],
      ['https://login.corp.example/a\nb', 'starts with https://'],
      ['javascript:alert(1)', 'starts with https://'],
      ['file:///etc/passwd', 'starts with https://'],
      ['login.corp.example', 'starts with https://'],
      ['', 'starts with https://'],
    ],
  ],
])

it('a secret is not repeated in what is said about it', () => {
  expect(JSON.stringify(checkSecretAccessKey('secretAccessKey', 'not a secret key'))).not.toContain('not a')
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

describe('where STS is asked', () => {
  const usual: EndpointSettings = {
    region: 'eu-central-1',
    fallbackRegion: null,
    globalSts: false,
    stsUrl: null,
  }

  it.each<[string, Partial<EndpointSettings>, readonly (readonly [field: string, part: string])[]]>([
    ['the Region', {}, []],
    ['the Region or another', { fallbackRegion: 'eu-west-1' }, []],
    ['a URL', { stsUrl: 'https://sts.example' }, []],
    ['the global STS', { globalSts: true }, []],
    ['no Region', { region: 'Frankfurt' }, [['region', 'no AWS Region']]],
    [
      'a URL or another Region',
      { stsUrl: 'https://sts.example', fallbackRegion: 'eu-west-1' },
      [['fallbackRegion', 'An STS URL is one host']],
    ],
    [
      'the global STS or another Region',
      { globalSts: true, fallbackRegion: 'eu-west-1' },
      [['fallbackRegion', 'The global STS is one host']],
    ],
    [
      'the global STS and a URL',
      { globalSts: true, stsUrl: 'https://sts.example' },
      [['stsUrl', 'one of them']],
    ],
    [
      'the global STS of a partition that has none',
      { globalSts: true, region: 'cn-north-1' },
      [['globalSts', 'no global STS in aws-cn, where cn-north-1 is']],
    ],
    [
      'the global STS of GovCloud',
      { globalSts: true, region: 'us-gov-west-1' },
      [['globalSts', 'no global STS in aws-us-gov']],
    ],
  ])('may be or not: %s', (_, changes, expected) => {
    expect(checkEndpoint({ ...usual, ...changes })).toEqual(
      expected.map(([field, part]) => ({ field, problem: expect.stringContaining(part) })),
    )
  })
})

describe('this machine', () => {
  it.each([
    ['http://127.0.0.1', true],
    ['http://127.0.0.1:4566/', true],
    ['https://localhost:4566', true],
    ['http://[::1]:4566', true],
    ['http://localhost.evil.example', false],
    ['http://127.0.0.1.evil.example', false],
    ['http://127.0.0.1@evil.example', false],
    ['https://sts.example', false],
    ['ftp://localhost', false],
  ])('has %s: %s', (url, isHere) => {
    expect(isOnThisMachine(url)).toBe(isHere)
  })
})

describe('an identity', () => {
  it.each<[string, Identity, readonly string[]]>([
    ['a key', alice, []],
    ['a key without a device', { ...alice, mfaSerial: null }, []],
    ['a SAML provider', corp, []],
    ['an OIDC provider', cluster, []],
    ['a key with another ARN in its device’s place', { ...alice, mfaSerial: alice.arn }, ['mfaSerial']],
    ['a sign-in page that is not safe', { ...corp, signInUrl: 'http://login.corp.example' }, ['signInUrl']],
    ['a token at a half path', { ...cluster, token: { kind: 'file', path: 'token' } }, ['token']],
    ['all that it can be', { ...cluster, name: '', region: 'x' }, ['name', 'region']],
  ])('is wrong in: %s', (_, identity, fields) => {
    expect(checkIdentity(identity).map(each => each.field)).toEqual(fields)
  })
})
