import type { IdentityId } from '../../../../main/core/catalog/identity.ts'
import type { SamlRole } from '../../../../main/core/sts/saml.ts'
import type { Answer } from '../../../../preload/contract.ts'
import { Offers } from '../Offers.tsx'

interface Props {
  readonly provider: IdentityId
  readonly chosen: SamlRole
  readonly onChoose: (role: SamlRole) => void
}

/** Signs in at the company's page, which says what its user may be. */
export function FindSamlRoles({ provider, chosen, onChoose }: Props) {
  return (
    <Offers
      verb="Sign In and Find My Roles"
      busyVerb="Signing in…"
      meanwhile="If your company wants to see you, its page opens in a window of its own."
      find={() => window.understudy.lookUp.samlRoles({ id: provider })}
      tell={tell}
      labelOf={role => role.roleArn}
      isChosen={role => role.roleArn === chosen.roleArn && role.principalArn === chosen.principalArn}
      onChoose={onChoose}
    />
  )
}

function tell(found: Answer<readonly SamlRole[]>): string {
  if (!found.ok) return `${found.explanation.title} ${found.explanation.advice}`
  switch (found.value.length) {
    case 0:
      return 'The provider gives you no role. Ask whoever manages it.'
    case 1:
      return 'Found, and filled in.'
    default:
      return `${found.value.length} roles found. Choose one:`
  }
}
