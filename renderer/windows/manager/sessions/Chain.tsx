import { KeyRound, LogIn } from 'lucide-react'
import { Fragment } from 'react'
import { assertNever } from '../../../../main/core/failures/failure.ts'
import type { IdentityView } from '../../../../main/core/snapshot/snapshot.ts'
import type { StepView } from '../../../../main/core/snapshot/steps.ts'
import { SessionMark } from '../../../components/SessionMark.tsx'
import { StateShape } from '../../../components/StateMark.tsx'
import { stateWords, type Tone } from '../../../components/session-state.ts'
import { showClock, showLeft } from '../../../time.ts'
import styles from './Chain.module.css'
import { type ChainLink, chainViewOf } from './chain-links.ts'
import { useClock } from './clock.tsx'
import { LifeBar } from './LifeBar.tsx'
import type { PaneProps } from './SessionPane.tsx'

/** The calls of STS that lead to the session, from the identity on, with the life of what each has given. */
export function Chain({ view, snapshot, catalog, onShow }: PaneProps) {
  const chain = chainViewOf(view, snapshot, catalog)
  const needsCode = snapshot.prompts.some(prompt => prompt.sessions.includes(view.session.name))
  const { tone, word } = stateWords(view.state, snapshot.keychain, needsCode)
  if (chain.kind === 'broken') return <p className={styles.broken}>{chain.why.title}</p>
  return (
    <ol className={styles.chain}>
      {chain.identity === null ? null : <Start identity={chain.identity} />}
      {chain.links.map((link, index) => (
        <Step
          key={link.view?.session.id ?? `${index}`}
          link={link}
          holdUp={tone === 'wait' && word !== '' ? word : null}
          isThis={link.view?.session.id === view.session.id}
          onShow={onShow}
        />
      ))}
    </ol>
  )
}

function Start({ identity }: { readonly identity: IdentityView }) {
  const Icon = identity.kind === 'iam-user' ? KeyRound : LogIn
  return (
    <li className={styles.step}>
      <span className={styles.node}>
        <Icon size={13} aria-hidden="true" />
      </span>
      <div className={styles.what}>
        <p className={styles.title}>{identity.name}</p>
        <p className={styles.about}>{kindOf(identity)}</p>
      </div>
    </li>
  )
}

function kindOf(identity: IdentityView): string {
  switch (identity.kind) {
    case 'iam-user':
      return `Access key of an IAM user in ${identity.account}`
    case 'saml-provider':
      return 'SAML provider'
    case 'oidc-provider':
      return 'OIDC provider'
    default:
      return assertNever(identity)
  }
}

interface StepProps extends Pick<PaneProps, 'onShow'> {
  readonly link: ChainLink
  /** What the session waits for: then no call of it has failed for good. */
  readonly holdUp: string | null
  /** Whether it is the call of the session that is shown. */
  readonly isThis: boolean
}

function Step({ link: { step, view, about, life }, holdUp, isThis, onShow }: StepProps) {
  const tone = step.state === 'failed' && holdUp !== null ? 'wait' : toneOf(step)
  return (
    <li className={styles.step} aria-current={isThis ? 'step' : undefined}>
      <span className={`${styles.node} ${styles[tone]}`}>
        <StateShape tone={tone} />
      </span>
      <div className={styles.what}>
        <p className={styles.title}>
          {view === null ? (
            'Session token'
          ) : (
            <>
              <SessionMark color={view.session.look.color} />
              {isThis ? (
                <span className={styles.this}>{view.session.name}</span>
              ) : (
                <button type="button" className={styles.link} onClick={() => onShow(view.session.id)}>
                  {view.session.name}
                </button>
              )}
            </>
          )}
        </p>
        <p className={styles.about}>
          {[step.operation, about, ...(step.needsCode && view !== null ? ['needs an MFA code'] : [])].map(
            (each, index) => (
              <Fragment key={each}>
                {index === 0 ? '' : ' · '}
                {each}
              </Fragment>
            ),
          )}
        </p>
        <p className={`${styles.life} ${styles[tone]}`}>
          <Life step={step} life={life} tone={tone} holdUp={holdUp} />
        </p>
      </div>
    </li>
  )
}

interface LifeProps extends Pick<StepProps, 'holdUp'> {
  readonly step: StepView
  readonly life: number
  readonly tone: Tone
}

function Life({ step, life, tone, holdUp }: LifeProps) {
  const now = useClock()
  const { state, until, renewsAt } = step
  if (until === null) return state === 'failed' && holdUp !== null ? holdUp : wordOf(state)
  const renews = renewsAt === null ? '' : ` · renews ${showClock(renewsAt)}`
  return (
    <>
      <span className={styles.bar}>
        <LifeBar until={until} life={life} tone={tone} />
      </span>
      {showLeft(until - now)} left{renews}
    </>
  )
}

function toneOf({ state }: StepView): Tone {
  switch (state) {
    case 'live':
      return 'good'
    case 'getting':
      return 'wait'
    case 'failed':
      return 'bad'
    case 'off':
      return 'off'
    default:
      return assertNever(state)
  }
}

function wordOf(state: StepView['state']): string {
  switch (state) {
    case 'live':
      return 'Live'
    case 'getting':
      return 'Not there yet'
    case 'failed':
      return 'Failed'
    case 'off':
      return 'Off'
    default:
      return assertNever(state)
  }
}
