import {
  Activity as ActivityIcon,
  FileCog,
  KeyRound,
  type LucideIcon,
  PlugZap,
  Settings2,
  Stethoscope,
  UserRound,
} from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Snapshot } from '../../../main/core/snapshot.ts'
import { type PageName, pageNames } from '../../../preload/contract.ts'
import { Button } from '../../components/Button.tsx'
import { Message } from '../../components/Message.tsx'
import { Unseen } from '../../components/Unseen.tsx'
import { useSnapshot } from '../../store.tsx'
import { Access } from './Access.tsx'
import { Activity } from './Activity.tsx'
import { Doctor } from './Doctor.tsx'
import { Identities } from './Identities.tsx'
import styles from './Manager.module.css'
import { Profiles } from './profiles/Profiles.tsx'
import { Sessions } from './Sessions.tsx'
import { Settings } from './Settings.tsx'

export function Manager() {
  const snapshot = useSnapshot()
  const [page, setPage] = useState<PageName>(wantedAtFirst)
  useEffect(() => window.understudy.onPage(setPage), [])
  if (snapshot === null) return null
  return (
    <div className={styles.window}>
      <nav className={styles.side} aria-label="Pages">
        {pageNames.map(name => (
          <button
            key={name}
            type="button"
            className={styles.tab}
            aria-current={name === page ? 'page' : undefined}
            onClick={() => setPage(name)}
          >
            <PageIcon name={name} />
            {name}
            {name === 'Profiles' && snapshot.awsFiles.profiles.some(each => each.why !== null) ? (
              <Mark />
            ) : null}
          </button>
        ))}
        <p className={styles.status}>
          {snapshot.endpoint.kind === 'listening'
            ? `Serving on 127.0.0.1:${snapshot.endpoint.port}`
            : 'Not serving'}
        </p>
      </nav>
      <main className={styles.page}>
        <Warnings snapshot={snapshot} />
        <Page name={page} snapshot={snapshot} show={setPage} />
      </main>
    </div>
  )
}

const icons: Record<PageName, LucideIcon> = {
  Sessions: UserRound,
  Identities: KeyRound,
  'Connect a Tool': PlugZap,
  Profiles: FileCog,
  Activity: ActivityIcon,
  Doctor: Stethoscope,
  Settings: Settings2,
}

function PageIcon({ name }: { readonly name: PageName }) {
  const Icon = icons[name]
  return <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
}

/** The page that the window was opened for. */
function wantedAtFirst(): PageName {
  const wanted = decodeURIComponent(window.location.hash.slice(1))
  return pageNames.find(name => name === wanted) ?? 'Sessions'
}

/** Beside a page's name, where something on it is not as it should be. */
function Mark() {
  return (
    <span className={styles.mark}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" fill="none" stroke="currentColor">
        <path d="M6 1.2 L11.2 10.8 H0.8 Z M6 4.6 V7.2 M6 8.6 V9.4" strokeWidth="1.3" strokeLinejoin="round" />
      </svg>
      <Unseen>(something is wrong)</Unseen>
    </span>
  )
}

interface PageProps {
  readonly name: PageName
  readonly snapshot: Snapshot
  readonly show: (page: PageName) => void
}

function Page({ name, snapshot, show }: PageProps) {
  switch (name) {
    case 'Sessions':
      return <Sessions snapshot={snapshot} />
    case 'Identities':
      return <Identities snapshot={snapshot} show={show} />
    case 'Connect a Tool':
      return <Access snapshot={snapshot} />
    case 'Profiles':
      return <Profiles snapshot={snapshot} />
    case 'Activity':
      return <Activity snapshot={snapshot} />
    case 'Doctor':
      return <Doctor />
    case 'Settings':
      return <Settings snapshot={snapshot} />
  }
}

function Warnings({ snapshot }: { readonly snapshot: Snapshot }) {
  const { run } = window.understudy
  return (
    <>
      {snapshot.endpoint.kind === 'down' ? (
        <Message what={snapshot.endpoint.why}>
          <Button onClick={() => void run.retryEndpoint({})}>Try Again</Button>
          <Button onClick={() => void run.moveEndpoint({})}>Use Another Port</Button>
        </Message>
      ) : null}
      {snapshot.keychain === null ? null : (
        <Message what={snapshot.keychain}>
          <Button onClick={() => void run.retryKeychain({})}>Try Again</Button>
        </Message>
      )}
      {snapshot.notices.map((notice, index) => (
        <Message key={notice.title} what={notice} tone="warn">
          {index === 0 ? <Button onClick={() => void run.dismissNotices({})}>Dismiss</Button> : undefined}
        </Message>
      ))}
    </>
  )
}
