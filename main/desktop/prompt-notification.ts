import { listedInShort } from '../core/listed.ts'
import type { PromptView, QuestionView } from '../core/snapshot/snapshot.ts'
import type { Asked } from './prompt-attention.ts'

interface Words {
  readonly title: string
  readonly body: string
}

/** What a notification says of what is asked. Codes first: jobs wait for them. */
export function promptNotification({ prompts, questions }: Pick<Asked, 'prompts' | 'questions'>): Words {
  const [question] = questions
  if (prompts.length > 0 || question === undefined) return ofPrompts(prompts)
  return ofQuestion(question, questions.length - 1)
}

function ofPrompts(prompts: readonly PromptView[]): Words {
  const owners = prompts.map(prompt => prompt.device.owner)
  const sessions = [...new Set(prompts.flatMap(prompt => prompt.sessions))]
  const tools = [...new Set(prompts.flatMap(({ tool }) => (tool === null ? [] : [tool.name])))]
  const said = [
    ...(tools.length === 0 ? [] : [`Asked by ${listedInShort(tools)}.`]),
    ...(sessions.length === 0 ? [] : [`Unlocks ${listedInShort(sessions)}.`]),
  ]
  return {
    title: `MFA code needed for ${listedInShort(owners)}`,
    body: [...said, 'Click to enter it.'].join(' '),
  }
}

function ofQuestion({ asking, session }: QuestionView, others: number): Words {
  const by = asking.parent === null ? '' : `Started by ${asking.parent.name}. `
  const marked = session.production ? `${session.name} is marked as production. ` : ''
  const more = others === 0 ? '' : ` (${others} more)`
  return {
    title: `Allow ${asking.name} to use ${session.name}?${more}`,
    body: `${marked}${by}Click to answer.`,
  }
}
