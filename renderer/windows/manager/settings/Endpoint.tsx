import { useState } from 'react'
import type { EndpointView } from '../../../../main/core/snapshot/snapshot.ts'
import { Button } from '../../../components/Button.tsx'
import { FormDialog } from '../../../components/FormDialog.tsx'
import { Section } from './Section.tsx'
import styles from './Settings.module.css'
import { useOutcomes } from './use-outcomes.ts'

/** Where tools ask. Its port stays, since tools have it in their settings. */
export function Endpoint({ endpoint }: { readonly endpoint: EndpointView }) {
  const { run } = window.understudy
  const [isMoving, setMoving] = useState(false)
  const { whyOf, follow } = useOutcomes<'endpoint'>()
  const why = whyOf('endpoint') ?? (endpoint.kind === 'down' ? endpoint.why : null)
  return (
    <Section title="Endpoint">
      <div className={styles.item}>
        <div className={styles.words}>
          <p className={styles.value}>
            {endpoint.kind === 'listening' ? (
              <>
                Tools ask at <code>127.0.0.1:{endpoint.port}</code>
              </>
            ) : (
              'Tools get nothing at the moment'
            )}
          </p>
          <p className={styles.hint}>
            Only programs on this computer get there. With another port, each tool must be connected again.
          </p>
          {why === null ? null : (
            <p role="alert" className={styles.error}>
              {why.title} {why.advice}
            </p>
          )}
        </div>
        {endpoint.kind === 'down' ? (
          <Button onClick={() => follow('endpoint', run.retryEndpoint({}))}>Try This Port Again</Button>
        ) : null}
        <Button onClick={() => setMoving(true)}>Move to Another Port…</Button>
      </div>
      {isMoving ? (
        <FormDialog
          title="Move to another port?"
          verb="Move"
          busyVerb="Moving…"
          look="danger"
          submit={() => run.moveEndpoint({})}
          onClose={() => setMoving(false)}
        >
          {() => (
            <p>
              Every tool that is connected now loses its way: it needs its lines again, and each profile is to
              be written again.
            </p>
          )}
        </FormDialog>
      ) : null}
    </Section>
  )
}
