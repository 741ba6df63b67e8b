import type { Explanation } from '../../../../main/core/failures/explanation.ts'
import type { OfferView, UpdateView } from '../../../../main/core/updates/update-view.ts'
import { Button } from '../../../components/Button.tsx'
import { DoneButton } from '../../../components/DoneButton.tsx'
import { Switch } from '../../../components/Switch.tsx'
import { showWhen } from '../../../time.ts'
import { Section } from './Section.tsx'
import styles from './Settings.module.css'

interface Props {
  readonly updates: UpdateView | null
  /** The one that runs. */
  readonly version: string
  /** Whether it looks by itself. */
  readonly looks: boolean
  /** Why that could not be switched the last time. */
  readonly why: Explanation | null
  readonly onLooks: (looks: boolean) => void
}

/** Newer versions: told, and nothing more without a click. */
export function Updates({ updates, version, looks, why, onLooks }: Props) {
  const { run } = window.understudy
  if (updates === null)
    return (
      <Section title="Updates">
        <p className={styles.hint}>
          This is Understudy {version}. It was built to look for no newer version: see where you got it.
        </p>
      </Section>
    )
  const { host, isLooking, lastLook, offer, page } = updates
  const vain = lastLook?.why ?? null
  return (
    <Section title="Updates">
      {offer === null ? null : <Offer offer={offer} page={page} />}
      <div className={styles.item}>
        <div className={styles.words}>
          <p role="status" className={styles.value}>
            {isLooking ? 'Looking for a newer version…' : sumUp(updates, version)}
          </p>
          {lastLook === null || vain !== null || isLooking ? null : (
            <p className={styles.hint}>Looked for a newer one at {showWhen(lastLook.at)}.</p>
          )}
          {vain === null || isLooking ? null : (
            <p role="alert" className={styles.error}>
              {vain.title} {vain.advice}
            </p>
          )}
        </div>
        <Button aria-disabled={isLooking} onClick={() => void (isLooking || run.lookForUpdate({}))}>
          Look Now
        </Button>
      </div>
      <Switch
        label="Look for newer versions"
        hint={`Once a day, at ${host}. Nothing is downloaded or changed by itself.`}
        on={looks}
        why={why}
        onChange={onLooks}
      />
    </Section>
  )
}

function sumUp({ offer, lastLook }: UpdateView, version: string): string {
  if (offer === null && lastLook !== null && lastLook.why === null)
    return `Understudy ${version} is the newest version.`
  return `This is Understudy ${version}.`
}

function Offer({ offer, page }: { readonly offer: OfferView; readonly page: string }) {
  return (
    <div className={styles.item}>
      <div className={styles.words}>
        <p role="status" className={styles.label}>
          Understudy {offer.version} {offer.step.kind === 'ready' ? 'is ready' : 'is out'}
        </p>
        <p className={styles.hint}>{hintOf(offer, page)}</p>
        {offer.step.kind === 'downloading' ? (
          <progress
            className={styles.progress}
            aria-label={`Download of ${offer.version}`}
            max={100}
            value={offer.step.percent}
          />
        ) : null}
        {offer.why === null ? null : (
          <p role="alert" className={styles.error}>
            {offer.why.title} {offer.why.advice}
          </p>
        )}
      </div>
      <OfferButtons offer={offer} page={page} />
    </div>
  )
}

function hintOf({ step, isSkipped }: OfferView, page: string): string {
  switch (step.kind) {
    case 'offered':
      if (step.canDownload) return isSkipped ? 'You have skipped it. It can be had all the same.' : ''
      return `It comes the way that this one came, or from ${page}`
    case 'downloading':
      return `${step.percent} % is here.`
    case 'ready':
      return 'While Understudy starts again, for some seconds, tools get nothing. Sessions start when a tool asks.'
    case 'installing':
      return 'It is being put in place.'
  }
}

function OfferButtons({
  offer: { version, step, isSkipped },
  page,
}: {
  readonly offer: OfferView
  readonly page: string
}) {
  const { run } = window.understudy
  const skip = isSkipped ? null : <Button onClick={() => void run.skipUpdate({})}>Skip This Version</Button>
  switch (step.kind) {
    case 'offered':
      return (
        <div className={styles.buttons}>
          {step.canDownload ? (
            <Button look="primary" onClick={() => void run.downloadUpdate({})}>
              Download{step.bytes === null ? '' : ` (${Math.ceil(step.bytes / 1e6)} MB)`}
            </Button>
          ) : (
            <DoneButton
              label="Copy Address"
              doneLabel="Copied"
              about={`of where version ${version} is`}
              act={() => run.copyText({ text: page }).then(({ ok }) => ok)}
            />
          )}
          {skip}
        </div>
      )
    case 'downloading':
      return <Button onClick={() => void run.cancelUpdate({})}>Cancel</Button>
    case 'ready':
      return (
        <div className={styles.buttons}>
          <Button look="primary" onClick={() => void run.installUpdate({})}>
            Restart and Update
          </Button>
          {skip}
        </div>
      )
    case 'installing':
      return null
  }
}
