import { assumeRole } from './assume-role.ts'
import { assumeRoleWithSaml } from './assume-role-with-saml.ts'
import { assumeRoleWithWebIdentity } from './assume-role-with-web-identity.ts'
import { getCallerIdentity } from './get-caller-identity.ts'
import { getSessionToken } from './get-session-token.ts'
import type { Operation } from './operation.ts'

/** Every operation that this STS speaks, by name. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  [assumeRole, assumeRoleWithSaml, assumeRoleWithWebIdentity, getCallerIdentity, getSessionToken].map(
    operation => [operation.name, operation],
  ),
)
