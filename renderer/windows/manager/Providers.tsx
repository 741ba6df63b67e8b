import { useState } from 'react'
import type { OidcProvider, SamlProvider } from '../../../main/core/catalog/identity.ts'
import { nameOfSource } from '../../../main/core/catalog/token-source.ts'
import { Button } from '../../components/Button.tsx'
import { FormDialog } from '../../components/FormDialog.tsx'
import { describeEndpoint } from './describe-identity.ts'
import { IdentityGroup } from './IdentityGroup.tsx'
import styles from './Manager.module.css'
import { ProviderForm, type ProviderKind } from './ProviderForm.tsx'

type Provider = SamlProvider | OidcProvider

type Open =
  | { readonly kind: 'add'; readonly of: ProviderKind }
  | { readonly kind: 'edit' | 'remove'; readonly provider: Provider }
  | null

/** Where trust starts without a key. */
export function Providers({ providers }: { readonly providers: readonly Provider[] }) {
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  return (
    <>
      <IdentityGroup
        title="Company sign-in"
        about="Through your company’s page (SAML): it says which roles are yours. No key is needed."
        actions={
          <Button onClick={() => setOpen({ kind: 'add', of: 'saml-provider' })}>Add SAML Provider</Button>
        }
        none="None yet"
      >
        {providers.filter(isSaml).map(provider => (
          <ProviderRow key={provider.id} provider={provider} open={setOpen} />
        ))}
      </IdentityGroup>
      <IdentityGroup
        title="OIDC tokens"
        about="From a file or a command, as in CI or a cluster. No key is needed."
        actions={
          <Button onClick={() => setOpen({ kind: 'add', of: 'oidc-provider' })}>Add OIDC Provider</Button>
        }
        none="None yet"
      >
        {providers
          .filter(each => !isSaml(each))
          .map(provider => (
            <ProviderRow key={provider.id} provider={provider} open={setOpen} />
          ))}
      </IdentityGroup>
      {open?.kind === 'add' ? <ProviderForm kind={open.of} old={null} onClose={close} /> : null}
      {open?.kind === 'edit' ? (
        <ProviderForm kind={open.provider.kind} old={open.provider} onClose={close} />
      ) : null}
      {open?.kind === 'remove' ? (
        <FormDialog
          title={`Remove ${open.provider.name}?`}
          verb="Remove"
          busyVerb="Removing…"
          look="danger"
          submit={() => window.understudy.run.removeProvider({ id: open.provider.id })}
          onClose={close}
        >
          {() => <p>Nothing is changed in AWS, nor at the provider.</p>}
        </FormDialog>
      ) : null}
    </>
  )
}

function isSaml({ kind }: Provider): boolean {
  return kind === 'saml-provider'
}

interface RowProps {
  readonly provider: Provider
  readonly open: (what: Open) => void
}

function ProviderRow({ provider, open }: RowProps) {
  return (
    <li className={styles.row} aria-label={provider.name}>
      <div className={styles.line}>
        <h3 className={styles.name}>{provider.name}</h3>
        <div className={styles.actions}>
          <Button look="quiet" onClick={() => open({ kind: 'edit', provider })}>
            Edit
          </Button>
          <Button look="quiet" onClick={() => open({ kind: 'remove', provider })}>
            Remove
          </Button>
        </div>
      </div>
      <p className={styles.facts}>
        {provider.kind === 'saml-provider'
          ? `SAML · signs in at ${provider.signInUrl}`
          : `OIDC · token from ${nameOfSource(provider.token)}`}
      </p>
      <p className={styles.facts}>{describeEndpoint(provider)}</p>
    </li>
  )
}
