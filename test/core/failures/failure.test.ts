import { describe, expect, it } from 'vitest'
import {
  type Failure,
  isExpiredToken,
  isKeychainFault,
  isWrongCode,
} from '../../../main/core/failures/failure.ts'
import { isThrottling, remedyOf } from '../../../main/core/failures/failure-remedy.ts'
import { awsFailure, denied, expiredToken, facts, offline, throttled, wrongCode } from '../world.ts'

const keychain = (reason: Extract<Failure, { kind: 'keychain' }>['reason']): Failure => ({
  kind: 'keychain',
  reason,
  detail: '',
})

const otherTool = (reason: Extract<Failure, { kind: 'other-tool' }>['reason']): Failure => ({
  kind: 'other-tool',
  tool: 'aws-vault',
  reason,
  detail: 'work',
})

describe('what a failure asks for', () => {
  it.each<[string, Failure, ReturnType<typeof remedyOf>]>([
    ['a refusal', denied, 'stop'],
    ['throttling', throttled, 'retry'],
    ['a fault of AWS', awsFailure('Whatever', 'x', {}, { status: 503 }), 'retry'],
    ['no network', offline, 'retry'],
    ['a certificate', { kind: 'network', reason: 'tls', detail: '', call: facts }, 'stop'],
    ['a captive portal', { kind: 'malformed-answer', call: facts }, 'retry'],
    ['a missing key', keychain('missing'), 'stop'],
    ['no keychain yet', keychain('unavailable'), 'retry'],
    ['a dismissed prompt', { kind: 'mfa', reason: 'cancelled', device: 'alice' }, 'person'],
    ['a code', { kind: 'code-needed', session: 'a', device: 'alice' }, 'person'],
    ['a wrong field', { kind: 'invalid', problems: [] }, 'stop'],
    ['aws-vault’s locked keyring', otherTool('locked'), 'person'],
    ['what another tool’s file has not', otherTool('unreadable'), 'stop'],
    ['a stop', { kind: 'stopped', session: 'a', by: 'user' }, 'stop'],
  ])('%s', (_, failure, remedy) => {
    expect(remedyOf(failure)).toBe(remedy)
  })
})

describe('a wrong code', () => {
  const message = 'MultiFactorAuthentication failed with invalid MFA one time pass code.'

  it.each<[string, Failure, boolean]>([
    ['AWS’s own words', wrongCode, true],
    ['the same with no code sent', awsFailure('AccessDenied', message, { mfa: false }), false],
    ['another refusal of a call with a code', awsFailure('AccessDenied', 'x', { mfa: true }), false],
    ['another code of AWS', awsFailure('ValidationError', message, { mfa: true }), false],
    ['no network', offline, false],
  ])('%s: %#', (_, failure, wrong) => {
    expect(isWrongCode(failure)).toBe(wrong)
  })
})

it.each<[Failure, boolean]>([
  [expiredToken, true],
  [awsFailure('ExpiredTokenException'), true],
  [denied, false],
  [offline, false],
])('an expired token: %o', (failure, expired) => {
  expect(isExpiredToken(failure)).toBe(expired)
})

it.each<[Failure, boolean]>([
  [keychain('locked'), true],
  [keychain('timed-out'), true],
  [keychain('unavailable'), true],
  [keychain('missing'), false],
  [{ kind: 'mfa', reason: 'locked', device: 'alice' }, false],
  [{ kind: 'not-forgotten', why: keychain('locked') }, false],
])('a keychain that can’t be used: %o', (failure, fault) => {
  expect(isKeychainFault(failure)).toBe(fault)
})

it.each<[Failure, boolean]>([
  [throttled, true],
  [awsFailure('ThrottlingException'), true],
  [awsFailure('RequestLimitExceeded', 'x', {}, { status: 503 }), true],
  [awsFailure('ServiceUnavailable', 'x', {}, { status: 503 }), false],
  [denied, false],
  [offline, false],
])('throttling: %o', (failure, throttling) => {
  expect(isThrottling(failure)).toBe(throttling)
})
