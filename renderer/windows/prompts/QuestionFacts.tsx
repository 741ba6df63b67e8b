import { shortened } from '../../../main/core/shortened.ts'
import type { Asking, ToolProcess } from '../../../main/core/tools/tool.ts'
import styles from './PromptsWindow.module.css'

/** Of a line, in characters: the name of a process, and the end that is always in sight. */
const LONGEST_NAME = 16
const END = 22

/** What is known of a program that asks: enough to tell it from another one of the same name. */
export function QuestionFacts({ asking: { tool, parent, app } }: { readonly asking: Asking }) {
  const isAppAbove = app !== null && app.pid !== parent?.pid && app.pid !== tool?.pid
  return (
    <dl className={styles.facts}>
      <dt>Program</dt>
      {tool?.script ? <Line whole={tool.script} /> : null}
      <Line before={tool?.script ? 'run by ' : ''} whole={tool?.executable ?? null} />
      <dt>Started by</dt>
      <ProcessLine process={parent} />
      {isAppAbove ? <ProcessLine before="in " process={app} /> : null}
      <dt>Folder</dt>
      <Line whole={tool?.folder ?? null} />
      <dt>Process</dt>
      <Line whole={tool === null ? null : `pid ${tool.pid}`} />
    </dl>
  )
}

function ProcessLine({ before = '', process }: { before?: string; process: ToolProcess | null }) {
  if (process === null) return <Line whole={null} />
  const name = `${before}${shortened(process.name, LONGEST_NAME)}`
  if (process.executable === null) return <Line whole={name} />
  return <Line before={`${name} · `} whole={process.executable} />
}

interface LineProps {
  readonly before?: string
  /** Null where the system does not tell. */
  readonly whole: string | null
}

/** Cut in the middle, by the room that there is: a path is known by its beginning and its end. */
function Line({ before = '', whole }: LineProps) {
  if (whole === null) return <dd className={styles.untold}>The system does not tell</dd>
  const text = `${before}${whole}`
  const characters = [...text]
  return (
    <dd title={text}>
      <span>{characters.slice(0, -END).join('')}</span>
      <span>{characters.slice(-END).join('')}</span>
    </dd>
  )
}
