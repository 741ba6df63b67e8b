import type { PromptView } from '../core/snapshot.ts'

/** What a notification says of prompts, of which there is at least one. */
export function promptNotification(prompts: readonly PromptView[]): {
  readonly title: string
  readonly body: string
} {
  const owners = prompts.map(prompt => prompt.device.owner)
  const sessions = [...new Set(prompts.flatMap(prompt => prompt.sessions))]
  return {
    title: `MFA code needed for ${owners.join(', ')}`,
    body: sessions.length === 0 ? 'Click to enter it.' : `Unlocks ${sessions.join(', ')}. Click to enter it.`,
  }
}
