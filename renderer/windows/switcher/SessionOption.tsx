import { Autocomplete } from '@base-ui/react/autocomplete'
import { Pin } from 'lucide-react'
import type { Explanation } from '../../../main/core/failures/explanation.ts'
import type { SessionId } from '../../../main/core/sessions/session.ts'
import { targetOf } from '../../../main/core/sessions/session-target.ts'
import type { SessionView } from '../../../main/core/snapshot/snapshot.ts'
import { Production } from '../../components/Production.tsx'
import { SessionMark } from '../../components/SessionMark.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { stateWords } from '../../components/session-state.ts'
import { Unseen } from '../../components/Unseen.tsx'
import { emphasize } from '../../fold.ts'
import { showClock } from '../../time.ts'
import styles from './Switcher.module.css'

interface Props {
  readonly view: SessionView
  readonly index: number
  readonly count: number
  /** Where it stands in the list (px). */
  readonly top: number
  /** What was looked for. */
  readonly words: readonly string[]
  readonly keychain: Explanation | null
  readonly needsCode: boolean
  readonly onChoose: (id: SessionId) => void
}

export function SessionOption(props: Props) {
  const { view, index, count, top, words, keychain, needsCode, onChoose } = props
  const { session, account, state, current } = view
  const { look, name, production } = session
  const { tone, until, word } = stateWords(state, keychain, needsCode)
  return (
    <Autocomplete.Item
      value={session.id}
      index={index}
      className={styles.row}
      style={{ transform: `translateY(${top}px)` }}
      aria-setsize={count}
      aria-posinset={index + 1}
      onClick={() => onChoose(session.id)}
    >
      <SessionMark color={look.color} />
      <div className={styles.words}>
        <div className={styles.line}>
          <span className={styles.name}>
            <Emphasized text={name} words={words} />
          </span>
          {production ? <Production /> : null}
          {current ? <span className={styles.current}>Current</span> : null}
          {look.pinned ? (
            <span className={styles.pin}>
              <Pin size={13} aria-hidden="true" />
              <Unseen>Pinned</Unseen>
            </span>
          ) : null}
        </div>
        <div className={styles.facts}>
          <Emphasized text={targetOf(session)} words={words} />
          {' · '}
          <Emphasized text={account} words={words} />
          {look.group === null ? null : (
            <>
              {' · '}
              <Emphasized text={look.group} words={words} />
            </>
          )}
        </div>
      </div>
      <span className={styles.state}>
        <StateMark
          tone={tone}
          text={until === null ? word : `until ${showClock(until)}${word && `, ${word}`}`}
        />
      </span>
    </Autocomplete.Item>
  )
}

function Emphasized({ text, words }: { readonly text: string; readonly words: readonly string[] }) {
  let at = 0
  return emphasize(text, words).map(piece => {
    const start = at
    at += piece.text.length
    return piece.found ? (
      <mark key={start} className={styles.found}>
        {piece.text}
      </mark>
    ) : (
      <span key={start}>{piece.text}</span>
    )
  })
}
