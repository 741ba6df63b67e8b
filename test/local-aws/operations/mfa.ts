import type { Parameters } from '../parameters.ts'
import { accessDenied } from '../refusal.ts'
import type { SignedCall } from './operation.ts'

export type MfaParameters = { readonly serial: string | undefined; readonly code: string | undefined }

export function readMfa(parameters: Parameters): MfaParameters {
  return {
    serial: parameters.text('SerialNumber', { min: 9, max: 256, pattern: /^[\w+=/:,.@-]*$/ }),
    code: parameters.text('TokenCode', { min: 6, max: 6, pattern: /^[\d]*$/ }),
  }
}

/** When MFA was given: now, with this call's code; earlier, with the caller's credentials; or never. */
export function checkMfa({ serial, code }: MfaParameters, { sts, caller, now }: SignedCall): number | null {
  if (serial === undefined && code === undefined) return caller.mfaAt
  if (serial === undefined || code === undefined) {
    throw accessDenied(
      'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
    )
  }
  const device = caller.mfaDevices.find(one => one.serial === serial)
  if (device === undefined || !sts.usedCodes.accept(device, code, now)) {
    throw accessDenied('MultiFactorAuthentication failed with invalid MFA one time pass code. ')
  }
  return now
}
