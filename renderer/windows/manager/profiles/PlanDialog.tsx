import { useEffect, useRef, useState } from 'react'
import type { ProfileChange } from '../../../../main/core/aws-files/plan.ts'
import type { Outcome } from '../../../../preload/contract.ts'
import { Button } from '../../../components/Button.tsx'
import { FormDialog } from '../../../components/FormDialog.tsx'
import { Message } from '../../../components/Message.tsx'
import { Plan } from './Plan.tsx'
import { usePlan } from './use-plan.ts'

interface Props {
  readonly title: string
  readonly change: ProfileChange
  /** The word on the button that does it, and the same while it is being done. */
  readonly verb: string
  readonly busyVerb: string
  readonly look?: 'primary' | 'danger'
  /** What is said when it was done. */
  readonly said: string
  readonly onClose: () => void
  readonly onDone: (said: string) => void
}

/** A change that leaves nothing to choose: what it does to the files is shown at once. */
export function PlanDialog({ title, change, verb, busyVerb, look, said, onClose, onDone }: Props) {
  const plan = usePlan(() => window.understudy.lookUp.previewChange({ change }))
  const [looked, setLooked] = useState<Outcome | null>(null)
  const begin = async () => setLooked(await plan.look())
  const wasBegun = useRef(false)
  useEffect(() => {
    if (wasBegun.current) return
    wasBegun.current = true
    void begin()
  })
  return (
    <FormDialog
      title={title}
      verb={verb}
      busyVerb={busyVerb}
      {...(look === undefined ? {} : { look })}
      wide
      isReady={plan.isReady}
      missing={plan.missing}
      submit={async () => {
        const made = await plan.make()
        if (made.ok) onDone(said)
        return made
      }}
      onClose={onClose}
    >
      {() =>
        looked !== null && !looked.ok ? (
          <Message what={looked.explanation}>
            <Button onClick={() => void begin()}>Try Again</Button>
          </Message>
        ) : (
          <Plan plan={plan} />
        )
      }
    </FormDialog>
  )
}
