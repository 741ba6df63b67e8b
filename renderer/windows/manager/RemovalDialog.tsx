import { useState } from 'react'
import { listed } from '../../../main/core/listed.ts'
import type { RemovalGroup, RemovalView } from '../../../main/core/removal.ts'
import { Checkbox } from '../../components/Field.tsx'
import { FormDialog } from '../../components/FormDialog.tsx'
import styles from './Manager.module.css'

interface Props {
  readonly view: RemovalView
  readonly onClose: () => void
}

/** Each group is said yes to by itself: none of it can be taken back. */
export function RemovalDialog({ view, onClose }: Props) {
  const [confirmed, setConfirmed] = useState<readonly RemovalGroup[]>([])
  const box = (group: RemovalGroup, label: string, hint: string) => (
    <Checkbox
      label={label}
      hint={hint}
      on={confirmed.includes(group)}
      onChange={on =>
        setConfirmed(before => (on ? [...before, group] : before.filter(each => each !== group)))
      }
    />
  )
  const { profiles, files, stays } = view
  return (
    <FormDialog
      title="Remove everything?"
      verb="Remove and Quit"
      busyVerb="Removing…"
      look="danger"
      submit={() => window.understudy.run.removeEverything({ confirmed })}
      onClose={onClose}
    >
      {() => (
        <>
          <p>All sessions are stopped, then this is removed. It can’t be taken back.</p>
          {box(
            'profiles',
            'Profiles in your AWS files',
            profiles.names.length === 0
              ? 'There are none.'
              : `${listed(profiles.names)} in ${profiles.path}. Other profiles stay as they are.`,
          )}
          {box('keychain', 'What is in the keychain', keychainInWords(view))}
          {box(
            'files',
            'Settings and files',
            `${listed([...files.names, `${files.electrons} files and folders of Electron’s`])}, in ${files.folder}.${files.atLogin === null ? '' : ` And ${files.atLogin}, which starts Understudy at login.`}`,
          )}
          <section className={styles.section} aria-label="What stays">
            <h2>What stays</h2>
            <ul className={styles.list}>
              {stays.map(sentence => (
                <li key={sentence} className={styles.facts}>
                  {sentence}
                </li>
              ))}
            </ul>
          </section>
        </>
      )}
    </FormDialog>
  )
}

function keychainInWords({ keychain: { keys, sessionTokens, changes } }: RemovalView): string {
  const parts = [
    ...(keys.length === 0 ? [] : [`the ${keys.length === 1 ? 'key' : 'keys'} of ${listed(keys)}`]),
    ...(sessionTokens === 0 ? [] : [`${sessionTokens} session ${sessionTokens === 1 ? 'token' : 'tokens'}`]),
    ...(changes === 0
      ? []
      : [`lines that ${changes === 1 ? 'a change' : `${changes} changes`} took out of your AWS files`]),
  ]
  if (parts.length === 0) return 'Nothing is there.'
  const lines = changes === 0 ? '' : ' To have those lines back, cancel, and undo the change under Profiles.'
  const copies = keys.length === 0 ? '' : ' If you have no copy of a key, make a new one in AWS.'
  return `${sentence(listed(parts))}${lines}${copies}`
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}
