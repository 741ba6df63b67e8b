import { ArrowLeft } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import type { CatalogData } from '../../../../main/core/catalog/catalog-data.ts'
import type { Session, SessionId } from '../../../../main/core/sessions/session.ts'
import { warningsOf } from '../../../../main/core/sessions/session-warnings.ts'
import type { SessionView, Snapshot } from '../../../../main/core/snapshot/snapshot.ts'
import type { Outcome } from '../../../../preload/contract.ts'
import { Button } from '../../../components/Button.tsx'
import { Message } from '../../../components/Message.tsx'
import { Production } from '../../../components/Production.tsx'
import { SessionMark } from '../../../components/SessionMark.tsx'
import { describeSession } from '../describe-session.ts'
import { BigState } from './BigState.tsx'
import { Chain } from './Chain.tsx'
import { Clock } from './clock.tsx'
import { LeaseLine } from './LeaseLine.tsx'
import { SessionButtons } from './SessionButtons.tsx'
import { SessionFacts } from './SessionFacts.tsx'
import styles from './SessionPane.module.css'
import { Trouble } from './Trouble.tsx'

/** What a session's buttons open over the page. */
export type SessionDialog =
  | 'edit'
  | 'duplicate'
  | 'remove'
  | 'add-profile'
  | 'who-am-i'
  | 'decode'
  | 'sign-in-link'

export interface PaneProps {
  readonly view: SessionView
  readonly snapshot: Snapshot
  /** The same as `snapshot`, as the rules take it. */
  readonly catalog: CatalogData
  /** @param message of AWS, to be decoded */
  readonly open: (kind: SessionDialog, session: Session, message?: string) => void
  readonly onShow: (id: SessionId) => void
  readonly onMove: (direction: 'up' | 'down') => void
}

interface Props extends PaneProps {
  /** Where the list has no room beside it; null where it has. */
  readonly onBack: (() => void) | null
}

/** All about one session. */
export function SessionPane({ onBack, ...props }: Props) {
  const { view, snapshot, catalog } = props
  const { session, current } = view
  // Also while what it has is served: then it is the renewal that waits.
  const needsCode = snapshot.prompts.some(prompt => prompt.sessions.includes(session.name))
  const [refused, setRefused] = useState<Outcome | null>(null)
  useEscape(onBack)
  return (
    <section className={styles.pane} aria-label={session.name}>
      {onBack === null ? null : (
        <div className={styles.back}>
          <Button look="quiet" className={styles.backButton} onClick={onBack}>
            <ArrowLeft size={14} aria-hidden="true" />
            Sessions
          </Button>
        </div>
      )}
      <div className={styles.content}>
        <Clock>
          <header className={styles.head}>
            <h2 className={styles.name}>
              <span className={styles.words}>
                <SessionMark color={session.look.color} />
                <span>{session.name}</span>
              </span>
              {session.production ? <Production /> : null}
              {current ? <span className={styles.badge}>Current</span> : null}
            </h2>
            <p className={styles.about}>{describeSession(view, snapshot)}</p>
          </header>
          <BigState view={view} keychain={snapshot.keychain} needsCode={needsCode} />
          {view.lease === null ? null : <LeaseLine lease={view.lease} />}
          <SessionButtons {...props} needsCode={needsCode} onRefused={setRefused} />
          <Trouble view={view} keychain={snapshot.keychain} open={props.open} onRefused={setRefused} />
          {refused !== null && !refused.ok ? (
            <Message what={refused.explanation}>
              <Button onClick={() => setRefused(null)}>Dismiss</Button>
            </Message>
          ) : null}
          {warningsOf(session, catalog, session.id).map(warning => (
            <p key={warning} className={styles.caution}>
              {firstSentence(warning)}
            </p>
          ))}
          <Part title="Chain">
            <Chain {...props} />
          </Part>
          <Part title="Details">
            <SessionFacts view={view} snapshot={snapshot} />
          </Part>
        </Clock>
      </div>
    </section>
  )
}

/** Escape leads back, unless it closes something else first. */
function useEscape(onBack: (() => void) | null): void {
  useEffect(() => {
    if (onBack === null) return
    const leave = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || document.querySelector('dialog[open], :popover-open') !== null) return
      onBack()
    }
    window.addEventListener('keydown', leave)
    return () => window.removeEventListener('keydown', leave)
  }, [onBack])
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className={styles.part}>
      <h3 className={styles.partTitle}>{title}</h3>
      {children}
    </div>
  )
}

/** The form says the rest. */
function firstSentence(text: string): string {
  return /^.*?[.](?=\s|$)/.exec(text)?.[0] ?? text
}
