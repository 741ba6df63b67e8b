import { useState } from 'react'
import type { SystemView } from '../../../../main/core/snapshot/snapshot.ts'
import { Button } from '../../../components/Button.tsx'
import { LicensesDialog } from './LicensesDialog.tsx'
import { Section } from './Section.tsx'
import styles from './Settings.module.css'

interface Props {
  readonly system: SystemView
  /** Whether the first steps are shown already. */
  readonly isGuided: boolean
  readonly onGuide: () => void
  readonly onExamine: () => void
}

export function About({ system, isGuided, onGuide, onExamine }: Props) {
  const [showsLicenses, setShowsLicenses] = useState(false)
  return (
    <Section title="About">
      <p className={styles.value}>Understudy {system.version}</p>
      <div className={styles.buttons}>
        <Button onClick={onGuide}>{isGuided ? 'Go to Getting Started' : 'Show Getting Started Again'}</Button>
        <Button onClick={onExamine}>Open Doctor</Button>
        <Button onClick={() => setShowsLicenses(true)}>Licenses</Button>
      </div>
      {showsLicenses ? <LicensesDialog onClose={() => setShowsLicenses(false)} /> : null}
    </Section>
  )
}
