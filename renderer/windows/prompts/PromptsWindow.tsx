import { useSnapshot } from '../../store.tsx'
import { PromptForm } from './PromptForm.tsx'
import styles from './PromptsWindow.module.css'
import { QuestionForm } from './QuestionForm.tsx'

/** All that is asked of the user: codes first, since jobs wait for them. */
export function PromptsWindow() {
  const snapshot = useSnapshot()
  if (snapshot === null) return null
  const { prompts, questions } = snapshot
  const asked = [...prompts, ...questions]
  const mostClicks = Math.max(...asked.map(each => each.clicks))
  const meant = asked.find(each => each.clicks === mostClicks)
  return (
    <main className={styles.window}>
      {prompts.map(prompt => (
        <PromptForm key={prompt.id} prompt={prompt} isMeant={prompt === meant} />
      ))}
      {questions.map((question, index) => (
        <QuestionForm
          key={question.id}
          question={question}
          isMeant={question === meant}
          // It moves when what stands above it goes.
          place={[...prompts, ...questions.slice(0, index)].map(each => each.id).join()}
        />
      ))}
    </main>
  )
}
