import { useState } from 'react'
import { checkEndpoint } from '../../../../main/core/catalog/identity-rules.ts'
import { explain } from '../../../../main/core/failures/explain.ts'
import type { ImportPlace } from '../../../../main/core/import/imports.ts'
import type { Snapshot } from '../../../../main/core/snapshot/snapshot.ts'
import type { Outcome } from '../../../../preload/contract.ts'
import { FormDialog } from '../../../components/FormDialog.tsx'
import { type EndpointDraft, toEndpoint, toEndpointDraft } from '../../../endpoint-draft.ts'
import { Plan } from '../profiles/Plan.tsx'
import { isOutdated, usePlan } from '../profiles/use-plan.ts'
import { ChooseImports } from './ChooseImports.tsx'
import { tellImported } from './candidate-words.ts'
import { toChoices } from './picks.ts'
import { useCandidates } from './use-candidates.ts'

interface Props {
  readonly snapshot: Snapshot
  readonly onClose: () => void
  /** @param said what was taken */
  readonly onDone: (said: string) => void
}

/** Takes over what the user has elsewhere: first what of it, then what that changes. */
export function ImportDialog({ snapshot, onClose, onDone }: Props) {
  const [place, setPlace] = useState<ImportPlace>('aws-files')
  const [draft, setDraft] = useState<EndpointDraft>(() => toEndpointDraft(null))
  const endpoint = toEndpoint(draft)
  const found = useCandidates(place, endpoint)
  const { candidates, picks } = found
  const plan = usePlan(() =>
    window.understudy.lookUp.previewImport({
      ask: { place, choices: toChoices(picks, candidates), endpoint },
    }),
  )
  const look = async (): Promise<Outcome> => {
    const problems = checkEndpoint(endpoint)
    if (problems.length > 0)
      return { ok: false, explanation: explain({ kind: 'invalid', problems }), problems }
    const looked = await plan.look()
    if (isOutdated(looked)) await found.again()
    return looked
  }
  if (plan.shown === null)
    return (
      <FormDialog
        title="Import"
        verb="Next"
        busyVerb="Reading the Files…"
        step="choose"
        goesOn
        wide
        isReady={candidates.length > 0}
        submit={look}
        onClose={onClose}
      >
        {errorOf => (
          <ChooseImports
            files={snapshot.awsFiles}
            place={place}
            endpoint={draft}
            found={found}
            errorOf={errorOf}
            onPlace={setPlace}
            onEndpoint={changed => setDraft(before => ({ ...before, ...changed }))}
          />
        )}
      </FormDialog>
    )
  return (
    <FormDialog
      title="Import"
      verb="Import"
      busyVerb="Importing…"
      meanwhile="AWS is asked whose each key is, and the keychain is written. This may take a moment."
      step="plan"
      wide
      isReady={plan.isReady}
      missing={plan.missing}
      submit={async () => {
        const made = await plan.make()
        if (made.ok) onDone(tellImported(candidates, picks))
        return made
      }}
      onBack={plan.leave}
      onClose={onClose}
    >
      {() => <Plan plan={plan} />}
    </FormDialog>
  )
}
