import { expect, it } from 'vitest'
import type { Failure } from '../../../main/core/failures/failure.ts'
import { failureCode } from '../../../main/core/log/failure-code.ts'
import { ADMIN_ARN, awsFailure, denied, facts, offline } from '../world.ts'

const network = (detail: string): Failure => ({ kind: 'network', reason: 'unreachable', detail, call: facts })

it.each<[Failure, string]>([
  [denied, 'aws:AccessDenied:403'],
  [awsFailure('RegionDisabledException'), 'aws:RegionDisabledException:403'],
  // Whoever stands at an STS URL says what they like.
  [awsFailure('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'), 'aws:other:403'],
  [awsFailure('AKIAIOSFODNNEXAMPLE'), 'aws:other:403'],
  [awsFailure('A b'), 'aws:other:403'],
  [awsFailure(''), 'aws:other:403'],
  [offline, 'network:unreachable:ENOTFOUND'],
  [network('ERR_NAME_NOT_RESOLVED'), 'network:unreachable:ERR_NAME_NOT_RESOLVED'],
  [network('no route to sts.corp.test'), 'network:unreachable'],
  [{ kind: 'keychain', reason: 'locked', detail: 'of alice' }, 'keychain:locked'],
  [{ kind: 'mfa', reason: 'cancelled', device: 'alice' }, 'mfa:cancelled'],
  [{ kind: 'lease-needed', session: 'prod' }, 'lease-needed'],
  [{ kind: 'port', port: 1, code: 'EADDRINUSE' }, 'port:EADDRINUSE'],
  [{ kind: 'not-saved', detail: '/home/alice is full' }, 'not-saved'],
  [{ kind: 'half-changed', why: { kind: 'not-saved', detail: 'ENOSPC' } }, 'half-changed:not-saved:ENOSPC'],
  [{ kind: 'invalid', problems: [{ field: 'roleArn', problem: ADMIN_ARN }] }, 'invalid'],
])('%j', (failure, code) => {
  expect(failureCode(failure)).toBe(code)
})
