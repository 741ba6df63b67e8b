import type { Snapshot } from '../../../main/core/snapshot/snapshot.ts'
import type { PageName } from '../../../preload/contract.ts'
import { useSnapshot } from '../../store.tsx'
import { Access } from './Access.tsx'
import { Activity } from './activity/Activity.tsx'
import { Doctor } from './Doctor.tsx'
import { GettingStarted } from './getting-started/GettingStarted.tsx'
import { Identities } from './Identities.tsx'
import styles from './Manager.module.css'
import { Profiles } from './profiles/Profiles.tsx'
import { Sessions } from './Sessions.tsx'
import { Settings } from './settings/Settings.tsx'
import { Banners } from './shell/Banners.tsx'
import { LeaseBand } from './shell/LeaseBand.tsx'
import { Nav } from './shell/Nav.tsx'
import { useShell, type WantedSession } from './shell/use-shell.ts'

export function Manager() {
  const snapshot = useSnapshot()
  const { page, wanted, show, nav, main } = useShell()
  if (snapshot === null) return null
  return (
    <div className={styles.window}>
      <div ref={nav} className={styles.nav}>
        <Nav page={page} snapshot={snapshot} show={show} />
      </div>
      <div className={styles.rest}>
        <LeaseBand snapshot={snapshot} />
        <Banners snapshot={snapshot} show={show} />
        <main ref={main} className={styles.page}>
          {page === 'Sessions' ? <GettingStarted snapshot={snapshot} /> : null}
          <Page name={page} wanted={wanted} snapshot={snapshot} show={show} />
        </main>
      </div>
    </div>
  )
}

interface PageProps {
  readonly name: PageName
  readonly wanted: WantedSession | null
  readonly snapshot: Snapshot
  readonly show: (page: PageName) => void
}

function Page({ name, wanted, snapshot, show }: PageProps) {
  switch (name) {
    case 'Sessions':
      return <Sessions snapshot={snapshot} wanted={wanted} />
    case 'Identities':
      return <Identities snapshot={snapshot} show={show} />
    case 'Connect a Tool':
      return <Access snapshot={snapshot} />
    case 'Profiles':
      return <Profiles snapshot={snapshot} />
    case 'Activity':
      return <Activity snapshot={snapshot} show={show} />
    case 'Doctor':
      return <Doctor />
    case 'Settings':
      return <Settings snapshot={snapshot} show={show} />
  }
}
