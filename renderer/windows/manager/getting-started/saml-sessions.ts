import type { IdentityId } from '../../../../main/core/catalog/identity.ts'
import { DEFAULT_CONSOLE } from '../../../../main/core/sessions/console-settings.ts'
import type { NewSession } from '../../../../main/core/sessions/session.ts'
import { DEFAULT_LOOK } from '../../../../main/core/sessions/session-look.ts'
import type { SamlRole } from '../../../../main/core/sts/saml.ts'

/** A session for each of the roles, named after it, and after its account too where that alone is no name yet. */
export function sessionsOf(
  roles: readonly SamlRole[],
  provider: IdentityId,
  taken: readonly string[],
): readonly NewSession[] {
  const names = new Set(taken)
  return roles.map(({ roleArn, principalArn }) => {
    const name = nameFor(roleArn, names)
    names.add(name)
    return {
      operation: 'AssumeRoleWithSAML',
      name,
      source: { kind: 'identity', id: provider },
      roleArn,
      principalArn,
      sessionPolicies: null,
      durationSeconds: null,
      minimumSessionTokenSize: null,
      production: false,
      consent: 'off',
      console: DEFAULT_CONSOLE,
      look: DEFAULT_LOOK,
    }
  })
}

/** "Admin", "Admin-111122223333", "Admin-111122223333-2". */
function nameFor(roleArn: string, taken: ReadonlySet<string>): string {
  const { role, account } = partsOf(roleArn)
  for (const name of [role, `${role}-${account}`]) if (!taken.has(name)) return name
  for (let number = 2; ; number += 1) {
    const name = `${role}-${account}-${number}`
    if (!taken.has(name)) return name
  }
}

/** What a person knows a role by. */
export function partsOf(roleArn: string): { readonly role: string; readonly account: string } {
  return {
    role: roleArn.slice(roleArn.lastIndexOf('/') + 1),
    account: roleArn.split(':')[4] ?? '',
  }
}
