import { useState } from 'react'
import type { Answer, LookUps } from '../../../preload/contract.ts'
import { Button } from '../../components/Button.tsx'
import styles from './Manager.module.css'

type Found = Answer<readonly string[]>

interface Props {
  readonly asked: LookUps['findMfaDevices']['input']
  readonly chosen: string
  readonly onChoose: (serial: string) => void
}

/** Asks IAM, which many users may not: whatever comes of it, the key can be added. */
export function FindMfaDevices({ asked, chosen, onChoose }: Props) {
  const [busy, setBusy] = useState(false)
  const [found, setFound] = useState<Found | null>(null)
  const find = async () => {
    if (busy) return
    setBusy(true)
    setFound(null)
    const answer = await window.understudy.lookUp.findMfaDevices(asked).catch(notTaken)
    setBusy(false)
    setFound(answer)
    if (answer.ok && answer.value.length === 1) onChoose(answer.value[0] ?? '')
  }
  const serials = found?.ok === true ? found.value : []
  return (
    <div className={styles.offers}>
      <Button onClick={() => void find()} aria-disabled={busy}>
        {busy ? 'Asking AWS…' : 'Find MFA Devices'}
      </Button>
      <p role="status" className={styles.facts}>
        {found === null ? '' : tell(found)}
      </p>
      {serials.length > 1
        ? serials.map(serial => (
            <Button key={serial} aria-pressed={serial === chosen} onClick={() => onChoose(serial)}>
              {serial}
            </Button>
          ))
        : null}
    </div>
  )
}

function tell(found: Found): string {
  if (!found.ok && found.problems.length > 0) return `First: ${found.problems[0]?.problem}`
  if (!found.ok) return `${found.explanation.title} You can type the device, or add the key without one.`
  switch (found.value.length) {
    case 0:
      return 'AWS knows no MFA device of this user.'
    case 1:
      return 'Found, and filled in.'
    default:
      return `${found.value.length} devices found. Choose the one whose codes you type:`
  }
}

/** The main process did not even look at it, such as at a text that is far too long. */
function notTaken(): Found {
  const explanation = { title: 'Understudy did not take this.', advice: '' }
  return { ok: false, explanation, problems: [] }
}
