import { useEffect, useRef } from 'react'
import { defaultPreferences } from '../../../main/core/preferences.ts'
import type { Snapshot } from '../../../main/core/snapshot/snapshot.ts'
import { useSnapshot } from '../../store.tsx'
import { ConfirmationForm } from './ConfirmationForm.tsx'
import { PromptForm } from './PromptForm.tsx'
import styles from './PromptsWindow.module.css'
import { QuestionForm } from './QuestionForm.tsx'

const NOTHING: Pick<Snapshot, 'prompts' | 'questions' | 'confirmations'> = {
  prompts: [],
  questions: [],
  confirmations: [],
}

/** All that is asked of the user: codes first, since jobs wait for them; then what the user has just clicked on. */
export function PromptsWindow() {
  const snapshot = useSnapshot()
  const { prompts, questions, confirmations } = snapshot ?? NOTHING
  const usual = snapshot?.preferences.leaseMinutes ?? defaultPreferences.leaseMinutes
  const asked = [...prompts, ...confirmations, ...questions]
  const mostClicks = Math.max(...asked.map(each => each.clicks))
  const meant = asked.find(each => each.clicks === mostClicks)
  const meantId = meant?.id ?? ''
  const ids = asked.map(each => each.id).join()
  const stack = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const { current } = stack
    if (current === null) return
    const observer = new ResizeObserver(() => {
      // What is not asked yet, or no more, has no height to tell.
      if (current.childElementCount > 0)
        void window.understudy.run.fitPrompts({ height: Math.ceil(current.getBoundingClientRect().height) })
    })
    observer.observe(current)
    return () => observer.disconnect()
  }, [])
  useEffect(() => {
    // What had the focus may have gone, as when another one was answered by a click.
    if (ids !== '' && document.activeElement === document.body) document.getElementById(meantId)?.focus()
  }, [ids, meantId])
  useEffect(() => {
    // A click on nothing, as the second one of a double click may be, must not take the keyboard from what is asked.
    const keep = (event: MouseEvent) => {
      const isMeantForSomething =
        event.target instanceof Element && event.target.closest('button, input, label, dd') !== null
      if (!isMeantForSomething) event.preventDefault()
    }
    window.addEventListener('mousedown', keep)
    return () => window.removeEventListener('mousedown', keep)
  }, [])
  return (
    <main className={styles.window}>
      <div ref={stack} className={styles.stack}>
        {prompts.map(prompt => (
          <PromptForm key={prompt.id} prompt={prompt} isMeant={prompt === meant} />
        ))}
        {confirmations.map((confirmation, index) => (
          <ConfirmationForm
            key={confirmation.id}
            confirmation={confirmation}
            usual={usual}
            isMeant={confirmation === meant}
            all={ids}
            place={[...prompts, ...confirmations.slice(0, index)].map(each => each.id).join()}
          />
        ))}
        {questions.map((question, index) => (
          <QuestionForm
            key={question.id}
            question={question}
            usual={usual}
            isMeant={question === meant}
            all={ids}
            // It moves when what stands above it goes.
            place={[...prompts, ...confirmations, ...questions.slice(0, index)].map(each => each.id).join()}
          />
        ))}
      </div>
    </main>
  )
}
