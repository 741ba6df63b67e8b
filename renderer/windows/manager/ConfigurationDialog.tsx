import type { ConfigurationView } from '../../../main/core/configuration/configurations.ts'
import type { ConfigurationItem } from '../../../main/core/configuration/plan.ts'
import { FormDialog } from '../../components/FormDialog.tsx'
import { PanelDialog } from '../../components/PanelDialog.tsx'
import styles from './Manager.module.css'

interface Props {
  readonly view: ConfigurationView
  readonly onClose: () => void
}

const FATES: readonly { readonly fate: ConfigurationItem['fate']; readonly title: string }[] = [
  { fate: 'added', title: 'To be added' },
  { fate: 'left', title: 'Can’t be taken' },
  { fate: 'kept', title: 'Stays as it is here' },
  { fate: 'same', title: 'Here already' },
]

const KINDS: Readonly<Record<ConfigurationItem['what'], string>> = {
  identity: 'Key or provider',
  session: 'Session',
  tool: 'Tool',
  profile: 'Profile',
}

/** What a file of somebody else would do, before it is done. */
export function ConfigurationDialog({ view: { id, file, items }, onClose }: Props) {
  const lists = FATES.map(({ fate, title }) => (
    <Items key={fate} title={title} items={items.filter(each => each.fate === fate)} />
  ))
  if (!items.some(each => each.fate === 'added'))
    return (
      <PanelDialog title={`Import ${file}`} onClose={onClose}>
        <p role="status">There is nothing in it that could be added.</p>
        {lists}
      </PanelDialog>
    )
  return (
    <FormDialog
      title={`Import ${file}`}
      verb="Import"
      busyVerb="Importing…"
      submit={() => window.understudy.run.importConfiguration({ id })}
      onClose={onClose}
    >
      {() => (
        <>
          <p>Nothing is started by this, and no tool is connected. What is here is not changed.</p>
          {lists}
        </>
      )}
    </FormDialog>
  )
}

interface ItemsProps {
  readonly title: string
  readonly items: readonly ConfigurationItem[]
}

function Items({ title, items }: ItemsProps) {
  if (items.length === 0) return null
  return (
    <section className={styles.section} aria-label={title}>
      <h2>
        {title} ({items.length})
      </h2>
      <ul className={styles.list}>
        {items.map(({ what, name, detail, notes }) => (
          <li key={`${what} ${name}`}>
            <p>
              {KINDS[what]} <strong>{name}</strong>
            </p>
            {[detail, ...notes].map(line => (
              <p key={line} className={styles.facts}>
                {line}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </section>
  )
}
