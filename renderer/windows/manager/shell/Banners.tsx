import { ChevronDown, TriangleAlert } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { assertNever } from '../../../../main/core/failures/failure.ts'
import type { Preferences } from '../../../../main/core/preferences.ts'
import type { Snapshot } from '../../../../main/core/snapshot/snapshot.ts'
import type { PageName } from '../../../../preload/contract.ts'
import { Button } from '../../../components/Button.tsx'
import { Message } from '../../../components/Message.tsx'
import { showClock } from '../../../time.ts'
import styles from './Banners.module.css'
import { type Banner, bannersOf, isLocked } from './banners.ts'

interface Props {
  readonly snapshot: Snapshot
  readonly show: (page: PageName) => void
}

/** What is wrong with the app as a whole. Several take one line, so that the page below stays in sight. */
export function Banners({ snapshot, show }: Props) {
  const [hidden, setHidden] = useState<readonly string[]>([])
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const banners = bannersOf(snapshot, showClock).filter(each => !hidden.includes(each.what.title))
  const [first] = banners
  if (first === undefined) return null
  const actionsOf = (banner: Banner) => (
    <Actions
      banner={banner}
      preferences={snapshot.preferences}
      show={show}
      hide={() => setHidden(before => [...before, banner.what.title])}
    />
  )
  if (banners.length === 1)
    return (
      <div className={styles.banners}>
        <Message what={first.what} tone={first.tone}>
          {actionsOf(first)}
        </Message>
      </div>
    )
  return (
    <div className={styles.banners}>
      <div role="alert" className={styles.line} data-tone={first.tone}>
        <TriangleAlert size={16} aria-hidden="true" />
        <p className={styles.words}>
          <strong>{isOpen ? `${banners.length} messages` : first.what.title}</strong>
          {isOpen ? '' : ` ${first.what.advice}`}
        </p>
        <Button aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
          <span className={styles.toggle}>
            {isOpen ? 'Show Less' : `Show All ${banners.length}`}
            <ChevronDown size={14} aria-hidden="true" data-turned={isOpen} />
          </span>
        </Button>
      </div>
      <div id={id} className={styles.all} hidden={!isOpen}>
        {isOpen
          ? banners.map(banner => (
              <Message key={banner.what.title} what={banner.what} tone={banner.tone}>
                {actionsOf(banner)}
              </Message>
            ))
          : null}
      </div>
    </div>
  )
}

interface ActionsProps {
  readonly banner: Banner
  readonly preferences: Preferences
  readonly show: (page: PageName) => void
  readonly hide: () => void
}

function Actions({ banner, preferences, show, hide }: ActionsProps): ReactNode {
  const { run } = window.understudy
  switch (banner.kind) {
    case 'endpoint':
      return (
        <>
          <Button onClick={() => void run.retryEndpoint({})}>Try Again</Button>
          <Button onClick={() => void run.moveEndpoint({})}>Use Another Port</Button>
        </>
      )
    case 'keychain':
      return (
        <Button onClick={() => void run.retryKeychain({})}>
          {isLocked(banner.what) ? 'Unlock…' : 'Try Again'}
        </Button>
      )
    case 'notice':
      return <Button onClick={() => void run.dismissNotices({})}>Dismiss</Button>
    case 'shortcut':
      return (
        <>
          <Button onClick={() => show('Settings')}>Open Settings</Button>
          <Button
            onClick={() => void run.setPreferences({ preferences: { ...preferences, shortcut: null } })}
          >
            Do Without
          </Button>
        </>
      )
    case 'offline':
    case 'tray':
      return <Button onClick={hide}>Hide</Button>
    default:
      return assertNever(banner.kind)
  }
}
