import { useState } from 'react'
import type {
  Identity,
  NewProvider,
  OidcProvider,
  SamlProvider,
} from '../../../main/core/catalog/identity.ts'
import { explain } from '../../../main/core/failures/explain.ts'
import type { Outcome } from '../../../preload/contract.ts'
import { TextField } from '../../components/Field.tsx'
import { FormDialog } from '../../components/FormDialog.tsx'
import { TokenSourceFields } from '../../components/TokenSourceFields.tsx'
import { type EndpointDraft, toEndpoint, toEndpointDraft } from '../../endpoint-draft.ts'
import { problemOfLine, type TokenDraft, toTokenDraft, toTokenSource } from '../../token-draft.ts'
import { EndpointFields } from './EndpointFields.tsx'

export type ProviderKind = Exclude<Identity['kind'], 'iam-user'>

interface Draft extends EndpointDraft {
  readonly name: string
  readonly signInUrl: string
  readonly token: TokenDraft
}

interface Props {
  readonly kind: ProviderKind
  /** The provider to edit, or null for a new one. */
  readonly old: SamlProvider | OidcProvider | null
  readonly onClose: () => void
}

/** For whoever has no key: where a company's people, or machines, are vouched for. */
export function ProviderForm({ kind, old, onClose }: Props) {
  const [draft, setDraft] = useState(() => toDraft(old))
  const set =
    <K extends keyof Draft>(field: K) =>
    (value: Draft[K]) =>
      setDraft(before => ({ ...before, [field]: value }))
  const verb = kind === 'saml-provider' ? 'Add SAML Provider' : 'Add OIDC Provider'
  return (
    <FormDialog
      title={old === null ? verb : `Edit ${old.name}`}
      verb={old === null ? verb : 'Save'}
      busyVerb="Saving…"
      submit={() => send(kind, draft, old)}
      onClose={onClose}
    >
      {errorOf => (
        <>
          <TextField
            label="Name"
            hint={
              kind === 'saml-provider'
                ? 'Such as the name of your company.'
                : 'Such as CI, or a cluster’s name.'
            }
            error={errorOf('name')}
            value={draft.name}
            onChange={set('name')}
          />
          {kind === 'saml-provider' ? (
            <TextField
              label="Sign-in URL"
              placeholder="https://portal.example.com/saml/aws"
              hint="The page that your company’s portal opens for AWS. You sign in there; nothing of it is kept."
              error={errorOf('signInUrl')}
              value={draft.signInUrl}
              onChange={set('signInUrl')}
            />
          ) : (
            <TokenSourceFields
              what="Token"
              error={errorOf('token')}
              draft={draft.token}
              onChange={set('token')}
            />
          )}
          <EndpointFields
            draft={draft}
            sent={kind === 'saml-provider' ? 'What your company vouches for is' : 'The token is'}
            errorOf={errorOf}
            onChange={changed => setDraft(before => ({ ...before, ...changed }))}
          />
        </>
      )}
    </FormDialog>
  )
}

function toDraft(old: SamlProvider | OidcProvider | null): Draft {
  return {
    name: old?.name ?? '',
    signInUrl: old?.kind === 'saml-provider' ? old.signInUrl : '',
    token: toTokenDraft(old?.kind === 'oidc-provider' ? old.token : null),
    ...toEndpointDraft(old),
  }
}

function toProvider(kind: ProviderKind, draft: Draft): NewProvider {
  const common = { name: draft.name.trim(), ...toEndpoint(draft) }
  return kind === 'saml-provider'
    ? { ...common, kind, signInUrl: draft.signInUrl.trim() }
    : { ...common, kind, token: toTokenSource(draft.token) }
}

async function send(
  kind: ProviderKind,
  draft: Draft,
  old: SamlProvider | OidcProvider | null,
): Promise<Outcome> {
  const unclosed = kind === 'oidc-provider' ? problemOfLine(draft.token) : null
  if (unclosed !== null) {
    const problems = [{ field: 'token', problem: unclosed }]
    return { ok: false, explanation: explain({ kind: 'invalid', problems }), problems }
  }
  const provider = toProvider(kind, draft)
  return old === null
    ? window.understudy.run.addProvider({ provider })
    : window.understudy.run.editProvider({ provider: { ...provider, id: old.id } })
}
