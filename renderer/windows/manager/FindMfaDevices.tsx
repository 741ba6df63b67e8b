import type { Answer, LookUps } from '../../../preload/contract.ts'
import { Offers } from './Offers.tsx'

interface Props {
  readonly asked: LookUps['findMfaDevices']['input']
  readonly chosen: string
  readonly onChoose: (serial: string) => void
}

/** Asks IAM, which many users may not: whatever comes of it, the key can be added. */
export function FindMfaDevices({ asked, chosen, onChoose }: Props) {
  return (
    <Offers
      verb="Find MFA Devices"
      busyVerb="Asking AWS…"
      find={() => window.understudy.lookUp.findMfaDevices(asked)}
      tell={tell}
      labelOf={serial => serial}
      isChosen={serial => serial === chosen}
      onChoose={onChoose}
    />
  )
}

function tell(found: Answer<readonly string[]>): string {
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
