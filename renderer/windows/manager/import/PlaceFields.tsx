import { useId } from 'react'
import type { AwsFilesView } from '../../../../main/core/aws-files/files-view.ts'
import { type ImportPlace, importPlaces } from '../../../../main/core/import/imports.ts'
import styles from './Import.module.css'

interface Props {
  readonly paths: AwsFilesView['paths']
  readonly place: ImportPlace
  readonly onChange: (place: ImportPlace) => void
}

/** Where to look. Another tool's keyring is looked into only when it is chosen. */
export function PlaceFields({ paths, place, onChange }: Props) {
  const id = useId()
  const choices: Readonly<Record<ImportPlace, { readonly label: string; readonly about: string }>> = {
    'aws-files': { label: 'AWS files', about: `${paths.config} and ${paths.credentials}` },
    'aws-vault': {
      label: 'AWS files and aws-vault’s keyring',
      about: 'When you choose this, the keyring is asked which keys aws-vault has put there.',
    },
    leapp: {
      label: 'Leapp',
      about: 'When you choose this, Leapp’s own list of sessions is read.',
    },
  }
  return (
    <fieldset className={styles.places}>
      <legend>From where</legend>
      {importPlaces.map(value => (
        <label key={value} className={styles.place}>
          <input
            type="radio"
            name={id}
            checked={value === place}
            aria-labelledby={`${id}-${value}`}
            aria-describedby={`${id}-${value}-about`}
            onChange={() => onChange(value)}
          />
          <span id={`${id}-${value}`}>{choices[value].label}</span>
          <span id={`${id}-${value}-about`} className={styles.about}>
            {choices[value].about}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
