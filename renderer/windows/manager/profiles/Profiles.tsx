import { useEffect, useState } from 'react'
import type { ProfileView } from '../../../../main/core/aws-files/files-view.ts'
import type { Snapshot } from '../../../../main/core/snapshot/snapshot.ts'
import { Button } from '../../../components/Button.tsx'
import { FilterField } from '../../../components/FilterField.tsx'
import { Message } from '../../../components/Message.tsx'
import { Warnings } from '../../../components/Warnings.tsx'
import { matches } from '../../../filter.ts'
import { ImportDialog } from '../import/ImportDialog.tsx'
import styles from '../Manager.module.css'
import { NothingFound, nothingMatches } from '../NothingFound.tsx'
import { Said } from '../Said.tsx'
import { Changes } from './Changes.tsx'
import type { OpenProfiles } from './open-profiles.ts'
import { PlanDialog } from './PlanDialog.tsx'
import { ProfileDialog } from './ProfileDialog.tsx'
import { ProfileRow } from './ProfileRow.tsx'
import { commonWhy, describeEdit, describeProfile } from './profile-rows.ts'

/** More than these are not seen at once: then they can be filtered. */
const FEW = 6

/** The user's AWS files, and the profiles in them that get their credentials here. */
export function Profiles({ snapshot }: { readonly snapshot: Snapshot }) {
  const { awsFiles } = snapshot
  const { profiles, edits, paths, why, warnings, importable } = awsFiles
  const [open, setOpen] = useState<OpenProfiles | null>(null)
  const [filter, setFilter] = useState('')
  const [said, say] = useState('')
  useLooks()
  const page = [...profiles.map(each => each.profile.name), ...edits.map(each => each.id)].join()
  const show = (next: OpenProfiles) => {
    say('')
    setOpen(next)
  }
  const shown = profiles.filter(view => matches(filter, wordsOf(view)))
  const common = why ?? commonWhy(profiles)
  const isToImport = profiles.length === 0 && importable > 0
  const actions = (
    <div className={styles.actions}>
      <Button look={isToImport ? 'primary' : 'plain'} onClick={() => show({ kind: 'import' })}>
        Import…
      </Button>
      <Button look={isToImport ? 'plain' : 'primary'} onClick={() => show({ kind: 'add' })}>
        Add Profile
      </Button>
    </div>
  )
  return (
    <>
      <div className={styles.head}>
        <h1>Profiles</h1>
        {profiles.length === 0 ? null : actions}
      </div>
      <p className={styles.soft}>
        In <code>{paths.config}</code> and <code>{paths.credentials}</code>. Nothing is written there before
        you have seen it.
      </p>
      {common === null ? null : <Message what={common} />}
      <Warnings sentences={warnings} />
      <Said said={said} page={page} isCovered={open !== null} />
      {profiles.length === 0 ? (
        <div className={styles.empty}>
          <h2>No profile uses Understudy yet</h2>
          <p className={styles.soft}>
            Terraform, an IDE, or any tool that is told such a profile gets its credentials from Understudy.{' '}
            {aboutImportable(importable)}
          </p>
          {actions}
        </div>
      ) : null}
      {profiles.length > FEW || filter !== '' ? (
        <FilterField
          label="Filter by profile or session"
          value={filter}
          found={filter.trim() === '' ? '' : `${shown.length} of ${profiles.length}`}
          onChange={setFilter}
        />
      ) : null}
      {shown.length === 0 ? null : (
        <ul className={styles.list} aria-label="Profiles">
          {shown.map(view => (
            <ProfileRow
              key={view.profile.name}
              view={view}
              common={common}
              isInDoubt={warnings.length > 0}
              open={show}
            />
          ))}
        </ul>
      )}
      {shown.length === 0 && filter.trim() !== '' ? (
        <NothingFound said={nothingMatches(filter)} onClear={() => setFilter('')} />
      ) : null}
      <Changes edits={edits} open={show} />
      {open === null ? null : (
        <Opened open={open} snapshot={snapshot} onClose={() => setOpen(null)} onDone={say} />
      )}
    </>
  )
}

interface OpenedProps {
  readonly open: OpenProfiles
  readonly snapshot: Snapshot
  readonly onClose: () => void
  readonly onDone: (said: string) => void
}

/** The dialog over the list. */
function Opened({ open, snapshot, ...rest }: OpenedProps) {
  switch (open.kind) {
    case 'add':
      return <ProfileDialog snapshot={snapshot} old={null} {...rest} />
    case 'import':
      return <ImportDialog snapshot={snapshot} {...rest} />
    case 'edit':
      return <ProfileDialog snapshot={snapshot} old={open.view.profile} {...rest} />
    case 'remove': {
      const { name } = open.view.profile
      return (
        <PlanDialog
          title={`Remove the profile ${name}?`}
          change={{ kind: 'remove-profile', name }}
          verb="Remove"
          busyVerb="Removing…"
          look="danger"
          said={`The profile ${name} was removed.`}
          {...rest}
        />
      )
    }
    case 'write-again': {
      const { profile } = open.view
      return (
        <PlanDialog
          title={`Write the profile ${profile.name} again`}
          change={{ kind: 'set-profile', profile }}
          verb="Write"
          busyVerb="Writing…"
          said={`The profile ${profile.name} was written again.`}
          {...rest}
        />
      )
    }
    case 'undo':
      return (
        <PlanDialog
          title={`Undo “${describeEdit(open.edit)}”?`}
          change={{ kind: 'undo', id: open.edit.id }}
          verb="Undo"
          busyVerb="Undoing…"
          said="The change was undone."
          {...rest}
        />
      )
  }
}

/** Has the files read anew while the page is looked at: an editor tells nobody that it has saved. */
function useLooks(): void {
  useEffect(() => {
    const look = () => void window.understudy.run.lookAtAwsFiles({})
    look()
    window.addEventListener('focus', look)
    return () => window.removeEventListener('focus', look)
  }, [])
}

function aboutImportable(count: number): string {
  if (count === 0) return ''
  return `${count === 1 ? 'One key or role' : `${count} keys and roles`} in these files can be imported.`
}

/** What a profile is found by. */
function wordsOf(view: ProfileView): string {
  const marks = view.session?.production ? 'production' : ''
  return [view.profile.name, describeProfile(view), marks].join(' ').toLowerCase()
}
