import { Check, ChevronDown, X } from 'lucide-react'
import { useId, useState } from 'react'
import { Unseen } from '../../../components/Unseen.tsx'
import styles from './Activity.module.css'
import type { ActivityRow } from './activity-rows.ts'

export function ActivityTable({ rows }: { readonly rows: readonly ActivityRow[] }) {
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col" className={styles.time}>
            Time
          </th>
          <th scope="col">Program</th>
          <th scope="col">Session</th>
          <th scope="col">Access</th>
          <th scope="col" className={styles.wide}>
            Result
          </th>
          <th scope="col" className={styles.more}>
            <Unseen>Details</Unseen>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(row => (
          <Row key={row.id} row={row} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ row }: { readonly row: ActivityRow }) {
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const Icon = row.isRefused ? X : Check
  return (
    <>
      <tr data-open={isOpen}>
        <td title={row.whenInFull}>
          {row.when}
          {row.times > 1 ? <div className={styles.soft}>×{row.times}</div> : null}
        </td>
        <td title={row.programInFull}>
          {row.program}
          {row.about === '' ? null : <div className={styles.soft}>{row.about}</div>}
        </td>
        <td>{row.session}</td>
        <td>
          {row.access}
          {row.route === '' ? null : <div className={styles.soft}>{row.route}</div>}
        </td>
        <td>
          <div className={row.isRefused ? styles.refused : styles.given}>
            <Icon size={14} strokeWidth={2.5} aria-hidden="true" />
            <span className={isOpen ? undefined : styles.cut}>{row.result}</span>
          </div>
        </td>
        <td>
          <button
            type="button"
            className={styles.expand}
            aria-label={`Details of ${row.program}, ${row.when}`}
            aria-expanded={isOpen}
            aria-controls={isOpen ? id : undefined}
            onClick={() => setOpen(!isOpen)}
          >
            <ChevronDown size={16} aria-hidden="true" />
          </button>
        </td>
      </tr>
      {isOpen ? <Details id={id} row={row} /> : null}
    </>
  )
}

/** Which program has started which, down to the one that has asked. */
function Details({ id, row }: { readonly id: string; readonly row: ActivityRow }) {
  return (
    <tr id={id} className={styles.details}>
      <td colSpan={6}>
        <p className={styles.soft}>{row.whenInFull}</p>
        {row.chain.length === 0 ? (
          <p>The system does not tell which program it was.</p>
        ) : (
          <ol className={styles.chain} aria-label="Programs, the outermost first">
            {row.chain.map(({ program, pid, paths }, index) => (
              <li key={pid}>
                <strong>{program}</strong> <span className={styles.soft}>pid {pid}</span>
                {index === row.chain.length - 1 ? <span className={styles.soft}> · asked</span> : null}
                <div className={styles.path}>{paths}</div>
              </li>
            ))}
          </ol>
        )}
      </td>
    </tr>
  )
}
