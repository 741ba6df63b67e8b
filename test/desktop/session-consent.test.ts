import { expect, it } from 'vitest'
import { consentChoice, consentOf } from '../../renderer/windows/manager/session-consent.ts'

it.each([
  ['that is marked as production asks from then on', 'off', false, true, 'first-use'],
  ['that is edited otherwise stays as it is', 'off', false, false, 'off'],
  ['of production that the user lets all have stays so', 'off', true, true, 'off'],
  ['that asks each process goes on with it', 'every-process', false, true, 'every-process'],
  ['that asks and is production no more asks on', 'first-use', true, false, 'first-use'],
] as const)('a session %s', (_, consent, before, production, then) => {
  expect(consentOf({ consent: consentChoice({ consent, production: before }), production })).toBe(then)
})
