import type { Explanation } from '../../../../main/core/failures/explanation.ts'
import type { SessionView } from '../../../../main/core/snapshot/snapshot.ts'
import type { StateView } from '../../../../main/core/snapshot/state-views.ts'
import { StateShape } from '../../../components/StateMark.tsx'
import { stateWords } from '../../../components/session-state.ts'
import tones from '../../../components/tones.module.css'
import { showClock, showLeft } from '../../../time.ts'
import styles from './BigState.module.css'
import { useClock } from './clock.tsx'
import { LifeBar } from './LifeBar.tsx'
import { lifeOf } from './session-rows.ts'

interface Props {
  readonly view: SessionView
  readonly keychain: Explanation | null
  readonly needsCode: boolean
}

/** How the session is, to be read from across the desk. */
export function BigState({ view: { session, state }, keychain, needsCode }: Props) {
  const now = useClock()
  const { tone, until, word } = stateWords(state, keychain, needsCode)
  const left = until === null ? '' : `${showLeft(until - now)} left`
  const words = [left, word].filter(each => each !== '').join(', ')
  return (
    <div className={styles.big}>
      <p className={`${styles.words} ${tones[tone]}`}>
        <StateShape tone={tone} size={14} />
        {words}
      </p>
      {until === null ? null : (
        <>
          <LifeBar until={until} life={lifeOf(session) * 1_000} tone={tone} />
          <p className={styles.end}>{describeEnd(state, until, needsCode)}</p>
        </>
      )}
    </div>
  )
}

function describeEnd(state: StateView, until: number, needsCode: boolean): string {
  const end = `Expires ${showClock(until)}`
  if (needsCode) return `${end}, and a code is needed to renew it`
  if (state.kind === 'live') return `${end}, renewed at ${showClock(state.renewsAt)}`
  if (state.kind === 'failing' && state.retriesAt !== null)
    return `${end}, tried again at ${showClock(state.retriesAt)}`
  return end
}
