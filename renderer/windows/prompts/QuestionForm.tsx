import { useEffect, useRef, useState } from 'react'
import { shortened } from '../../../main/core/shortened.ts'
import type { QuestionView } from '../../../main/core/snapshot.ts'
import type { ToolProcess } from '../../../main/core/tool.ts'
import { Button } from '../../components/Button.tsx'
import { Production } from '../../components/Production.tsx'
import { isBusyElsewhere } from './focus.ts'
import styles from './PromptsWindow.module.css'

/** How long (ms) the buttons do nothing: a key or a click that comes sooner was meant for something else. */
const DEAF = 500

/** What one line of the popup has room for (characters). */
const LONGEST_PATH = 44
const LONGEST_NAME = 32

interface Props {
  readonly question: QuestionView
  /** Whether it is the one that the user has clicked for last; the first one where nobody has clicked. */
  readonly isMeant: boolean
}

/** Whether a program may use a session. To deny is what a key that is pressed by mistake does. */
export function QuestionForm({ question, isMeant }: Props) {
  const { id, asking, session, clicks } = question
  const [isDeaf, setDeaf] = useState(true)
  const form = useRef<HTMLFormElement>(null)
  const deny = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    const timer = setTimeout(() => setDeaf(false), DEAF)
    return () => clearTimeout(timer)
  }, [])
  const clicksSeen = useRef(-1)
  useEffect(() => {
    const isClicked = clicks > clicksSeen.current
    clicksSeen.current = clicks
    if (isMeant && (isClicked || !isBusyElsewhere(form.current))) deny.current?.focus()
  }, [isMeant, clicks])
  const answer = (allow: boolean) => {
    if (!isDeaf) void window.understudy.run.answerQuestion({ id, allow })
  }
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const focused = document.activeElement?.closest('form') ?? null
      const isThis = focused === null ? isMeant : focused === form.current
      // As in a prompt, Escape is a no.
      if (event.key === 'Escape' && isThis && !isDeaf)
        void window.understudy.run.answerQuestion({ id, allow: false })
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [isMeant, isDeaf, id])

  return (
    <form
      ref={form}
      className={styles.question}
      aria-labelledby={`${id}-title`}
      onSubmit={event => event.preventDefault()}
    >
      <h1 id={`${id}-title`} className={styles.title} title={`${asking.name}, ${session.name}`}>
        Allow {shortened(asking.name, LONGEST_NAME)} to use {shortened(session.name, LONGEST_NAME)} (
        {session.account})?
        {session.production ? <Production /> : null}
      </h1>
      <dl className={styles.facts}>
        <Fact name="Program" value={programOf(asking.tool)} />
        <Fact name="Started by" value={startersOf(question)} />
        <Fact name="Folder" value={asking.tool?.folder ?? null} />
        <Fact name="Process" value={asking.tool === null ? null : `pid ${asking.tool.pid}`} />
      </dl>
      <p className={styles.soft}>An answer holds for 12 hours, or until the screen is locked.</p>
      <div className={styles.foot}>
        {/* Not `disabled`, which would take the focus from it. */}
        <Button ref={deny} aria-disabled={isDeaf} onClick={() => answer(false)}>
          Deny
        </Button>
        <Button look="primary" aria-disabled={isDeaf} onClick={() => answer(true)}>
          Allow
        </Button>
      </div>
    </form>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: string | null }) {
  return (
    <>
      <dt>{name}</dt>
      {value === null ? (
        <dd className={styles.untold}>This system does not tell</dd>
      ) : (
        <dd title={value}>{shortened(value, LONGEST_PATH)}</dd>
      )}
    </>
  )
}

function programOf(tool: ToolProcess | null): string | null {
  if (tool === null) return null
  return tool.script ?? tool.executable ?? tool.name
}

/** What has started it and, where that is another one, the program above all. */
function startersOf({ asking: { parent, app } }: QuestionView): string | null {
  if (parent === null) return null
  const isAbove = app !== null && app.pid !== parent.pid
  return isAbove ? `${parent.name}, in ${app.name}` : parent.name
}
