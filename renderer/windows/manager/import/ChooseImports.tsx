import type { AwsFilesView } from '../../../../main/core/aws-files/files-view.ts'
import type { ImportView } from '../../../../main/core/import/import-view.ts'
import type { ImportPlace } from '../../../../main/core/import/imports.ts'
import { Button } from '../../../components/Button.tsx'
import { Message } from '../../../components/Message.tsx'
import { More } from '../../../components/More.tsx'
import { Warnings } from '../../../components/Warnings.tsx'
import type { EndpointDraft } from '../../../endpoint-draft.ts'
import { EndpointFields } from '../EndpointFields.tsx'
import { Candidates } from './Candidates.tsx'
import { aboutNothing } from './candidate-words.ts'
import styles from './Import.module.css'
import { PlaceFields } from './PlaceFields.tsx'
import type { FoundCandidates } from './use-candidates.ts'

interface Props {
  readonly files: Pick<AwsFilesView, 'paths' | 'warnings'>
  readonly place: ImportPlace
  readonly endpoint: EndpointDraft
  readonly found: FoundCandidates
  readonly errorOf: (field: string) => string | null
  readonly onPlace: (place: ImportPlace) => void
  readonly onEndpoint: (changed: Partial<EndpointDraft>) => void
}

/** The first step of an import. */
export function ChooseImports({ files, place, endpoint, found, errorOf, onPlace, onEndpoint }: Props) {
  const { answer, candidates, picks, change, again } = found
  const { paths, warnings } = files
  return (
    <>
      <PlaceFields paths={paths} place={place} onChange={onPlace} />
      {place === 'leapp' ? null : <Warnings sentences={warnings} />}
      <p role="status" className={styles.status}>
        {answer === null
          ? 'Looking…'
          : answer.ok && candidates.length === 0
            ? aboutNothing(place, paths)
            : ''}
      </p>
      {answer !== null && !answer.ok ? (
        <Message what={answer.explanation}>
          <Button onClick={() => void again()}>Try Again</Button>
        </Message>
      ) : null}
      {candidates.length > 0 ? (
        <More about="Region where none is named, and STS endpoint" isSet={false}>
          <EndpointFields
            draft={endpoint}
            sent="Your MFA codes are"
            errorOf={errorOf}
            onChange={onEndpoint}
          />
        </More>
      ) : null}
      {candidates.length > 0 ? (
        <Candidates candidates={candidates} picks={picks} error={errorOf('choices')} change={change} />
      ) : null}
      {answer?.ok ? <Left left={answer.value.left} /> : null}
    </>
  )
}

function Left({ left }: Pick<ImportView, 'left'>) {
  if (left.length === 0) return null
  return (
    <More word={`Not taken (${left.length})`} about="and why" isSet={false}>
      <ul className={styles.left}>
        {left.map(({ name, why }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two may have one name, and none ever moves
          <li key={index}>
            <strong>{name}</strong>: {why}
          </li>
        ))}
      </ul>
    </More>
  )
}
