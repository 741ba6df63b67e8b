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
  return (
    <tr>
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
      <td className={row.isRefused ? styles.refused : undefined}>
        {row.isRefused ? (
          <details>
            <summary>{row.result}</summary>
          </details>
        ) : (
          row.result
        )}
      </td>
    </tr>
  )
}
