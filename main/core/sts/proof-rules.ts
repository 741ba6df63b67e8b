import { assertNever } from '../failures/failure.ts'
import type { Problem } from '../failures/problem.ts'
import type { Secret } from '../secret.ts'
import { checkText, STS_PARAMETERS } from './limits.ts'
import type { StsRequest } from './sts-request.ts'

/** Whether AWS could take what somebody vouches for at all; of what is in it only AWS can judge. */
export function checkProofs(request: StsRequest, proofs: readonly Secret[]): readonly Problem[] {
  switch (request.operation) {
    case 'AssumeRole': {
      const { each } = STS_PARAMETERS.AssumeRole.ProvidedContexts
      return proofs.flatMap(proof =>
        checkText('providedContexts', 'A context assertion', each.ContextAssertion, proof.reveal()),
      )
    }
    case 'AssumeRoleWithSAML': {
      const { SAMLAssertion } = STS_PARAMETERS.AssumeRoleWithSAML
      return proofs.flatMap(proof => checkText('source', 'A SAML response', SAMLAssertion, proof.reveal()))
    }
    case 'AssumeRoleWithWebIdentity': {
      const { WebIdentityToken } = STS_PARAMETERS.AssumeRoleWithWebIdentity
      return proofs.flatMap(proof =>
        checkText('source', 'A web identity token', WebIdentityToken, proof.reveal()),
      )
    }
    case 'AssumeRoot':
    case 'GetFederationToken':
    case 'GetSessionToken':
      return []
    default:
      return assertNever(request)
  }
}
