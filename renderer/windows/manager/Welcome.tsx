import { useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { KeyForm } from './KeyForm.tsx'
import styles from './Manager.module.css'
import { ProviderForm } from './ProviderForm.tsx'

type Start = 'iam-user' | 'saml-provider' | 'oidc-provider'

const STARTS: readonly { readonly kind: Start; readonly title: string; readonly about: string }[] = [
  {
    kind: 'iam-user',
    title: 'Access Key',
    about: 'Of an IAM user; kept in this computer’s keychain.',
  },
  {
    kind: 'saml-provider',
    title: 'Company Sign-In',
    about: 'SAML, at your company’s page. No key is needed.',
  },
  {
    kind: 'oidc-provider',
    title: 'OIDC Token',
    about: 'From a file or a command. No key is needed.',
  },
]

interface Props {
  /** How much could be taken over, and from where. */
  readonly importable: { readonly count: number; readonly folder: string }
  readonly onImport: () => void
}

/** What is there before anything was added: all the ways to begin, since few have every one of them. */
export function Welcome({ importable: { count, folder }, onImport }: Props) {
  const [open, setOpen] = useState<Start | null>(null)
  const close = () => setOpen(null)
  return (
    <>
      <div className={`${styles.empty} ${styles.welcome}`}>
        <h1>Welcome to Understudy</h1>
        <p className={styles.soft}>
          It gets temporary AWS credentials and hands them to your tools. How do you get into AWS?
        </p>
        <ul className={styles.ways}>
          {count === 0 ? null : (
            <li>
              <Button
                look="primary"
                className={styles.way}
                aria-describedby="about-import"
                onClick={onImport}
              >
                Import from {folder}…
              </Button>
              <span id="about-import" className={styles.soft}>
                {count} found: keys and roles of yours.
              </span>
            </li>
          )}
          {STARTS.map(({ kind, title, about }) => (
            <li key={kind}>
              <Button className={styles.way} aria-describedby={`about-${kind}`} onClick={() => setOpen(kind)}>
                {title}…
              </Button>
              <span id={`about-${kind}`} className={styles.soft}>
                {about}
              </span>
            </li>
          ))}
        </ul>
      </div>
      {open === 'iam-user' ? <KeyForm old={null} onClose={close} /> : null}
      {open === 'saml-provider' || open === 'oidc-provider' ? (
        <ProviderForm kind={open} old={null} onClose={close} />
      ) : null}
    </>
  )
}
