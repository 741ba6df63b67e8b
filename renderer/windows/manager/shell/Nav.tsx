import {
  Activity as ActivityIcon,
  CircleCheck,
  CircleX,
  FileCog,
  KeyRound,
  type LucideIcon,
  PlugZap,
  Settings2,
  Stethoscope,
  TriangleAlert,
  UserRound,
} from 'lucide-react'
import type { Snapshot } from '../../../../main/core/snapshot/snapshot.ts'
import { type PageName, pageNames } from '../../../../preload/contract.ts'
import { Unseen } from '../../../components/Unseen.tsx'
import styles from './Nav.module.css'
import { keysOfPage } from './shell-keys.ts'

const icons: Record<PageName, LucideIcon> = {
  Sessions: UserRound,
  Identities: KeyRound,
  'Connect a Tool': PlugZap,
  Profiles: FileCog,
  Activity: ActivityIcon,
  Doctor: Stethoscope,
  Settings: Settings2,
}

interface Props {
  readonly page: PageName
  readonly snapshot: Snapshot
  readonly show: (page: PageName) => void
}

/** The pages, and at the foot whether tools are served. In a narrow window only the icons are seen. */
export function Nav({ page, snapshot, show }: Props) {
  const { platform } = window.understudy
  return (
    <nav className={styles.side} aria-label="Pages">
      <div className={styles.tabs}>
        {pageNames.map((name, index) => {
          const Icon = icons[name]
          const isWrong = name === 'Profiles' && snapshot.awsFiles.profiles.some(each => each.why !== null)
          return (
            <button
              key={name}
              type="button"
              className={styles.tab}
              aria-current={name === page ? 'page' : undefined}
              title={`${name} (${keysOfPage(index, platform)})`}
              onClick={() => show(name)}
            >
              <Icon size={18} strokeWidth={1.75} aria-hidden="true" />
              <span className={styles.name}>{name}</span>
              {isWrong ? (
                <span className={styles.mark}>
                  <TriangleAlert size={14} aria-hidden="true" />
                  <Unseen>(something is wrong)</Unseen>
                </span>
              ) : null}
            </button>
          )
        })}
      </div>
      <Status snapshot={snapshot} />
    </nav>
  )
}

function Status({ snapshot: { endpoint, system } }: { readonly snapshot: Snapshot }) {
  const isServing = endpoint.kind === 'listening'
  const words = isServing ? `Serving on port ${endpoint.port}` : 'Not serving'
  const Icon = isServing ? CircleCheck : CircleX
  return (
    <div className={styles.status} title={`${words} · Understudy ${system.version}`}>
      <p className={styles.serving} data-serving={isServing}>
        <Icon size={14} aria-hidden="true" />
        <span className={styles.name}>{words}</span>
      </p>
      <p className={styles.version}>Version {system.version}</p>
    </div>
  )
}
