import { FileDown, HardDrive, KeyRound, type LucideIcon, Ticket, UsersRound } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { KeyForm } from './KeyForm.tsx'
import { ProviderForm } from './ProviderForm.tsx'
import styles from './Welcome.module.css'

type Start = 'iam-user' | 'saml-provider' | 'oidc-provider'

const STARTS: readonly {
  readonly kind: Start
  readonly title: string
  readonly about: string
  readonly icon: LucideIcon
}[] = [
  {
    kind: 'iam-user',
    title: 'Access Key',
    about: 'Of an IAM user. It is tried with AWS before it is kept.',
    icon: KeyRound,
  },
  {
    kind: 'saml-provider',
    title: 'Company Sign-In',
    about: 'SAML, at your company’s page. No key is needed.',
    icon: UsersRound,
  },
  {
    kind: 'oidc-provider',
    title: 'OIDC Token',
    about: 'From a file or a command. No key is needed.',
    icon: Ticket,
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
      <div className={styles.welcome}>
        <h1>Welcome to Understudy</h1>
        <p className={styles.soft}>
          It gets temporary AWS credentials and hands them to your tools. How do you get into AWS?
        </p>
        <ul className={styles.ways}>
          {count === 0 ? null : (
            <li>
              <FileDown size={20} strokeWidth={1.75} aria-hidden="true" />
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
          {STARTS.map(({ kind, title, about, icon: Icon }) => (
            <li key={kind}>
              <Icon size={20} strokeWidth={1.75} aria-hidden="true" />
              <Button className={styles.way} aria-describedby={`about-${kind}`} onClick={() => setOpen(kind)}>
                {title}…
              </Button>
              <span id={`about-${kind}`} className={styles.soft}>
                {about}
              </span>
            </li>
          ))}
        </ul>
        <Kept />
      </div>
      {open === 'iam-user' ? <KeyForm old={null} onClose={close} /> : null}
      {open === 'saml-provider' || open === 'oidc-provider' ? (
        <ProviderForm kind={open} old={null} onClose={close} />
      ) : null}
    </>
  )
}

/** Said before anything is typed. */
function Kept() {
  const folder = useSettingsFolder()
  return (
    <section className={styles.kept} aria-label="What is kept where">
      <HardDrive size={18} strokeWidth={1.75} aria-hidden="true" />
      <p>
        Secrets go into this computer’s keychain, names and settings into{' '}
        {folder === null ? 'a folder of the app' : <code>{folder}</code>}, and nothing anywhere else. Your AWS
        files change only when you have seen how.
      </p>
    </section>
  )
}

/** Null until it is known. */
function useSettingsFolder(): string | null {
  const [folder, setFolder] = useState<string | null>(null)
  useEffect(() => {
    void window.understudy.lookUp
      .whatToRemove({})
      .then(answer => setFolder(answer.ok ? answer.value.files.folder : null))
  }, [])
  return folder
}
