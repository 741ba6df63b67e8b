import { useEffect, useRef, useState } from 'react'
import type { Snapshot } from '../../../main/core/snapshot/snapshot.ts'
import type { GrantId } from '../../../main/core/tools/grants.ts'
import { Button } from '../../components/Button.tsx'
import { FilterField } from '../../components/FilterField.tsx'
import { Message } from '../../components/Message.tsx'
import { Production } from '../../components/Production.tsx'
import { matches } from '../../filter.ts'
import columns from './Access.module.css'
import { AccessForm } from './AccessForm.tsx'
import { type AccessRow, accessRows } from './access-rows.ts'
import { ConnectDialog } from './ConnectDialog.tsx'
import styles from './Manager.module.css'
import { NothingFound, nothingMatches } from './NothingFound.tsx'
import { RevokeDialog } from './RevokeDialog.tsx'
import { WhichWay } from './WhichWay.tsx'

type Open =
  | { readonly kind: 'add' }
  | { readonly kind: 'connect'; readonly id: GrantId }
  | { readonly kind: 'revoke'; readonly row: AccessRow }
  | null

/** More than these are not seen at once: then they can be filtered. */
const FEW = 6

/** Which tools have access to which session, and how they are connected. */
export function Access({ snapshot }: { readonly snapshot: Snapshot }) {
  const [open, setOpen] = useState<Open>(null)
  const [filter, setFilter] = useState('')
  const close = () => setOpen(null)
  const rows = accessRows(snapshot)
  const add = useRef<HTMLButtonElement>(null)
  const wasRevoking = useRef(false)
  const ids = rows.map(row => row.view.grant.id).join()
  useEffect(() => {
    if (open?.kind === 'revoke') wasRevoking.current = true
    // The button that the dialog gives the focus back to goes with its row, before or after that.
    if (ids === '' || open !== null || !wasRevoking.current || document.activeElement !== document.body)
      return
    wasRevoking.current = false
    add.current?.focus()
  }, [ids, open])
  const shown = rows.filter(row =>
    matches(filter, [row.title, row.leadsTo, row.mayDo, row.lastUsed].join(' ').toLowerCase()),
  )
  const connected = open?.kind === 'connect' ? rows.find(row => row.view.grant.id === open.id) : undefined
  const list = (title: string, some: readonly AccessRow[]) =>
    some.length === 0 ? null : (
      <section className={styles.section} aria-label={title}>
        <h2>{title}</h2>
        <ul className={styles.list}>
          {some.map(row => (
            <Row key={row.view.grant.id} row={row} open={setOpen} />
          ))}
        </ul>
      </section>
    )
  return (
    <>
      <div className={styles.head}>
        <h1>Connect a Tool</h1>
        <Button ref={add} look="primary" onClick={() => setOpen({ kind: 'add' })}>
          Add Access
        </Button>
      </div>
      <p className={styles.soft}>
        Each access has an address on this computer and a token in a file that only you can read. Give a tool
        one of its own to bound what it may do, to see when it was used, and to revoke it alone.
      </p>
      <WhichWay />
      {rows.length > FEW || filter !== '' ? (
        <FilterField
          label="Filter by tool or session"
          value={filter}
          found={filter.trim() === '' ? '' : `${shown.length} of ${rows.length}`}
          onChange={setFilter}
        />
      ) : null}
      {list(
        'Added by you',
        shown.filter(row => row.isOwn),
      )}
      {list(
        'Always there',
        shown.filter(row => !row.isOwn),
      )}
      {shown.length === 0 && filter.trim() !== '' ? (
        <NothingFound said={nothingMatches(filter)} onClear={() => setFilter('')} />
      ) : null}
      {open?.kind === 'add' ? <AccessForm snapshot={snapshot} onClose={close} /> : null}
      {connected === undefined ? null : <ConnectDialog row={connected} snapshot={snapshot} onClose={close} />}
      {open?.kind === 'revoke' ? <RevokeDialog row={open.row} snapshot={snapshot} onClose={close} /> : null}
    </>
  )
}

function Row({ row, open }: { readonly row: AccessRow; readonly open: (what: Open) => void }) {
  const { view, title, production, leadsTo, mayDo, lastUsed } = row
  return (
    <li className={styles.row} aria-label={title}>
      <div className={columns.row}>
        <div className={styles.words}>
          <h3 className={styles.name}>
            {title}
            {production ? <Production /> : null}
          </h3>
          {leadsTo === '' ? null : <p className={styles.facts}>{leadsTo}</p>}
        </div>
        <p className={columns.fact}>{mayDo}</p>
        <p className={columns.fact} data-used={view.lastUse !== null}>
          {lastUsed}
        </p>
        <div className={columns.actions}>
          <Button onClick={() => open({ kind: 'connect', id: view.grant.id })}>Connect…</Button>
          <Button look="quiet" onClick={() => open({ kind: 'revoke', row })}>
            Revoke
          </Button>
        </div>
      </div>
      {view.why === null ? null : <Message what={view.why} tone={view.why.waits ? 'warn' : 'bad'} />}
    </li>
  )
}
